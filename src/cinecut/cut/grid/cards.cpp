#include "cinecut/cut/grid/cards.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cinecut::grid {
namespace {

enum class Place { after_open, before_drop, after_drop, before_act_3 };

/// The two before something breaks in come first: they are where trailers hold their breath.
constexpr std::array kByWorth{Place::before_act_3, Place::before_drop, Place::after_open,
                              Place::after_drop};
constexpr std::size_t kFewest = 2;

/// Beats of a part that could be a card's.
struct Room {
  std::size_t part = 0;
  base::FrameRange frames;
};

class RoomFinder {
 public:
  RoomFinder(const Skeleton& skeleton, const CardWeights& weights)
      : skeleton_(skeleton), weights_(weights) {}

  std::optional<Room> find(Place place, base::Duration wanted) const {
    const auto least = static_cast<std::int64_t>(
        std::ceil(base::to_seconds(wanted) * skeleton_.rate.value() - 1e-6));
    switch (place) {
      case Place::after_open:
        return at_start(border(edit::Part::cold_open, edit::Part::act_1), least);
      case Place::before_drop:
        return at_end(border(edit::Part::act_1, edit::Part::beat_drop), least);
      case Place::after_drop:
        return at_start(border(edit::Part::beat_drop, edit::Part::act_2), least);
      case Place::before_act_3:
        if (const auto b = border(edit::Part::silence, edit::Part::act_3))
          return in_silence(*b - 1, least);
        return at_end(border(edit::Part::act_2, edit::Part::act_3), least);
    }
    return std::nullopt;
  }

 private:
  /// Index of the part `after`, if it comes right after `before`.
  std::optional<std::size_t> border(edit::Part before, edit::Part after) const {
    for (std::size_t i = 1; i < skeleton_.parts.size(); ++i) {
      if (skeleton_.parts[i - 1].part == before && skeleton_.parts[i].part == after) return i;
    }
    return std::nullopt;
  }

  std::int64_t frames_of(double seconds) const {
    return std::llround(seconds * skeleton_.rate.value());
  }

  /// A border of the part, `beats` from its start, or from its end if it is `from_end`.
  static std::size_t index(const GridPart& part, int beats, bool from_end) {
    return static_cast<std::size_t>(from_end ? part.beats() - beats : beats);
  }

  /// Enough beats, and some more to a downbeat that is near.
  std::optional<Room> whole_beats(std::size_t i, bool from_end, std::int64_t least) const {
    const auto& part = skeleton_.parts[i];
    const auto edge = from_end ? part.end() : part.start();
    const auto most =
        static_cast<std::int64_t>(static_cast<double>(part.end() - part.start()) * weights_.part);
    std::optional<Room> room;
    for (int beats = 1; beats < part.beats(); ++beats) {
      const auto at = index(part, beats, from_end);
      const auto length = std::abs(part.borders[at] - edge);
      if (length < least) continue;
      if (length > most || (room && length > least + frames_of(weights_.wait))) break;
      if (room && !part.is_downbeat[at]) continue;
      room = {i, {std::min(edge, part.borders[at]), std::max(edge, part.borders[at])}};
      if (part.is_downbeat[at]) break;
    }
    return room;
  }
  std::optional<Room> at_start(std::optional<std::size_t> border, std::int64_t least) const {
    return border ? whole_beats(*border, false, least) : std::nullopt;
  }
  std::optional<Room> at_end(std::optional<std::size_t> border, std::int64_t least) const {
    return border ? whole_beats(*border - 1, true, least) : std::nullopt;
  }

  std::optional<Room> in_silence(std::size_t i, std::int64_t least) const {
    const auto edge = frames_of(weights_.edge);
    const base::FrameRange frames{skeleton_.parts[i].start() + edge,
                                  skeleton_.parts[i].end() - edge};
    if (frames.length() < least) return std::nullopt;
    return Room{i, frames};
  }

  const Skeleton& skeleton_;
  const CardWeights& weights_;
};

/// The part keeps the beats that are no card's.
void take(GridPart& part, const base::FrameRange& frames) {
  for (std::size_t i = part.borders.size(); i-- > 0;) {
    const bool is_taken = part.start() == frames.start ? part.borders[i] < frames.end
                                                       : part.borders[i] > frames.start;
    if (!is_taken) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    part.borders.erase(part.borders.begin() + at);
    part.is_downbeat.erase(part.is_downbeat.begin() + at);
    part.is_hit.erase(part.is_hit.begin() + at);
  }
}

}  // namespace

void make_room_for_cards(Skeleton& skeleton, const std::vector<base::Duration>& cards,
                         const CardWeights& weights) {
  if (cards.size() < kFewest) return;
  const RoomFinder finder(skeleton, weights);
  const auto longest = *std::ranges::max_element(cards);
  std::vector<Place> places;
  for (const auto place : kByWorth) {
    if (places.size() < cards.size() && finder.find(place, longest)) places.push_back(place);
  }
  if (places.size() < kFewest) return;
  std::ranges::sort(places);
  std::vector<Room> rooms;
  for (std::size_t i = 0; i < places.size(); ++i) {
    // The first, the last, and those between evenly.
    const auto card = i * (cards.size() - 1) / (places.size() - 1);
    rooms.push_back(*finder.find(places[i], cards[card]));
    skeleton.cards.push_back({static_cast<int>(card), rooms.back().frames});
  }
  for (const auto& room : rooms) {
    auto& part = skeleton.parts[room.part];
    if (part.part != edit::Part::silence) take(part, room.frames);
  }
}

}  // namespace cinecut::grid
