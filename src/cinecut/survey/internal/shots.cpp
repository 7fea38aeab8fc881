#include "cinecut/survey/internal/shots.h"

#include <algorithm>
#include <cmath>

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr float kSameSetup = 0.11f;

void average_pictures(Shot& shot, const std::vector<Glance>& glances) {
  const auto [from, to] = glances_in(glances, shot.range);
  if (from == to) return;
  auto& m = shot.measures;
  m.warmth = 0;
  for (auto i = from; i < to; ++i) {
    const auto& picture = glances[i].measures;
    m.contrast += picture.contrast;
    m.saturation += picture.saturation;
    m.light += picture.light;
    m.warmth += picture.warmth;
    m.sharpness = std::max(m.sharpness, picture.sharpness);
    m.black += picture.is_plain ? 1.0f : 0.0f;
  }
  const auto n = static_cast<float>(to - from);
  for (float* v : {&m.contrast, &m.saturation, &m.light, &m.warmth, &m.black}) *v /= n;
}

void average_steps(Shot& shot, const std::vector<Evidence::Step>& steps) {
  const auto first = std::ranges::upper_bound(steps, shot.range.start, {}, &Evidence::Step::time);
  const auto last = std::ranges::lower_bound(steps, shot.range.end, {}, &Evidence::Step::time);
  float motion = 0, camera = 0;
  for (auto s = first; s < last; ++s) motion += s->motion, camera += s->camera;
  const auto n = static_cast<float>(std::max<std::ptrdiff_t>(1, last - first));
  shot.measures.motion = std::min(1.0f, motion / n / 12);
  shot.measures.camera = std::min(1.0f, camera / n * 40);
}

// Bytes of pictures between key pictures against those of key pictures: what a coder could not
// predict moved.
void guess_motion(Shot& shot, const std::vector<media::PacketNote>& packets, float key_bytes) {
  const auto first =
      std::ranges::lower_bound(packets, shot.range.start, {}, &media::PacketNote::time);
  const auto last = std::ranges::lower_bound(packets, shot.range.end, {}, &media::PacketNote::time);
  double bytes = 0, own_key = 0;
  int count = 0, keys = 0;
  for (auto p = first; p < last; ++p) {
    if (p->is_key)
      own_key += p->size_bytes, ++keys;
    else
      bytes += p->size_bytes, ++count;
  }
  if (count == 0) return;
  const double against = keys > 0 ? own_key / keys : key_bytes;
  shot.measures.motion =
      std::min(1.0f, static_cast<float>(bytes / count / std::max(1.0, against)) * 2.5f);
  shot.measures.camera = 0.5f * shot.measures.motion;
}

void average_sound(Shot& shot, const SoundCurve& sound) {
  if (sound.loudness_lufs.empty()) return;
  const auto n = static_cast<std::int64_t>(sound.loudness_lufs.size());
  const auto first =
      std::clamp<std::int64_t>(shot.range.start.time_since_epoch() / sound.step, 0, n - 1);
  const auto end = std::clamp<std::int64_t>(
      (shot.range.end.time_since_epoch() + sound.step - 1ns) / sound.step, first + 1, n);
  double power = 0, speech = 0;
  for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(end); ++i) {
    power += std::pow(10.0, sound.loudness_lufs[i] / 10.0);
    speech += sound.speech[i] > 0.5f;
  }
  const auto count = static_cast<double>(end - first);
  shot.measures.loudness =
      std::clamp(static_cast<float>((10 * std::log10(power / count) + 60) / 60), 0.0f, 1.0f);
  shot.measures.speech = static_cast<float>(speech / count);
}

float median_key_bytes(const std::vector<media::PacketNote>& packets) {
  std::vector<std::int32_t> sizes;
  for (const auto& p : packets)
    if (p.is_key) sizes.push_back(p.size_bytes);
  if (sizes.empty()) return 1;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::ranges::nth_element(sizes, middle);
  return static_cast<float>(*middle);
}

// Shots are compared by their first, middle and last glance.
struct Views {
  std::vector<const PictureMeasures*> pictures;
};

float distance(const Views& a, const Views& b) {
  float least = 1;
  for (const auto* x : a.pictures)
    for (const auto* y : b.pictures) least = std::min(least, distance(*x, *y));
  return least;
}

void compare_shots(std::vector<Shot>& shots, const std::vector<Glance>& glances) {
  std::vector<Views> views;
  for (const auto& shot : shots) {
    const auto [from, to] = glances_in(glances, shot.range);
    Views v;
    if (from < to) {
      v.pictures.push_back(&glances[from].measures);
      if (to - from > 2) v.pictures.push_back(&glances[(from + to) / 2].measures);
      if (to - from > 1) v.pictures.push_back(&glances[to - 1].measures);
    }
    views.push_back(std::move(v));
  }
  int setups = 0;
  constexpr std::size_t memory = 400;  // Shots back, in which a camera position may return.
  for (std::size_t i = 0; i < shots.size(); ++i) {
    float least = 1, least_before = kSameSetup;
    int same = -1;
    for (std::size_t j = 0; j < shots.size(); ++j) {
      if (i == j || (j + memory < i) || (i + memory < j)) continue;
      const float d = distance(views[i], views[j]);
      least = std::min(least, d);
      if (j < i && d < least_before) least_before = d, same = shots[j].setup;
    }
    shots[i].setup = same >= 0 ? same : setups++;
    shots[i].measures.uniqueness = std::min(1.0f, least * 2.5f);
  }
}

}  // namespace

