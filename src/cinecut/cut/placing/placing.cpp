// Placing: from a casting to clips, their joints and their sound.

#include "cinecut/cut/placing/placing.h"

#include <algorithm>
#include <cmath>

namespace cinecut::placing {
namespace {

using namespace std::chrono_literals;

constexpr double kSilentDb = -60;

class Placer {
 public:
  Placer(const casting::Sources& sources, const casting::Draft& draft, const Weights& weights)
      : sources_(sources),
        draft_(draft),
        weights_(weights),
        caster_(draft.slots, draft.material, draft.goal, sources.weights),
        rate_(draft.skeleton.rate) {
    const auto& video = sources.survey.film.video;
    is_on_film_grid_ = !video.is_variable_rate;
  }

  std::vector<edit::Clip> run() {
    for (std::size_t s = 0; s < draft_.slots.size(); ++s) choose_joint(s);
    for (std::size_t s = 0; s < draft_.slots.size(); ++s) clips_.push_back(make(s));
    for (std::size_t s = 0; s < clips_.size(); ++s) set_sound(s);
    return std::move(clips_);
  }

 private:
  struct Joint {
    edit::Transition transition = edit::Transition::hard_cut;
    base::Duration length{};
  };

  const grid::Slot& slot(std::size_t s) const { return draft_.slots[s]; }
  const casting::Piece& piece(std::size_t s) const {
    return draft_.material.pieces[static_cast<std::size_t>(draft_.casting.pieces[s])];
  }
  const casting::Hearing& heard(std::size_t s) const {
    return caster_.hearing(s, draft_.casting.pieces[s]);
  }
  base::Duration time_of(std::int64_t frame) const { return base::frame_start(frame, rate_); }
  base::Duration length(std::size_t s) const {
    return time_of(slot(s).end) - time_of(slot(s).start);
  }
  base::Duration frames(int n) const { return base::frame_start(n, rate_); }
  bool follows_picture(std::size_t s) const { return s > 0 && slot(s - 1).end == slot(s).start; }

  /// Film left over in a piece when its clip has been taken.
  base::Duration slack(std::size_t s) const { return piece(s).range.length() - length(s); }
  /// What a crossfade takes from before or after a clip.
  base::Duration handle(std::size_t s) const {
    if (s >= joints_.size() || joints_[s].transition != edit::Transition::crossfade) return {};
    return joints_[s].length / 2;
  }

  /// How slot `s` begins. Crossfades stand between calm pictures that both have film to spare;
  /// fades to black where an act ends; all else is cut.
  void choose_joint(std::size_t s) {
    joints_.push_back({});
    if (s == 0 || !follows_picture(s)) return;
    const auto& vibe = sources_.vibe;
    // The drop and act 3 begin with a hit, and a hit wants a cut.
    const bool is_hit =
        slot(s).is_first && slot(s).part != edit::Part::act_1 && slot(s).part != edit::Part::act_2;
    const auto wished = is_hit             ? edit::Transition::hard_cut
                        : slot(s).is_first ? fade_of(vibe)
                                           : dissolve_of(vibe, s);
    if (wished == edit::Transition::hard_cut) return;
    // Even frames, so that both halves are whole.
    const auto shorter = std::min(slot(s).frames(), slot(s - 1).frames());
    const auto& w = weights_.joint;
    const auto half = std::min<std::int64_t>(shorter / static_cast<std::int64_t>(w.part_of_slot),
                                             std::lround(w.half * rate_.value()));
    if (half < static_cast<std::int64_t>(w.fewest_frames)) return;
    Joint joint{wished, frames(static_cast<int>(2 * half))};
    if (wished == edit::Transition::crossfade) {
      const auto handle_before = handle(s - 1) + joint.length / 2 + frames(1);
      if (slack(s - 1) < handle_before || slack(s) < joint.length / 2 + frames(1)) return;
      if (heard(s).speech >= 0 && slack(s) < 2 * joint.length) return;
    }
    joints_.back() = joint;
  }

  static edit::Transition fade_of(const vibe::Vibe& vibe) {
    for (const auto t : {vibe.primary, vibe.secondary}) {
      if (t == edit::Transition::fade_to_black || t == edit::Transition::fade_to_white) return t;
    }
    return edit::Transition::hard_cut;
  }

