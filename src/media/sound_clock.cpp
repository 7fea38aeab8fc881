#include "media/sound_clock.h"

#include <algorithm>
#include <cmath>

namespace media {
namespace {

constexpr std::size_t enough_blocks = 8;
constexpr std::size_t most_blocks = 400;

// 0: they differ. The first block may have been trimmed, the last one cut short.
std::int64_t size_of_all(const std::vector<SoundBlock>& run) {
  if (run.size() < 3) return 0;
  const auto size = run[1].count;
  return std::all_of(run.begin() + 1, run.end() - 1,
                     [&](const auto& block) { return block.count == size; })
             ? size
             : 0;
}

}  // namespace

double SoundClock::tolerance(double rate_hz) const { return std::max(3 * tick_, 0.015 * rate_hz); }

SoundClock::Estimate SoundClock::estimate(const std::vector<SoundBlock>& run) const {
  const double half = tick_ / 2 + 0.01;
  double low = -1e300, high = 1e300;
  std::vector<double> starts;
  double counted = 0;
  for (const auto& block : run) {
    const double start = block.said - counted;
    starts.push_back(start);
    low = std::max(low, start - half);
    high = std::min(high, start + half);
    counted += static_cast<double>(block.count);
  }
  if (low <= high) return {(low + high) / 2, (high - low) / 2};
  // Times that jitter more than rounding explains.
  const auto middle = starts.begin() + static_cast<std::ptrdiff_t>(starts.size() / 2);
  std::ranges::nth_element(starts, middle);
  return {*middle, half};
}

bool SoundClock::is_enough(const std::vector<SoundBlock>& run) const {
  if (run.size() < enough_blocks) return false;
  return size_of_all(run) > 0 || run.size() >= most_blocks || estimate(run).uncertainty < 0.25;
}

void SoundClock::learn(const std::vector<SoundBlock>& run) {
  first_start_ = estimate(run).start;
  first_sample_ = std::llround(first_start_);
  has_learned_ = true;
  block_ = size_of_all(run);
  first_block_ = first_sample_ + run[0].count;
}

std::optional<std::int64_t> SoundClock::place(const std::vector<SoundBlock>& run,
                                              bool is_all) const {
  const bool must_tell = is_all || run.size() >= most_blocks;
  if (!must_tell && run.size() < enough_blocks) return {};
  const auto [start, uncertainty] = estimate(run);
  if (!has_learned_) return std::llround(start);
  // A sample's distance to the first run is whole, whatever fraction of one both begin with.
  const double whole = start - first_start_ + static_cast<double>(first_sample_);
  if (block_ > 0) {
    const double blocks = (whole - static_cast<double>(first_block_)) / static_cast<double>(block_);
    const auto on_grid = first_block_ + std::llround(blocks) * block_;
    if (std::abs(static_cast<double>(on_grid) - whole) <= uncertainty + tick_ / 2 + 1)
      return on_grid;
  }
  if (!must_tell && uncertainty > 0.25) return {};
  return std::llround(whole);
}

}  // namespace media
