#include "media/internal/sound_clock.h"

#include <algorithm>
#include <cmath>

namespace media {
namespace {

constexpr std::size_t kEnoughBlocks = 8;
constexpr std::size_t kMostBlocks = 400;
/// Equally long blocks are believed to go on as they began if their times are off by less: sound
/// that was copied from one container to another has been rounded more than once.
constexpr double kBelievable = 0.002;

/// Times farther off than this many times the usual distance from the middle are wrong.
constexpr double kMostOff = 5;

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

double SoundClock::tolerance() const { return std::max(3 * tick_, 0.015 * rate_hz_); }

// The middle of the intersection of all blocks' intervals is the middle of the extremes. Times that
// jitter more than this container's rounding explains were rounded by an earlier one; those that
// stand out among the jitter are wrong.
SoundClock::Estimate SoundClock::estimate(const std::vector<SoundBlock>& run) const {
  std::vector<double> starts;
  double counted = 0;
  for (const auto& block : run) {
    starts.push_back(block.said - counted);
    counted += static_cast<double>(block.count);
  }
  const double middle = median(starts);
  std::vector<double> off;
  off.reserve(starts.size());
  for (const double start : starts) off.push_back(std::abs(start - middle));
  const double believed = std::max(tick_, kMostOff * median(off));
  double low = middle, high = middle;
  for (const double start : starts) {
    if (std::abs(start - middle) > believed) continue;
    low = std::min(low, start);
    high = std::max(high, start);
  }
  const double half_spread = (high - low) / 2;
  const double rounding =
      std::max(tick_ / 2, half_spread * (1 + 2 / static_cast<double>(run.size())));
  return {(low + high) / 2, rounding - half_spread};
}

// 0: they differ. The first block may have been trimmed, the last one cut short.
std::int64_t SoundClock::size_of_all(const std::vector<SoundBlock>& run) const {
  if (!has_equal_blocks_ || run.size() < 3) return 0;
  const auto size = run[1].count;
  return std::all_of(run.begin() + 1, run.end() - 1,
                     [&](const auto& block) { return block.count == size; })
             ? size
             : 0;
}

bool SoundClock::is_enough(const std::vector<SoundBlock>& run) const {
  if (run.size() < kEnoughBlocks) return false;
  return size_of_all(run) > 0 || run.size() >= kMostBlocks || estimate(run).uncertainty < 0.25;
}

void SoundClock::learn(const std::vector<SoundBlock>& run) {
  const auto [start, uncertainty] = estimate(run);
  first_start_ = std::abs(natural_start_ - start) <= uncertainty ? natural_start_ : start;
  first_sample_ = std::llround(first_start_);
  has_learned_ = true;
  block_ = size_of_all(run);
  first_block_ = first_sample_ + run[0].count;
}

std::optional<std::int64_t> SoundClock::place(const std::vector<SoundBlock>& run,
                                              bool is_all) const {
  const bool must_tell = is_all || run.size() >= kMostBlocks;
  if (!must_tell && run.size() < kEnoughBlocks) return {};
  const auto [start, uncertainty] = estimate(run);
  if (!has_learned_) return std::llround(start);
  // A sample's distance to the first run is whole, whatever fraction of one both begin with.
  const double whole = start - first_start_ + static_cast<double>(first_sample_);
  if (block_ > 0) {
    // By the second block, since the first may have been trimmed.
    const auto second = static_cast<double>(run[0].count) + whole;
    const auto blocks =
        std::llround((second - static_cast<double>(first_block_)) / static_cast<double>(block_));
    const auto on_grid = first_block_ + blocks * block_;
    if (std::abs(static_cast<double>(on_grid) - second) <= std::max(kBelievable * rate_hz_, tick_))
      return on_grid - run[0].count;
  }
  if (!must_tell && uncertainty > 0.25) return {};
  return std::llround(whole);
}

}  // namespace media
