#pragma once
// Small trailers to test with, drawn and encoded on the spot. For tests only.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <vector>

#include "cinecut/edit/manifest.h"
#include "cinecut/survey/test_pictures.h"
#include "media/movie_writer.h"
#include "media/picture.h"
#include "media/sound.h"

namespace cinecut::check::testing_trailer {

inline constexpr int kWidthPx = 64, kHeightPx = 36;
inline constexpr base::Rational kRate{24, 1};
inline constexpr int kSoundRateHz = 8000;  ///< Encoding sound is most of the work.

/// What one picture shows: blobs that differ with the scene and move with the step. Scene 0 is
/// black. `light` darkens it: 1 as it is, 0 black.
struct Drawing {
  int scene = 0;
  int step = 0;
  double light = 1;
};

inline media::Picture draw(const Drawing& drawing) {
  media::Picture picture = media::Picture::make(kWidthPx, kHeightPx, media::PixelFormat::yuv420p);
  const media::Plane luma = picture.plane(0);
  const auto seed = static_cast<std::uint32_t>(drawing.scene);
  const double light = drawing.scene == 0 ? 0 : drawing.light;
  for (int y = 0; y < kHeightPx; ++y) {
    for (int x = 0; x < kWidthPx; ++x) {
      const auto across = static_cast<float>(x + drawing.step), down = static_cast<float>(y);
      const double value =
          16 + light * (95 + 110 * (survey::testing::blobs(seed, across, down, 11) - 0.5) +
                        60 * (survey::testing::blobs(seed + 1000, across, down, 4) - 0.5));
      luma.data[y * luma.stride_bytes + x] =
          static_cast<std::uint8_t>(std::clamp(value, 16.0, 235.0));
    }
  }
  for (int p = 1; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const double value = 128 + light * 30 * std::sin(drawing.scene * (p + 1));
    for (int y = 0; y < plane.height_px; ++y) {
      std::fill_n(plane.data + y * plane.stride_bytes, plane.width_px,
                  static_cast<std::uint8_t>(value));
    }
  }
  return picture;
}

/// A trailer of 16 s in order: three acts on a pulse of 120 beats a minute, a silence, a title.
struct Trailer {
  edit::Manifest manifest;
  std::vector<Drawing> pictures;
  media::Sound sound;

  std::int64_t frames() const { return static_cast<std::int64_t>(pictures.size()); }
};

inline base::TrailerTime at(std::int64_t frame) {
  return base::TrailerTime{base::frame_start(frame, kRate)};
}

class Builder {
 public:
  /// A clip of so many pictures, cut hard.
  Builder& clip(edit::Part part, std::int64_t frames) {
    const std::int64_t start = trailer_.frames();
    edit::Clip c;
    c.part = part;
    c.act = part == edit::Part::act_1 ? 1 : part == edit::Part::act_2 ? 2 : 3;
    c.trailer = {at(start), at(start + frames)};
    c.source.start = base::FilmTime{base::frame_start(100 * ++scene_, kRate)};
    c.source.end = c.source.start + c.trailer.length();
    trailer_.manifest.clips.push_back(c);
    for (std::int64_t i = 0; i < frames; ++i) {
      trailer_.pictures.push_back({scene_, static_cast<int>(i), 1});
    }
    return *this;
  }
  Builder& black(std::int64_t frames) {
    trailer_.pictures.resize(trailer_.pictures.size() + static_cast<std::size_t>(frames));
    return *this;
  }
  /// A title that stands still.
  Builder& title(std::int64_t frames) {
    const std::int64_t start = trailer_.frames();
    trailer_.manifest.titles.push_back({{at(start), at(start + frames)}, "TITLE", "title"});
    for (std::int64_t i = 0; i < frames; ++i) trailer_.pictures.push_back({90, 0, 0.6});
    return *this;
  }

  /// Sound and music for what is there; `lufs` is what it is brought to.
  Trailer finish(double lufs = -16) {
    edit::Manifest& m = trailer_.manifest;
    m.vibe = "thriller";
    m.frame_rate = kRate;
    m.length = base::frame_start(trailer_.frames(), kRate);
    m.bpm = 120;
    m.music.segments.push_back({{base::SongTime{}, base::SongTime{m.length}}, {}, {}, {}});
    for (std::int64_t f = 0; f < trailer_.frames(); f += 12) m.beats.push_back(at(f));
    trailer_.sound = {.rate_hz = kSoundRateHz, .channels = 2, .samples = {}};
    const auto samples = base::frame_at(m.length, {kSoundRateHz, 1});
    for (std::int64_t n = 0; n < samples; ++n) {
      // A tone in both channels is as loud as its peak is high.
      const double phase = 2 * std::numbers::pi * 1000 / kSoundRateHz * static_cast<double>(n);
      const auto s = static_cast<float>(std::pow(10, lufs / 20) * std::sin(phase));
      trailer_.sound.samples.insert(trailer_.sound.samples.end(), {s, s});
    }
    return trailer_;
  }

 private:
  Trailer trailer_;
  int scene_ = 0;
};

inline Trailer good_trailer(double lufs = -16) {
  Builder builder;
  for (int i = 0; i < 3; ++i) builder.clip(edit::Part::act_1, 48);
  for (int i = 0; i < 4; ++i) builder.clip(edit::Part::act_2, 24);
  builder.black(24);
  for (int i = 0; i < 6; ++i) builder.clip(edit::Part::act_3, 12);
  return builder.title(48).finish(lufs);
}

inline void write(const Trailer& trailer, const std::filesystem::path& path) {
  media::MovieOptions options;
  options.width_px = kWidthPx;
  options.height_px = kHeightPx;
  options.frame_rate = kRate;
  options.preset = "ultrafast";
  options.sound_rate_hz = kSoundRateHz;
  options.sound_bits_per_s = 48'000;
  options.threads = 1;
  media::MovieWriter writer(path, options);
  writer.write_sound(trailer.sound.samples);
  for (const Drawing& drawing : trailer.pictures) writer.write(draw(drawing));
  writer.finish();
}

}  // namespace cinecut::check::testing_trailer
