#include "cinecut/survey/internal/close_look.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "cinecut/survey/change.h"

namespace cinecut::survey {
namespace {

// Pictures from the beginning of a range to where the second half of a dissolve is over, mostly.
constexpr int kHalf = 20;
constexpr float kChanging = 0.2f;  // Share of a picture that has become another.
constexpr float kSettled = 0.4f;   // Of that, what may change in as much time after it.

/// The first pictures of a range.
class Opening {
 public:
  void add(const SmallPicture& picture) {
    if (count_ == 0 || count_ == kHalf || count_ == 2 * kHalf) pictures_.push_back(picture);
    ++count_;
  }
  base::Duration dissolving() const {
    if (pictures_.size() < 3) return {};
    const float before = change_between(pictures_[0], pictures_[1]).share;
    const float after = change_between(pictures_[1], pictures_[2]).share;
    const bool is_dissolving = before >= kChanging && after <= kSettled * before;
    return is_dissolving ? pictures_[1].time - pictures_[0].time : base::Duration{};
  }

 private:
  std::vector<SmallPicture> pictures_;
  int count_ = 0;
};

}  // namespace

CloseLook look_at_range(media::VideoReader& reader, base::FilmRange range,
                        const CloseLookOptions& options, const base::Progress& progress) {
  CloseLook look;
  BorderFinder finder;
  RestFinder resting;
  Opening opening;
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
    if (time >= range.start) opening.add(small);
    if (options.glances_of == nullptr || !range.contains(time)) continue;
    if (last_glance && time - *last_glance < options.glance_interval) continue;
    last_glance = time;
    look.glances.push_back(glance_at(*picture, small, *options.glances_of));
  }
  look.borders = finder.finish();
  look.rest = resting.finish();
  look.dissolving = opening.dissolving();
  std::erase_if(look.borders, [&](const Border& b) { return !range.contains(b.time); });
  return look;
}

}  // namespace cinecut::survey
