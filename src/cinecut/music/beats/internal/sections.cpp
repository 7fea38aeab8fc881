#include "cinecut/music/beats/internal/sections.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace cinecut::beats {
namespace {

constexpr std::size_t kFeatureSize = 12 + Onsets::kBands + 1;
using Feature = std::array<double, kFeatureSize>;

/// The sound between two frames: its tones, how busy each band is, and how loud it is. Below
/// `floor`, a power, all is alike: silence must not make the rest look even.
Feature feature_of(const Onsets& onsets, double from, double to, double floor) {
  Feature f{};
  const auto a = static_cast<std::size_t>(std::max(0.0, from));
  const auto b = std::clamp(static_cast<std::size_t>(to), a + 1, onsets.frames());
  double power = 0;
  for (std::size_t i = a; i < b; ++i) {
    for (std::size_t w = 0; w < Onsets::kBands; ++w) f[12 + w] += onsets.band[w][i];
    power += onsets.power[i];
  }
  const auto count = static_cast<double>(b - a);
  for (std::size_t w = 0; w < Onsets::kBands; ++w) f[12 + w] /= count;
  f[12 + Onsets::kBands] = std::log(power / count + floor);
  const auto first = a / Onsets::kChromaStep;
  const auto last = std::min(onsets.chroma.size() - 1, b / Onsets::kChromaStep);
  for (auto c = first; c <= last; ++c) {
    for (std::size_t p = 0; p < 12; ++p) {
      f[p] += onsets.chroma[c][p] / static_cast<double>(last - first + 1);
    }
  }
  return f;
}

/// Median 0 and deviation about 1 in each dimension, no more than 2.5 from it: an ending that rings
/// out must not make the rest look even. Tones together weigh as much as the rest, and how loud it
/// is as much as all bands.
void even_out(std::vector<Feature>& features) {
  std::vector<double> values(features.size());
  const auto median = [&values] {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  for (std::size_t d = 0; d < kFeatureSize; ++d) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = features[i][d];
    const double centre = median();
    double deviation = 1e-6;
    for (const auto& f : features) {
      deviation += 1.25 * std::abs(f[d] - centre) / static_cast<double>(features.size());
    }
    const double weight = d < 12 ? 0.35 : (d < 12 + Onsets::kBands ? 0.7 : 1.6);
    for (auto& f : features) f[d] = weight * std::clamp((f[d] - centre) / deviation, -2.5, 2.5);
  }
}

double distance(const Feature& a, const Feature& b) {
  double sum = 0;
  for (std::size_t d = 0; d < kFeatureSize; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return std::sqrt(sum / kFeatureSize);
}

/// How different the bars before and after are, each side alike in itself (Foote 2000).
std::vector<double> novelty(const std::vector<Feature>& features, std::size_t reach) {
  const std::size_t n = features.size();
  std::vector<double> result(n, 0);
  for (std::size_t i = 2; i + 2 <= n; ++i) {
    const std::size_t r = std::min({reach, i, n - i});
    double across = 0;
    double inside = 0;
    double weights = 1e-9;
    for (std::size_t a = 1; a <= r; ++a) {
      for (std::size_t b = 1; b <= r; ++b) {
        const double weight = 1.0 / static_cast<double>(a + b);
        across += weight * distance(features[i - a], features[i + b - 1]);
        inside += weight * 0.5 *
                  (distance(features[i - a], features[i - b]) +
                   distance(features[i + a - 1], features[i + b - 1]));
        weights += weight;
      }
    }
    result[i] = (across - inside) / weights * std::min(1.0, static_cast<double>(r) / 3);
  }
  return result;
}

/// Tops that stand out from what is usual in this song. The median, since one ending can outweigh
/// all else.
std::vector<std::size_t> pick_borders(const std::vector<double>& novelty, std::size_t apart) {
  auto sorted = novelty;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double least = std::max(0.15, 1.4 * *middle);
  std::vector<std::size_t> order(novelty.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return novelty[i]; });
  std::vector<std::size_t> borders = {0};
  for (const auto i : order) {
    if (novelty[i] < least) break;
    if (i > 0 && novelty[i] < novelty[i - 1]) continue;
    if (i + 1 < novelty.size() && novelty[i] < novelty[i + 1]) continue;
    const bool free = std::ranges::all_of(
        borders, [&](std::size_t b) { return (b > i ? b - i : i - b) >= apart; });
    if (free && novelty.size() - i >= apart / 2) borders.push_back(i);
  }
  std::ranges::sort(borders);
  return borders;
}

std::vector<double> bars_or_seconds(const Onsets& onsets, const std::vector<double>& bars) {
  auto starts = bars;
  if (starts.size() < 4) {
    starts.clear();
    for (double at = 0; at < static_cast<double>(onsets.frames()); at += 2 * kOnsetRate) {
      starts.push_back(at);
    }
  }
  if (starts.front() > 0.25 * kOnsetRate) starts.insert(starts.begin(), 0);
  starts.front() = 0;
  return starts;
}

std::string letter(std::size_t i) {
  return i < 26 ? std::string(1, static_cast<char>('A' + i)) : "Z" + std::to_string(i - 25);
}

void measure_energy(const Onsets& onsets, std::vector<Section>& sections) {
  std::vector<double> levels;
  double loudest = 1e-9;
  for (const auto& s : sections) {
    const auto from = static_cast<std::size_t>(base::to_seconds(s.range.start) * kOnsetRate);
    const auto to = std::min(
        onsets.frames(), static_cast<std::size_t>(base::to_seconds(s.range.end) * kOnsetRate) + 1);
    double sum = 0;
    for (auto i = from; i < to; ++i) sum += onsets.power[i];
    levels.push_back(std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, to - from))));
    loudest = std::max(loudest, levels.back());
  }
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sections[i].energy = static_cast<float>(levels[i] / loudest);
  }
}

}  // namespace

