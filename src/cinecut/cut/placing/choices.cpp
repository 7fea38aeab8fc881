// Choices: why each clip stands where it stands, and what else could.

#include <algorithm>
#include <cmath>

#include "cinecut/cut/placing/placing.h"

namespace cinecut::placing {
namespace {

constexpr std::size_t kAlternatives = 5;

std::string_view title_of(edit::Part part) {
  switch (part) {
    case edit::Part::cold_open:
      return "the cold open";
    case edit::Part::act_1:
      return "act 1";
    case edit::Part::beat_drop:
      return "the drop";
    case edit::Part::act_2:
      return "act 2";
    case edit::Part::act_3:
      return "act 3";
    case edit::Part::button:
      return "the button";
    default:
      return "the trailer";
  }
}

/// Why a piece lost, by the concern that counted most against it.
std::string_view reason_of(casting::Concern concern) {
  switch (concern) {
    case casting::Concern::quality:
      return "Its score is lower.";
    case casting::Concern::zone:
      return "It is from another zone of the story.";
    case casting::Concern::place:
      return "It is too far from this place in the film's course.";
    case casting::Concern::kind:
      return "Moments of its kind belong to another part.";
    case casting::Concern::motion:
      return "Its movement does not suit this part.";
    case casting::Concern::reuse:
      return "The best of its shot is elsewhere.";
    case casting::Concern::speech:
      return "What is said in it is worth less here.";
    case casting::Concern::setup:
      return "It looks like a neighbour from the same camera.";
    case casting::Concern::contrast:
      return "It is too much like its neighbours in light and size.";
    case casting::Concern::order:
      return "It would step back in the film's time.";
  }
  return "";
}

class Explainer {
 public:
  Explainer(const casting::Sources& sources, const casting::Draft& draft,
            std::vector<edit::Clip>& clips)
      : sources_(sources),
        draft_(draft),
        clips_(clips),
        caster_(draft.slots, draft.material, draft.goal, sources.weights),
        is_used_(draft.material.pieces.size()) {
    for (const int p : draft.casting.pieces) is_used_[static_cast<std::size_t>(p)] = true;
  }

  void run() {
    for (std::size_t s = 0; s < clips_.size(); ++s) {
      add_alternatives(s);
      clips_[s].reason = reason(s);
    }
  }

 private:
  struct Rival {
    int piece = 0;
    double cost = 0;
  };

  const casting::Piece& piece(int p) const {
    return draft_.material.pieces[static_cast<std::size_t>(p)];
  }

  void add_alternatives(std::size_t s) {
    std::vector<Rival> rivals;
    for (int p = 0; p < static_cast<int>(is_used_.size()); ++p) {
      if (is_used_[static_cast<std::size_t>(p)] || !caster_.fits(s, p)) continue;
      double cost = 0;
      for (const double c : caster_.concerns(draft_.casting, s, p)) cost += c;
      rivals.push_back({p, cost});
    }
    std::stable_sort(rivals.begin(), rivals.end(),
                     [](const Rival& a, const Rival& b) { return a.cost < b.cost; });
    if (rivals.size() > kAlternatives) rivals.resize(kAlternatives);
    for (const auto& rival : rivals) add_alternative(s, rival.piece);
  }

  void add_alternative(std::size_t s, int p) {
    const auto length = clips_[s].trailer.length();
    const auto& from = piece(p);
    const auto wished = from.focus - length * 2 / 5;
    const auto start = std::clamp(wished, from.range.start, from.range.end - length);
    const auto mine = caster_.concerns(draft_.casting, s, draft_.casting.pieces[s]);
    const auto its = caster_.concerns(draft_.casting, s, p);
    std::size_t worst = 0;
    for (std::size_t c = 1; c < casting::kConcerns; ++c) {
      if (its[c] - mine[c] > its[worst] - mine[worst]) worst = c;
    }
    const bool is_worse = its[worst] > mine[worst] + 0.01;
    clips_[s].alternatives.push_back(
        {{start, start + length},
         std::round(from.score * 1000) / 1000,
         std::string(is_worse ? reason_of(static_cast<casting::Concern>(worst))
                              : "It is as good here; the dialogue's share decided.")});
  }

  std::string reason(std::size_t s) const {
    const auto& slot = draft_.slots[s];
    const auto& clip = clips_[s];
    const auto& moment =
        sources_.story.moments[static_cast<std::size_t>(piece(draft_.casting.pieces[s]).moment)];
    auto text = moment.reason;
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (!text.empty() && text.back() != '.') text += '.';
    if (!text.empty()) text += ' ';
    return text + place_of(slot) + thing_of(clip) + words_of(clip) + standing(s);
  }

  static std::string place_of(const grid::Slot& slot) {
    const std::string where(title_of(slot.part));
    if (slot.is_first && slot.is_last) return "It is " + where;
    if (slot.is_first) return "It opens " + where;
    if (slot.is_last) return "It closes " + where;
    if (slot.starts_on_hit) return "It lands on a hit of the music in " + where;
    if (slot.starts_on_downbeat) return "It starts a bar in " + where;
    return "It stands in " + where;
  }

  static std::string thing_of(const edit::Clip& clip) {
    switch (clip.beat_type) {
      case edit::BeatType::inciting_incident:
        return " as what sets the story going";
      case edit::BeatType::character_introduction:
        return " to introduce somebody";
      case edit::BeatType::escalation_beat:
        return " to raise the stakes";
      case edit::BeatType::relationship_beat:
        return " to show what people are to each other";
      case edit::BeatType::money_shot:
        return " as a picture to remember";
      case edit::BeatType::climax_peak:
        return " as a peak";
      case edit::BeatType::breath:
        return " as a breath";
    }
    return "";
  }

  static std::string words_of(const edit::Clip& clip) {
    if (clip.dialogue.empty()) return "";
    return clip.sound_tail > base::Duration{} ? ", and its line runs on over the next pictures"
                                              : ", with its line heard whole";
  }

  std::string standing(std::size_t s) const {
    int better = 0;
    int same_zone = 0;
    const auto& mine = piece(draft_.casting.pieces[s]);
    for (int p = 0; p < static_cast<int>(is_used_.size()); ++p) {
      if (piece(p).zone != mine.zone || !caster_.fits(s, p)) continue;
      ++same_zone;
      if (piece(p).score > mine.score) ++better;
    }
    return "; by score it is number " + std::to_string(better + 1) + " of " +
           std::to_string(same_zone) + " in its zone that last long enough.";
  }

  const casting::Sources& sources_;
  const casting::Draft& draft_;
  std::vector<edit::Clip>& clips_;
  casting::Caster caster_;
  std::vector<bool> is_used_;
};

}  // namespace

void explain_choices(const casting::Sources& sources, const casting::Draft& draft,
                     std::vector<edit::Clip>& clips) {
  Explainer(sources, draft, clips).run();
}

}  // namespace cinecut::placing
