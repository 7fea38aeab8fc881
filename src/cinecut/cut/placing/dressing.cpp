// Dressing: voice, effects and titles on an edit whose pictures stand.

#include <algorithm>
#include <map>
#include <set>

#include "cinecut/cut/placing/placing.h"

namespace cinecut::placing {
namespace {

using namespace std::chrono_literals;

/// Who says most, or nobody if the file does not say.
std::string protagonist(const std::vector<subtitles::Cue>& cues) {
  std::map<std::string, base::Duration> talk;
  for (const auto& cue : cues) {
    if (!cue.is_sound && !cue.speaker.empty()) talk[cue.speaker] += cue.range.length();
  }
  const auto most = std::max_element(
      talk.begin(), talk.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == talk.end() ? "" : most->first;
}

class VoicePlacer {
 public:
  VoicePlacer(const casting::Sources& sources, std::vector<edit::Clip>& clips,
              const VoiceWeights& weights)
      : sources_(sources),
        clips_(clips),
        weights_(weights),
        protagonist_(protagonist(sources.cues)) {
    for (const auto& clip : clips) {
      if (clip.dialogue.empty()) continue;
      heard_.push_back({clip.source.start - clip.sound_lead, clip.source.end + clip.sound_tail});
    }
  }

  std::vector<edit::VoiceLine> run() {
    add(edit::Part::act_1);
    add(edit::Part::act_2);
    std::sort(voice_.begin(), voice_.end(),
              [](const edit::VoiceLine& a, const edit::VoiceLine& b) { return a.start < b.start; });
    return std::move(voice_);
  }

 private:
  /// Stretches of a part in which no clip speaks, from cut to cut.
  std::vector<base::TrailerRange> quiet(edit::Part part) const {
    std::vector<base::TrailerRange> found;
    base::TrailerTime busy_until{};
    for (const auto& clip : clips_) {
      const bool speaks = !clip.dialogue.empty();
      if (speaks) busy_until = clip.trailer.end + clip.sound_tail;
      if (clip.part != part || speaks) continue;
      auto range = clip.trailer;
      range.start = std::max(range.start, busy_until);
      if (range.start >= range.end) continue;
      if (!found.empty() && found.back().end == range.start) {
        found.back().end = range.end;
      } else {
        found.push_back(range);
      }
    }
    for (auto& range : found) range.end -= lead_after(range.end);
    return found;
  }

  /// The next clip's sound may begin before its picture.
  base::Duration lead_after(base::TrailerTime end) const {
    for (const auto& clip : clips_) {
      if (clip.trailer.start == end && !clip.dialogue.empty()) {
        return std::max(clip.sound_lead, base::Duration{});
      }
    }
    return {};
  }

  double worth(const story::Line& line, edit::Part part) const {
    const auto length = line.range.length();
    if (length < base::from_seconds(weights_.shortest)) return -1;
    if (length > base::from_seconds(weights_.longest)) return -1;
    if (is_heard(line.range)) return -1;
    if (!protagonist_.empty() && line.speaker != protagonist_) return -1;
    double worth = static_cast<double>(line.score);
    const bool is_early = part == edit::Part::act_1;
    switch (line.kind) {
      case story::LineKind::exposition:
        worth += is_early ? weights_.suits : weights_.suits_not;
        break;
      case story::LineKind::threat:
        worth += is_early ? weights_.suits_not : weights_.suits;
        break;
      case story::LineKind::question:
      case story::LineKind::statement:
      case story::LineKind::feeling:
        worth += weights_.other;
        break;
    }
    return worth;
  }

  bool is_heard(const base::FilmRange& range) const {
    return std::any_of(heard_.begin(), heard_.end(),
                       [&](const base::FilmRange& h) { return h.overlaps(range); });
  }

  void add(edit::Part part) {
    auto places = quiet(part);
    for (int n = 0; n < grid::voice_lines(part); ++n) {
      const story::Line* best = nullptr;
      double best_worth = 0;
      for (const auto& line : sources_.story.lines) {
        const double w = worth(line, part);
        if (w <= best_worth || !place_for(line, places)) continue;
        best_worth = w;
        best = &line;
      }
      if (best == nullptr) return;
      put(*best, *place_for(*best, places), places);
    }
  }

  base::Duration needed(const story::Line& line) const {
    return base::from_seconds(weights_.lead) + line.range.length() +
           base::from_seconds(weights_.after);
  }

  std::optional<std::size_t> place_for(const story::Line& line,
                                       const std::vector<base::TrailerRange>& places) const {
    std::optional<std::size_t> best;
    double best_fit = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].length() < needed(line)) continue;
      const double fit = fit_of(line, places[i].start);
      const bool is_tighter = best && places[i].length() < places[*best].length();
      if (best && (fit < best_fit || (fit == best_fit && !is_tighter))) continue;
      best = i;
      best_fit = fit;
    }
    return best;
  }