std::pair<std::size_t, std::size_t> glances_in(const std::vector<Glance>& glances,
                                               base::FilmRange range) {
  const auto time = [](const Glance& g) { return g.measures.time; };
  const auto first = std::ranges::lower_bound(glances, range.start, {}, time);
  auto last = std::ranges::lower_bound(glances, range.end, {}, time);
  auto from = static_cast<std::size_t>(first - glances.begin());
  auto to = static_cast<std::size_t>(last - glances.begin());
  if (from == to && !glances.empty()) {
    from = std::min(from, glances.size() - 1);
    if (from > 0 &&
        range.start - glances[from - 1].measures.time < glances[from].measures.time - range.end)
      --from;
    to = from + 1;
  }
  return {from, to};
}

std::vector<Shot> make_shots(const std::vector<SureBorder>& borders, base::FilmTime end) {
  std::vector<Shot> shots(1);
  shots[0].range.end = end;
  for (const auto& [border, error] : borders) {
    auto& before = shots.back();
    if (border.time <= before.range.start || border.time >= end) continue;
    before.range.end = border.time;
    before.end_error = error;
    Shot next;
    next.range = {border.time, end};
    next.start_error = error;
    next.joint = border.joint;
    next.joint_length = border.range.length();
    shots.push_back(next);
  }
  return shots;
}

void measure_shots(std::vector<Shot>& shots, const Evidence& evidence) {
  const float key_bytes = median_key_bytes(evidence.packets);
  for (auto& shot : shots) {
    shot.measures = {};
    average_pictures(shot, evidence.glances);
    if (evidence.steps.empty())
      guess_motion(shot, evidence.packets, key_bytes);
    else
      average_steps(shot, evidence.steps);
    average_sound(shot, evidence.sound);
  }
  compare_shots(shots, evidence.glances);
}

std::vector<base::FilmRange> find_credits(std::vector<Shot>& shots) {
  std::vector<base::FilmRange> credits;
  if (shots.empty()) return credits;
  const auto length = shots.back().range.end.time_since_epoch();
  const auto opening = base::FilmTime{std::min<base::Duration>(length / 8, 5min)};
  const auto ending = base::FilmTime{length - std::min<base::Duration>(length / 5, 12min)};
  for (auto& shot : shots) {
    const bool is_near_an_end = shot.range.end <= opening || shot.range.start >= ending;
    shot.is_credits = is_near_an_end && shot.measures.text > 0.5f;
    if (!shot.is_credits) continue;
    if (!credits.empty() && shot.range.start - credits.back().end < 3s)
      credits.back().end = shot.range.end;
    else
      credits.push_back(shot.range);
  }
  return credits;
}

std::vector<base::FilmRange> find_black(const std::vector<Shot>& shots, const Evidence& evidence) {
  std::vector<base::FilmRange> black;
  const auto add = [&](base::FilmRange range) {
    if (range.length() <= 0ns) return;
    if (!black.empty() && range.start - black.back().end <= 50ms)
      black.back().end = std::max(black.back().end, range.end);
    else
      black.push_back(range);
  };
  for (const auto& shot : shots) {
    if (shot.measures.black > 0.99f) {
      add(shot.range);
      continue;
    }
    const auto [from, to] = glances_in(evidence.glances, shot.range);
    for (auto i = from; i < to; ++i) {
      const auto& picture = evidence.glances[i].measures;
      if (!picture.is_plain || !shot.range.contains(picture.time)) continue;
      const auto next = i + 1 < to ? evidence.glances[i + 1].measures.time : shot.range.end;
      if (!evidence.steps.empty()) add({picture.time, next});
    }
  }
  return black;
}

edit::PictureArea find_area(const media::FilmInfo& film, const std::vector<PictureBars>& bars) {
  const auto& v = film.video;
  edit::PictureArea area{0, 0, v.display_width_px, v.display_height_px};
  if (bars.size() < 3) return area;
  const auto low = [&](int PictureBars::* side) {  // Nearly the least: a few pictures may mislead.
    std::vector<int> values;
    values.reserve(bars.size());
    for (const auto& b : bars) values.push_back(b.*side);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 20);
    std::ranges::nth_element(values, at);
    return *at;
  };
  area.x_px = low(&PictureBars::left);
  area.y_px = low(&PictureBars::top);
  area.width_px -= area.x_px + low(&PictureBars::right);
  area.height_px -= area.y_px + low(&PictureBars::bottom);
  return area;
}

}  // namespace cinecut::survey
