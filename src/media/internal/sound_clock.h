#pragma once
// Which sample of the film's clock a block of decoded sound starts at.
//
// Containers round times, Matroska to a whole millisecond (48 samples), and joining blocks by such
// times would click. Blocks that follow each other are therefore counted, and a whole run of them
// is placed by all its times together: each allows an interval for the run's start, and the
// intervals' intersection shrinks with every block. Runs that start elsewhere in the file (after a
// seek) come out the same to the sample: their distance to the first run is a whole number of
// samples, and of blocks where all blocks are equally long.

#include <cstdint>
#include <optional>
#include <vector>

namespace media {

/// A block as the decoder gave it.
struct SoundBlock {
  double said = 0;         ///< Start by its time stamp, in samples on the film's clock.
  std::int64_t count = 0;  ///< Samples.
};

class SoundClock {
 public:
  SoundClock() = default;
  /// `tick`: length of the container's tick in samples. Both > 0. `has_equal_blocks`: the codec
  /// makes them so.
  /// `natural_start`: in samples; the first run starts there if its times allow it.
  SoundClock(double tick, double rate_hz, bool has_equal_blocks, double natural_start)
      : tick_(tick),
        rate_hz_(rate_hz),
        has_equal_blocks_(has_equal_blocks),
        natural_start_(natural_start) {}

  /// How far a time stamp may be off from counting before a new run begins.
  double tolerance() const;

  /// Where the first of `run` starts to the sample; nothing if more blocks are needed to tell.
  /// `is_all`: there are no more.
  std::optional<std::int64_t> place(const std::vector<SoundBlock>& run, bool is_all) const;

  /// The film's first run, by which later ones are placed; best once it is_enough().
  bool is_enough(const std::vector<SoundBlock>& run) const;
  void learn(const std::vector<SoundBlock>& run);
  bool has_learned() const { return has_learned_; }

 private:
  struct Estimate {
    double start = 0;
    double uncertainty = 0;  ///< To either side.
  };
  Estimate estimate(const std::vector<SoundBlock>& run) const;
  std::int64_t size_of_all(const std::vector<SoundBlock>& run) const;

  double tick_ = 1;
  double rate_hz_ = 48000;
  bool has_equal_blocks_ = false;
  double natural_start_ = 0;
  bool has_learned_ = false;
  double first_start_ = 0;         ///< As estimated.
  std::int64_t first_sample_ = 0;  ///< As placed.
  std::int64_t block_ = 0;         ///< Samples of every block; 0: they differ.
  std::int64_t first_block_ = 0;   ///< Start of a whole one.
};

}  // namespace media