  edit::Transition dissolve_of(const vibe::Vibe& vibe, std::size_t s) const {
    const bool is_first = vibe.primary == edit::Transition::crossfade;
    if (!is_first && vibe.secondary != edit::Transition::crossfade)
      return edit::Transition::hard_cut;
    const double shortest = base::to_seconds(std::min(length(s), length(s - 1)));
    const bool was_cut = joints_[s - 1].transition == edit::Transition::hard_cut;
    const double least = is_first ? weights_.joint.shortest : weights_.joint.shortest_if_second;
    if (slot(s).act == 3 || slot(s).starts_on_hit || shortest < least || !was_cut) {
      return edit::Transition::hard_cut;
    }
    return edit::Transition::crossfade;
  }

  edit::Clip make(std::size_t s) const {
    const auto& from = piece(s);
    const auto& moment = sources_.story.moments[static_cast<std::size_t>(from.moment)];
    edit::Clip clip;
    clip.trailer = {base::TrailerTime(time_of(slot(s).start)),
                    base::TrailerTime(time_of(slot(s).end))};
    const auto start = source_start(s);
    clip.source = {start, start + clip.trailer.length()};
    clip.part = slot(s).part;
    clip.act = slot(s).act;
    clip.zone = from.zone;
    clip.beat_type = from.beat_type;
    clip.transition = joints_[s].transition;
    clip.transition_length = joints_[s].length;
    clip.score = std::round(from.score * 1000) / 1000;
    for (std::size_t i = 0; i < clip.signals.size(); ++i) {
      const float value = std::isfinite(moment.signals[i]) ? moment.signals[i] : 0;
      clip.signals[i] = std::round(std::clamp(value, 0.0f, 1.0f) * 1000) / 1000;
    }
    const auto scene = static_cast<std::size_t>(std::max(moment.scene, 0));
    if (moment.scene >= 0 && scene < sources_.scenes.size()) {
      clip.description = sources_.scenes[scene].description;
    }
    return clip;
  }

  /// The first instant of the film that is shown.
  base::FilmTime source_start(std::size_t s) const {
    const auto& from = piece(s);
    base::FilmRange room{from.range.start + handle(s), from.range.end - handle(s + 1) - length(s)};
    if (room.end < room.start) room = {from.range.start, from.range.end - length(s)};
    const auto start = heard(s).speech >= 0 ? start_for_words(s, room) : start_for_focus(s, room);
    return on_film_grid(start, room);
  }

  base::FilmTime start_for_words(std::size_t s, const base::FilmRange& room) const {
    const auto& words = piece(s).speech[static_cast<std::size_t>(heard(s).speech)].range;
    // Near the middle of what is left around the words, but the first word soon after the cut.
    const auto spare = length(s) - words.length();
    const auto before =
        std::clamp<base::Duration>(spare / 2, 0ns, base::from_seconds(weights_.start.breath));
    return std::clamp(words.start - before, room.start, room.end);
  }

  /// Around the best instant, with no word cut and rather none heard.
  base::FilmTime start_for_focus(std::size_t s, const base::FilmRange& room) const {
    const auto& w = weights_.start;
    const double lead = slot(s).starts_on_hit               ? w.lead_on_hit
                        : slot(s).part == edit::Part::act_3 ? w.lead_in_montage
                                                            : w.lead;
    const auto wished = piece(s).focus - base::from_seconds(base::to_seconds(length(s)) * lead);
    const auto best_start = std::clamp(wished, room.start, room.end);
    auto best = best_start;
    double best_cost = 1e9;
    const int farthest = static_cast<int>(w.farthest);
    for (int step = -farthest; step <= farthest; ++step) {
      const auto start = best_start + frames(std::abs(step)) * (step < 0 ? -1 : 1);
      if (start < room.start || start > room.end) continue;
      const base::FilmRange range{start, start + length(s)};
      const double cost = std::abs(step) / w.frame +
                          (casting::cuts_words(draft_.material, range) ? w.cut_words.value : 0) +
                          (casting::has_words(draft_.material, range) ? w.words.value : 0);
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = start;
    }
    return best;
  }

  base::FilmTime on_film_grid(base::FilmTime t, const base::FilmRange& room) const {
    if (!is_on_film_grid_) return t;
    auto n = base::nearest_frame(t, rate_);
    while (base::FilmTime(time_of(n)) < room.start) ++n;
    const auto snapped = base::FilmTime(time_of(n));
    return snapped <= room.end ? snapped : t;
  }

