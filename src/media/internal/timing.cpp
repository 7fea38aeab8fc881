#include "media/internal/timing.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <ranges>
#include <vector>

#include "media/internal/rate.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr int kWindowPictures = 120;
constexpr std::size_t kReorderedPictures = 17;  // As many as any coder puts out of order.
constexpr std::array<double, 4> kWindowPlaces = {0, 0.25, 0.5, 0.75};

std::int64_t shown_at(const Input& input, const AVPacket& p) {
  if (p.flags & AV_PKT_FLAG_DISCARD) return AV_NOPTS_VALUE;
  return input.has_display_times() ? p.pts : p.dts;
}

Stretch read_window(Input& input) {
  std::vector<PictureTicks> pictures;
  const auto packet = make_packet();
  for (int n = 0; n < kWindowPictures && input.read(*packet); ++n)
    pictures.push_back({packet->dts, shown_at(input, *packet)});
  return shown_in_order(pictures);
}

std::vector<Stretch> sample(Input& input, base::Duration length) {
  std::vector<Stretch> stretches;
  for (const double place : kWindowPlaces) {
    if (place > 0) {
      const auto time = base::FilmTime{base::from_seconds(base::to_seconds(length) * place)};
      if (length < 30s) break;
      if (!input.seek(*input.video(), input.ticks_at(time, *input.video()))) continue;
    }
    stretches.push_back(read_window(input));
  }
  return stretches;
}

struct End {
  std::int64_t start = INT64_MIN;  ///< Of the last picture.
  std::int64_t length = 0;         ///< 0: not said.
};

// The last picture shown is among the last ones decoded, and not far from those decoded after it:
// else its time is wrong.
End read_to_end(Input& input) {
  std::deque<End> pictures;
  const auto packet = make_packet();
  while (input.read(*packet)) {
    const auto ticks = shown_at(input, *packet);
    if (ticks == AV_NOPTS_VALUE) continue;
    pictures.push_back({ticks, packet->duration});
    if (pictures.size() > kReorderedPictures) pictures.pop_front();
  }
  const auto far = to_ticks(5s, input.video()->time_base);
  End end;
  for (const auto& picture : std::views::reverse(pictures))
    if (end.start == INT64_MIN || (picture.start > end.start && picture.start - end.start < far))
      end = picture;
  return end;
}

// What the container says is not believed: sound may last longer, and a file may be cut off.
End find_end(Input& input, base::Duration length) {
  for (auto back = base::Duration{3s}; back < length; back *= 4) {
    const auto place = base::FilmTime{length - back};
    if (!input.seek(*input.video(), input.ticks_at(place, *input.video()))) break;
    const auto end = read_to_end(input);
    if (end.start != INT64_MIN) return end;
  }
  input.rewind();
  return read_to_end(input);
}

}  // namespace

Timing measure_timing(Input& input) {
  input.use({input.video()});
  const auto length = input.said_length();
  Timing timing;
  if (const auto rate = rate_of(sample(input, length), *input.video()))
    timing = {{}, rate->rate, rate->is_variable};
  const auto end = find_end(input, length);
  const auto picture = base::frame_start(1, timing.rate);
  timing.duration = picture;
  if (end.start == INT64_MIN) return timing;
  const auto& stream = *input.video();
  const auto start = input.film_time(end.start, stream);
  const auto last = input.picture_length(end.start, end.length);
  timing.duration = std::max(
      picture, start.time_since_epoch() + (last.count() > 0 && last < 1h ? last : picture));
  return timing;
}

}  // namespace media