std::vector<Section> find_sections(const Onsets& onsets, const std::vector<double>& bars,
                                   base::SongTime end) {
  std::vector<Section> sections;
  if (onsets.frames() == 0) return sections;
  const auto starts = bars_or_seconds(onsets, bars);
  double floor = 1e-7;
  for (const float p : onsets.power) floor += 0.01 * p / static_cast<double>(onsets.frames());
  std::vector<Feature> features;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const double to = i + 1 < starts.size() ? starts[i + 1] : static_cast<double>(onsets.frames());
    features.push_back(feature_of(onsets, starts[i], to, floor));
  }
  even_out(features);
  const double bar = static_cast<double>(onsets.frames()) / static_cast<double>(starts.size());
  const auto apart = static_cast<std::size_t>(std::max(3.0, std::ceil(6 * kOnsetRate / bar)));
  const auto borders = pick_borders(novelty(features, 2 * apart), apart);

  std::vector<Feature> kinds;
  for (std::size_t i = 0; i < borders.size(); ++i) {
    const auto to = i + 1 < borders.size() ? borders[i + 1] : features.size();
    Feature mean{};
    for (auto b = borders[i]; b < to; ++b) {
      for (std::size_t d = 0; d < kFeatureSize; ++d) {
        mean[d] += features[b][d] / static_cast<double>(to - borders[i]);
      }
    }
    std::size_t kind = 0;
    while (kind < kinds.size() && distance(kinds[kind], mean) > 0.35) ++kind;
    if (kind == kinds.size()) kinds.push_back(mean);
    const auto time = [&](std::size_t b) {
      return b < starts.size() ? base::song_time(starts[b] / kOnsetRate) : end;
    };
    const auto until = i + 1 < borders.size() ? time(to) : end;
    if (!sections.empty() && sections.back().label == letter(kind)) {
      sections.back().range.end = until;
    } else {
      sections.push_back({{time(borders[i]), until}, letter(kind), 0});
    }
  }
  measure_energy(onsets, sections);
  return sections;
}

std::vector<double> find_hits(const Onsets& onsets, const Accents& accents,
                              const std::vector<double>& beats) {
  struct Accent {
    double at;
    float weight;
  };
  std::vector<Accent> found;
  for (const double b : beats) {
    const auto i = std::min(static_cast<std::size_t>(std::max(0.0, b)), onsets.frames() - 1);
    const auto before = i > 12 ? i - 12 : 0;
    const float jump = accents.loudness[i] - accents.loudness[before];
    found.push_back({b, onsets.band[0][i] + onsets.all[i] + 1.5f * jump});
  }
  std::ranges::stable_sort(found, std::greater{}, &Accent::weight);
  const auto most = static_cast<std::size_t>(
      std::max(1.0, static_cast<double>(onsets.frames()) / kOnsetRate / 4));
  std::vector<double> hits;
  for (const auto& a : found) {
    if (hits.size() >= most) break;
    const bool free =
        std::ranges::all_of(hits, [&](double h) { return std::abs(h - a.at) >= kOnsetRate; });
    if (free) hits.push_back(a.at);
  }
  std::ranges::sort(hits);
  return hits;
}

}  // namespace cinecut::beats