  /// Against what the mix gives to atmosphere anyway.
  double atmosphere_db(std::size_t s) const {
    const auto& w = weights_.sound;
    switch (slot(s).part) {
      case edit::Part::cold_open:
      case edit::Part::button:
      case edit::Part::beat_drop:
        return w.opening;
      case edit::Part::act_3:
        return piece(s).loudness > w.loud ? w.loud_montage : w.montage;
      default:
        return 0;
    }
  }

  void set_sound(std::size_t s) {
    auto& clip = clips_[s];
    const auto& hears = heard(s);
    if (hears.speech < 0) {
      // Words that nobody is meant to follow, or that would be cut, are not heard at all.
      const bool is_talk = casting::has_words(draft_.material, clip.source);
      clip.film_sound_db = is_talk ? kSilentDb : atmosphere_db(s);
      return;
    }
    const auto& line = piece(s).speech[static_cast<std::size_t>(hears.speech)];
    const auto sounding = sounding_range(s, line.range);
    clip.sound_lead = clip.source.start - sounding.start;
    clip.sound_tail = sounding.end - clip.source.end;
    clip.dialogue = words_in(sounding, line.text);
    clip.role = line.role;
  }

  /// What is heard of the film with a speaking clip: its picture's stretch, longer where the line
  /// is longer, shorter where another line would be cut.
  base::FilmRange sounding_range(std::size_t s, const base::FilmRange& line) const {
    const auto& clip = clips_[s];
    base::FilmRange range{std::min(clip.source.start, line.start),
                          std::max(clip.source.end, line.end)};
    const auto lead = frames(static_cast<int>(weights_.sound.lead_frames));
    const base::FilmRange before{range.start - lead, range.start};
    if (range.start == clip.source.start && follows_picture(s) && !is_talking(s - 1) &&
        before.start >= base::FilmTime{} && !casting::has_words(draft_.material, before)) {
      range.start = before.start;  // A picture is better announced by its sound.
    }
    const auto decay = base::from_seconds(weights_.sound.decay);
    const auto film = base::FilmTime(draft_.material.film);
    if (range.end == line.end && range.end > clip.source.end) {
      const base::FilmRange after{range.end, std::min(range.end + decay, film)};
      if (after.end > after.start && !casting::has_words(draft_.material, after))
        range.end = after.end;
    }
    // A line has room around its words, which is where it may be cut.
    range.start = std::max(range.start, clip.source.start - room_from_card(s));
    range.end = std::min(range.end, clip.source.end + room_to_card(s));
    for (const auto& words : draft_.material.words) {
      if (words.start < range.start && range.start < words.end) {
        range.start = std::min(words.end, std::max(line.start, range.start));
      }
      if (words.start < range.end && range.end < words.end) {
        range.end = std::max(words.start, std::min(line.end, range.end));
      }
    }
    return range;
  }

  /// How long a clip may be heard before and behind its picture: nothing is said while a card is
  /// read.
  base::Duration room_from_card(std::size_t s) const {
    auto room = draft_.material.film;
    for (const auto& card : draft_.skeleton.cards) {
      if (card.frames.end <= slot(s).start)
        room = time_of(slot(s).start) - time_of(card.frames.end);
    }
    return room;
  }
  base::Duration room_to_card(std::size_t s) const {
    for (const auto& card : draft_.skeleton.cards) {
      if (card.frames.start >= slot(s).end)
        return time_of(card.frames.start) - time_of(slot(s).end);
    }
    return draft_.material.film;
  }

  bool is_talking(std::size_t s) const { return heard(s).speech >= 0; }

  /// All that is said in a stretch of the film.
  std::string words_in(const base::FilmRange& range, const std::string& line) const {
    std::string text;
    for (const auto& cue : sources_.cues) {
      if (cue.is_sound || cue.text.empty() || !range.contains(cue.range)) continue;
      if (!text.empty()) text += " ";
      text += cue.speaker.empty() ? cue.text : cue.speaker + ": " + cue.text;
    }
    return text.empty() ? line : text;
  }

  const casting::Sources& sources_;
  const casting::Draft& draft_;
  const Weights& weights_;
  casting::Caster caster_;
  base::Rational rate_;
  bool is_on_film_grid_ = true;
  std::vector<Joint> joints_;
  std::vector<edit::Clip> clips_;
};

}  // namespace

std::vector<edit::Clip> place_clips(const casting::Sources& sources, const casting::Draft& draft,
                                    const Weights& weights) {
  return Placer(sources, draft, weights).run();
}

}  // namespace cinecut::placing
