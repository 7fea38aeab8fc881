#include "cinecut/cut/casting/internal/concerns.h"

#include <algorithm>
#include <cmath>

namespace cinecut::casting {
namespace {

constexpr double kNoTail = 0.001;  ///< Seconds that nobody hears.

double& of(Concerns& c, Concern which) { return c[static_cast<std::size_t>(which)]; }

bool may_speak(const grid::Slot& s) { return s.part != edit::Part::beat_drop && !s.is_for_voice; }

/// 0: this kind of moment belongs there; 1: it does not.
double misplaced(const KindWeights& w, edit::Part part, edit::BeatType type) {
  const auto kind = static_cast<std::size_t>(type);
  switch (part) {
    case edit::Part::cold_open:
      return w.cold_open[kind];
    case edit::Part::act_1:
      return w.act_1[kind];
    case edit::Part::beat_drop:
      return w.beat_drop[kind];
    case edit::Part::act_2:
      return w.act_2[kind];
    case edit::Part::act_3:
      return w.act_3[kind];
    case edit::Part::button:
      return w.button[kind];
    default:
      return 0;
  }
}

double wished_motion(const MotionWeights& w, const grid::Slot& s) {
  switch (s.part) {
    case edit::Part::cold_open:
      return w.cold_open;
    case edit::Part::act_1:
      return w.act_1 + w.act_1_rise * s.progress;
    case edit::Part::beat_drop:
      return w.beat_drop;
    case edit::Part::act_2:
      return w.act_2 + w.act_2_rise * s.progress;
    case edit::Part::act_3:
      return w.act_3 + w.act_3_rise * s.progress;
    default:
      return w.button;
  }
}

double importance(const ImportanceWeights& w, const grid::Slot& s) {
  double factor = w.any;
  if (s.starts_on_hit) factor += w.hit;
  if (s.is_first) factor += w.first;
  if (s.is_last && is_montage(s)) factor += w.finale;
  if (s.part == edit::Part::cold_open || s.part == edit::Part::beat_drop) factor += w.opening;
  return factor + w.early * (1 - s.progress);
}

double zone_cost(const ZoneWeights& w, const grid::Slot& slot, const Piece& piece) {
  const int zone = static_cast<int>(piece.zone);
  if (is_free(slot)) return w.free_climax * (zone == 2);
  return (is_montage(slot) ? w.step_in_montage : w.step) * std::abs(zone - (slot.act - 1));
}

double place_cost(const PlaceWeights& w, const grid::Slot& slot, const Piece& piece, double wish) {
  if (is_free(slot)) return 0;
  return (is_montage(slot) ? w.distance_in_montage : w.distance) * std::abs(piece.place - wish);
}

double speech_cost(const SpeechWeights& w, const grid::Slot& slot, const Piece& piece,
                   const Hearing& heard) {
  if (heard.speech < 0) return 0;
  const auto& line = piece.speech[static_cast<std::size_t>(heard.speech)];
  const double worth = is_montage(slot)                  ? w.line_in_montage
                       : slot.part == edit::Part::button ? w.line_in_button
                                                         : w.line;
  return -(worth * (w.floor + static_cast<double>(line.score)) - w.tail * heard.tail);
}

/// What speaks against two pieces near each other whose words are that alike.
double told_alike_cost(const SetupWeights& w, float likeness) {
  const double over = static_cast<double>(likeness) - w.told_from;
  return over <= 0 ? 0 : w.told_alike * over / std::max(1e-6, 1 - w.told_from);
}

double setup_cost(const SetupWeights& w, const Piece& a, const Piece& b, const Pairing& pairing) {
  if (a.shot == b.shot) return pairing.apart == 1 ? w.shot_next : w.shot_near;
  const auto near = static_cast<std::size_t>(pairing.apart - 1);
  const bool is_same = pairing.has_setups && a.setup == b.setup && near < w.camera.values.size();
  return std::max(is_same ? w.camera[near] : 0.0, told_alike_cost(w, pairing.likeness));
}

double contrast_cost(const ContrastWeights& w, const grid::Slot& slot, const Piece& a,
                     const Piece& b) {
  const double difference =
      w.light * std::abs(a.light - b.light) + w.warmth * std::abs(a.warmth - b.warmth) +
      w.saturation * std::abs(a.saturation - b.saturation) +
      w.motion * std::abs(a.motion - b.motion) + w.size * std::abs(a.size - b.size);
  double cost = w.alike * std::max(0.0, 1 - w.enough * difference);
  // Two faces of one size in a row look like one shot with a hole in it.
  if (std::min(a.size, b.size) > w.close_up && std::abs(a.size - b.size) < w.same_size) {
    cost += w.faces;
  }
  if (!is_montage(slot) && a.intensity > w.intense && b.intensity > w.intense) {
    cost += w.breathless;
  }
  return cost;
}

double order_cost(const OrderWeights& w, const grid::Slot& slot_of_a, const grid::Slot& slot_of_b,
                  const Piece& a, const Piece& b) {
  if (slot_of_a.part != slot_of_b.part || b.place >= a.place) return 0;
  if (is_montage(slot_of_a)) return w.back_in_montage;
  return w.back + w.back_far * std::min(a.place - b.place, w.farthest.value);
}

}  // namespace

bool is_montage(const grid::Slot& slot) { return slot.part == edit::Part::act_3; }

bool is_free(const grid::Slot& slot) {
  return slot.part == edit::Part::cold_open || slot.part == edit::Part::button;
}

Hearing hear(const SpeechWeights& w, const grid::Slot& slot, const Piece& piece, double length,
             double room) {
  Hearing best;
  if (!may_speak(slot) || piece.speech.empty()) return best;
  double best_worth = 0;
  for (std::size_t i = 0; i < piece.speech.size(); ++i) {
    const auto& line = piece.speech[i];
    const double start = base::to_seconds(line.range.start - piece.range.start);
    const double talk = base::to_seconds(line.range.length());
    const double latest = std::min(start, piece.length - length);
    const double tail = std::max(0.0, start + talk - latest - length);
    if (latest < 0) continue;
    if (tail > kNoTail) {
      const double seen = latest + length - start;
      if (is_montage(slot) || length < w.shortest_speaker || seen < w.least_seen) continue;
      if (tail > std::min(w.longest_tail.value, room - w.part_end)) continue;
    }
    const double worth = talk * (w.choice_floor + static_cast<double>(line.score)) - tail;
    if (worth <= best_worth) continue;
    best_worth = worth;
    best = {static_cast<int>(i), talk, tail > kNoTail ? tail : 0};
  }
  return best;
}

Concerns alone(const Weights& w, const grid::Slot& slot, const Piece& piece, const Hearing& heard,
               double wish) {
  Concerns c{};
  const double score = static_cast<double>(piece.score);
  of(c, Concern::quality) =
      w.quality.score * importance(w.importance, slot) * (1 - score) +
      w.quality.dark * std::max(0.0, 1 - piece.light / w.quality.readable_light);
  of(c, Concern::zone) = zone_cost(w.zone, slot, piece);
  of(c, Concern::place) = place_cost(w.place, slot, piece, wish);
  of(c, Concern::kind) = w.kind.misplaced * misplaced(w.kind, slot.part, piece.beat_type);
  of(c, Concern::motion) =
      w.motion.difference * std::abs(piece.motion - wished_motion(w.motion, slot));
  of(c, Concern::reuse) = piece.is_second ? w.reuse.second.value : 0;
  of(c, Concern::speech) = speech_cost(w.speech, slot, piece, heard);
  return c;
}

void add_pair(const Weights& w, const grid::Slot& slot_of_a, const grid::Slot& slot_of_b,
              const Piece& a, const Piece& b, const Pairing& pairing, Concerns& c) {
  of(c, Concern::setup) += setup_cost(w.setup, a, b, pairing);
  if (pairing.apart != 1) return;
  of(c, Concern::contrast) += contrast_cost(w.contrast, slot_of_a, a, b);
  of(c, Concern::order) += order_cost(w.order, slot_of_a, slot_of_b, a, b);
}

}  // namespace cinecut::casting
