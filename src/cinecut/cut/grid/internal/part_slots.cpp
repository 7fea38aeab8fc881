#include "cinecut/cut/grid/internal/part_slots.h"

#include <algorithm>
#include <limits>

namespace cinecut::grid {

void add_slots(std::vector<Slot>& slots, const GridPart& part, int act,
               const std::vector<int>& lengths) {
  int b = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto from = static_cast<std::size_t>(b);
    const auto to = static_cast<std::size_t>(b + lengths[i]);
    slots.push_back({.part = part.part,
                     .act = act,
                     .start = part.borders[from],
                     .end = part.borders[to],
                     .beats = lengths[i],
                     .starts_on_downbeat = part.is_downbeat[from],
                     .starts_on_hit = part.is_hit[from],
                     .is_first = i == 0,
                     .is_last = i + 1 == lengths.size()});
    b += lengths[i];
  }
}

void limit_button(std::vector<Slot>& slots, const GridPart& part, const Bounds& bounds,
                  const RhythmOptions& options, base::Rational rate) {
  if (part.part != edit::Part::button) return;
  auto& slot = slots.back();
  const auto most = slot.start + static_cast<std::int64_t>(options.longest_seconds * rate.value());
  if (slot.end <= most && slot.beats <= bounds.longest) return;
  slot.end = std::min(slot.end, most);
  for (std::size_t b = 1; b + 1 < part.borders.size(); ++b) {
    const auto border = part.borders[b];
    if (border > most || static_cast<int>(b) > bounds.longest) break;
    slot.end = border;
    slot.beats = static_cast<int>(b);
  }
}

void set_progress(std::vector<Slot>& slots) {
  for (int act = 1; act <= 3; ++act) {
    std::int64_t start = std::numeric_limits<std::int64_t>::max();
    std::int64_t end = 0;
    const auto counts = [act](const Slot& s) {
      return s.act == act && s.part != edit::Part::cold_open && s.part != edit::Part::button;
    };
    for (const auto& s : slots) {
      if (!counts(s)) continue;
      start = std::min(start, s.start);
      end = std::max(end, s.end);
    }
    for (auto& s : slots) {
      if (!counts(s)) continue;
      s.progress = static_cast<double>(s.start + s.end - 2 * start) /
                   static_cast<double>(2 * std::max<std::int64_t>(end - start, 1));
    }
  }
}

}  // namespace cinecut::grid