  /// How alike the line's words and those about the pictures under it are; 0 if nobody knows.
  double fit_of(const story::Line& line, base::TrailerTime start) const {
    double sum = 0, count = 0;
    const base::TrailerRange spoken{start, start + needed(line)};
    for (const auto& clip : clips_) {
      if (!clip.trailer.overlaps(spoken)) continue;
      for (const auto& moment : sources_.story.moments) {
        if (!moment.range.contains(clip.source.start) || moment.seen.empty()) continue;
        sum += static_cast<double>(meaning::likeness(line.said, moment.seen));
        ++count;
      }
    }
    return count > 0 ? sum / count : 0;
  }

  void put(const story::Line& line, std::size_t place, std::vector<base::TrailerRange>& places) {
    auto& room = places[place];
    const auto start = room.start + base::from_seconds(weights_.lead);
    voice_.push_back({line.range, start,
                      line.speaker.empty() ? line.text : line.speaker + ": " + line.text,
                      line.role});
    heard_.push_back(line.range);
    const base::TrailerRange spoken{start, start + line.range.length()};
    for (auto& clip : clips_) {
      if (clip.trailer.overlaps(spoken)) {
        clip.film_sound_db = std::min(clip.film_sound_db, weights_.under.value);
      }
    }
    room.start = spoken.end + base::from_seconds(weights_.apart);
    if (room.start > room.end) room.start = room.end;
  }

  const casting::Sources& sources_;
  std::vector<edit::Clip>& clips_;
  const VoiceWeights& weights_;
  std::string protagonist_;
  std::vector<base::FilmRange> heard_;
  std::vector<edit::VoiceLine> voice_;
};

/// Effects are rare, or they tire: each kind has its least distance.
class EffectPlacer {
 public:
  EffectPlacer(const casting::Draft& draft, const std::vector<edit::Clip>& clips,
               const EffectWeights& weights)
      : draft_(draft), clips_(clips), w_(weights) {}

  std::vector<edit::Effect> run() {
    const auto& rate = draft_.skeleton.rate;
    for (std::size_t i = 0; i < draft_.skeleton.parts.size(); ++i) {
      const auto& part = draft_.skeleton.parts[i];
      const base::TrailerTime start(base::frame_start(start_of(part), rate));
      if (i > 0) border(part.part, start);
    }
    for (std::size_t s = 0; s < clips_.size(); ++s) cut(s);
    std::stable_sort(effects_.begin(), effects_.end(),
                     [](const edit::Effect& a, const edit::Effect& b) { return a.time < b.time; });
    return std::move(effects_);
  }

 private:
  /// An act that begins with a card begins there; the drop and act 3 begin with their pictures.
  std::int64_t start_of(const grid::GridPart& part) const {
    if (part.part != edit::Part::act_1 && part.part != edit::Part::act_2) return part.start();
    for (const auto& card : draft_.skeleton.cards) {
      if (card.frames.end == part.start()) return card.frames.start;
    }
    return part.start();
  }

