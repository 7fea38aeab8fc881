#include "media/internal/sound_damage.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <span>
#include <vector>

#include "base/log.h"

namespace media {
namespace {

constexpr double kMostLevel = 16;   // 24 dB over full level: no recording, a fault.
constexpr double kMostKept = 4;     // 12 dB: enough for any sound that was only mixed too hot.
constexpr int kBesideDamage = 256;  // Samples; a burst passes through zero many times.

/// The frame's samples, plane by plane.
template <typename Value>
std::vector<std::span<Value>> planes_of(const AVFrame& frame) {
  const bool is_planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
  const int channels = frame.ch_layout.nb_channels;
  const auto length = static_cast<std::size_t>(frame.nb_samples * (is_planar ? 1 : channels));
  const int count = is_planar ? channels : 1;
  std::vector<std::span<Value>> planes;
  planes.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    planes.emplace_back(reinterpret_cast<Value*>(frame.extended_data[i]), length);
  return planes;
}

template <typename Value>
bool is_sound(const AVFrame& frame) {
  constexpr auto limit = static_cast<Value>(kMostKept);
  return std::ranges::all_of(planes_of<Value>(frame), [](std::span<Value> plane) {
    return std::ranges::all_of(plane, [](Value v) { return std::abs(v) <= limit; });
  });
}

/// For each instant whether it is damaged.
template <typename Value>
std::vector<bool> damage_in(const AVFrame& frame) {
  const auto count = static_cast<std::size_t>(frame.nb_samples);
  std::vector<bool> damaged(count);
  for (const auto plane : planes_of<Value>(frame)) {
    const auto step = plane.size() / count;
    for (std::size_t i = 0; i < plane.size(); ++i)
      if (!(std::abs(plane[i]) <= static_cast<Value>(kMostLevel))) damaged[i / step] = true;
  }
  return damaged;
}

template <typename Value>
void silence(const AVFrame& frame, std::size_t from, std::size_t to) {
  const auto count = static_cast<std::size_t>(frame.nb_samples);
  for (const auto plane : planes_of<Value>(frame)) {
    const auto step = plane.size() / count;
    std::ranges::fill(plane.subspan(from * step, (to - from) * step), Value{});
  }
}

template <typename Value>
void mend(const AVFrame& frame, int& stretches) {
  const auto damaged = damage_in<Value>(frame);
  const auto count = damaged.size();
  std::size_t silent_to = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!damaged[i]) continue;
    const auto from = i > kBesideDamage ? i - kBesideDamage : 0;
    if (from >= silent_to) ++stretches;
    const auto to = std::min(count, i + kBesideDamage + 1);
    silence<Value>(frame, std::max(from, std::min(silent_to, i)), to);
    silent_to = to;
  }
  constexpr auto limit = static_cast<Value>(kMostKept);
  for (const auto plane : planes_of<Value>(frame))
    for (auto& v : plane) v = std::clamp(v, -limit, limit);
}

}  // namespace

FramePtr without_damage(const AVFrame& frame, int& stretches) {
  const auto kind = av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format));
  const bool is_float = kind == AV_SAMPLE_FMT_FLT, is_double = kind == AV_SAMPLE_FMT_DBL;
  if ((!is_float && !is_double) || (is_float ? is_sound<float>(frame) : is_sound<double>(frame)))
    return nullptr;
  FramePtr mended(av_frame_clone(&frame));
  if (!mended) throw std::bad_alloc();
  check(av_frame_make_writable(mended.get()), "mend damaged sound");
  is_float ? mend<float>(*mended, stretches) : mend<double>(*mended, stretches);
  return mended;
}

void tell_damage(const std::string& path, int stretches) {
  if (stretches == 0) return;
  base::warn("Parts of the sound of \"" + path +
             "\" are damaged (samples that are no numbers, or far over full level) and silent.");
}

}  // namespace media
