#include "cinecut/survey/internal/close_look.h"

#include <algorithm>
#include <optional>

#include "base/error.h"

namespace cinecut::survey {

CloseLook look_at_range(media::VideoReader& reader, base::FilmRange range,
                        const CloseLookOptions& options, const base::Progress& progress) {
  CloseLook look;
  BorderFinder finder;
  RestFinder resting;
  std::optional<base::FilmTime> last_glance;
  reader.seek(std::max(base::FilmTime{}, range.start - options.lead_in));
  while (auto picture = reader.next()) {
    const auto time = picture->time();
    if (time >= range.end + options.lead_out) break;
    if (progress.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "stopped while looking closely at the film");
    const auto small = make_small(*picture);
    finder.add(small);
    resting.add(small);
    if (options.glances_of == nullptr || !range.contains(time)) continue;
    if (last_glance && time - *last_glance < options.glance_interval) continue;
    last_glance = time;
    look.glances.push_back(glance_at(*picture, small, *options.glances_of));
  }
  look.borders = finder.finish();
  look.rest = resting.finish();
  std::erase_if(look.borders, [&](const Border& b) { return !range.contains(b.time); });
  return look;
}

}  // namespace cinecut::survey