  void border(edit::Part part, base::TrailerTime start) {
    switch (part) {
      case edit::Part::act_1:
        return add(start, "act_boundary", w_.act_1);
      case edit::Part::beat_drop:
      case edit::Part::act_3:
        return add(start, "act_boundary", w_.hit);
      case edit::Part::act_2:
        return add(start, "act_boundary", w_.act_2);
      case edit::Part::silence:
        return add(start, "fade_to_black", w_.silence);
      case edit::Part::title:
        return add(start, "act_boundary", w_.title);
      default:
        return;
    }
  }

  void cut(std::size_t s) {
    const auto& slot = draft_.slots[s];
    const auto& clip = clips_[s];
    const auto at = clip.trailer.start;
    if (s == 0 || slot.is_first) return;
    if (clip.transition == edit::Transition::crossfade) {
      return rare(at, "crossfade", w_.crossfade, w_.crossfade_apart);
    }
    if (clip.transition == edit::Transition::fade_to_white) {
      return rare(at, "fade_to_white", w_.white, w_.white_apart);
    }
    if (clip.transition != edit::Transition::hard_cut) return;
    if (slot.act == 3) {
      if (slot.starts_on_hit) return rare(at, "beat_cut", w_.beat_on_hit, w_.beat_on_hit_apart);
      if (slot.starts_on_downbeat) return rare(at, "beat_cut", w_.beat, w_.beat_apart);
      return;
    }
    if (slot.act == 2 && slot.starts_on_downbeat && clip.dialogue.empty()) {
      rare(at, "hard_cut", w_.cut, w_.cut_apart);
    }
  }

  void add(base::TrailerTime at, const char* recipe, double gain_db) {
    effects_.push_back({at, recipe, gain_db});
  }
  void rare(base::TrailerTime at, const char* recipe, double gain_db, double apart_s) {
    const auto least = base::from_seconds(w_.apart);
    const auto apart = base::from_seconds(apart_s);
    for (const auto& e : effects_) {
      const auto gap = std::chrono::abs(e.time - at);
      if (gap < least || (e.recipe == recipe && gap < apart)) return;
    }
    add(at, recipe, gain_db);
  }

  const casting::Draft& draft_;
  const std::vector<edit::Clip>& clips_;
  const EffectWeights& w_;
  std::vector<edit::Effect> effects_;
};

}  // namespace

std::vector<edit::VoiceLine> place_voice(const casting::Sources& sources,
                                         std::vector<edit::Clip>& clips,
                                         const VoiceWeights& weights) {
  return VoicePlacer(sources, clips, weights).run();
}

std::vector<edit::Effect> place_effects(const casting::Draft& draft,
                                        const std::vector<edit::Clip>& clips,
                                        const EffectWeights& weights) {
  return EffectPlacer(draft, clips, weights).run();
}

std::vector<edit::Title> place_titles(const casting::Sources& sources,
                                      const grid::Skeleton& skeleton) {
  const auto& film = sources.survey.film;
  auto text = sources.options.title;
  if (text.empty()) text = film.title;
  if (text.empty()) text = film.path.stem().string();
  const auto range_of = [&](std::int64_t start, std::int64_t end) {
    return base::TrailerRange{base::TrailerTime(base::frame_start(start, skeleton.rate)),
                              base::TrailerTime(base::frame_start(end, skeleton.rate))};
  };
  std::vector<edit::Title> titles;
  for (const auto& room : skeleton.cards) {
    titles.push_back({range_of(room.frames.start, room.frames.end),
                      sources.options.cards[static_cast<std::size_t>(room.card)], "card"});
  }
  for (const auto& part : skeleton.parts) {
    if (part.part != edit::Part::title && part.part != edit::Part::end_card) continue;
    const auto range = range_of(part.start(), part.end());
    const bool is_title = part.part == edit::Part::title;
    titles.push_back({range, is_title ? text : "Coming soon", is_title ? "title" : "end"});
  }
  return titles;
}

}  // namespace cinecut::placing
