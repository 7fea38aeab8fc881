#include "cinecut/survey/internal/titles.h"

#include <algorithm>
#include <array>

#include "cinecut/survey/internal/shots.h"
#include "cinecut/survey/internal/words.h"

namespace cinecut::survey {
namespace {

constexpr std::size_t kFewest = 20;  // Glances, to tell what stands there all the time.
constexpr int kBins = 50;            // Of the picture's height.
constexpr int kParts = 10;           // Of the film.
constexpr float kOften = 1.0f / 6;   // Of the pictures: people speak for about a third of a film.
constexpr int kPartsWithWords = 7;
constexpr float kSure = 0.5f;
constexpr float kMargin = 0.03f;  // Of the picture's height: one line or two, above or below.

struct Bin {
  int pictures = 0;
  std::array<bool, kParts> parts{};
};

int bin_of(float share) { return std::clamp(static_cast<int>(share * kBins), 0, kBins - 1); }

std::array<Bin, kBins> count_words(const std::vector<Glance>& glances, base::FilmTime end) {
  std::array<Bin, kBins> bins;
  for (const auto& glance : glances) {
    std::array<bool, kBins> has{};
    for (const auto& line : glance.measures.words)
      if (text_of({line}) > kSure)
        for (int b = bin_of(line.top); b <= bin_of(line.bottom); ++b)
          has[static_cast<std::size_t>(b)] = true;
    const double share = base::to_seconds(glance.measures.time.time_since_epoch()) /
                         std::max(1e-9, base::to_seconds(end.time_since_epoch()));
    const auto part =
        static_cast<std::size_t>(std::clamp(static_cast<int>(share * kParts), 0, kParts - 1));
    for (std::size_t b = 0; b < kBins; ++b)
      if (has[b]) ++bins[b].pictures, bins[b].parts[part] = true;
  }
  return bins;
}

bool is_in(const WordLine& line, const std::vector<Rows>& rows) {
  const float middle = (line.top + line.bottom) / 2;
  return std::ranges::any_of(rows,
                             [&](const Rows& r) { return middle > r.top && middle < r.bottom; });
}

}  // namespace

std::vector<Rows> find_word_rows(const std::vector<Glance>& glances, base::FilmTime end) {
  std::vector<Rows> rows;
  if (glances.size() < kFewest) return rows;
  const auto bins = count_words(glances, end);
  for (int b = 0; b < kBins; ++b) {
    const auto& bin = bins[static_cast<std::size_t>(b)];
    if (static_cast<float>(bin.pictures) < kOften * static_cast<float>(glances.size()) ||
        std::ranges::count(bin.parts, true) < kPartsWithWords)
      continue;
    const float top = static_cast<float>(b) / kBins - kMargin;
    const float bottom = static_cast<float>(b + 1) / kBins + kMargin;
    if (!rows.empty() && rows.back().bottom >= top)
      rows.back().bottom = std::min(1.0f, bottom);
    else
      rows.push_back({std::max(0.0f, top), std::min(1.0f, bottom)});
  }
  return rows;
}

void measure_text(std::vector<Shot>& shots, const std::vector<Glance>& glances,
                  const std::vector<Rows>& rows) {
  for (auto& shot : shots) {
    const auto [from, to] = glances_in(glances, shot.range);
    std::vector<float> texts;
    for (auto i = from; i < to; ++i) {
      auto words = glances[i].measures.words;
      std::erase_if(words, [&](const WordLine& line) { return is_in(line, rows); });
      texts.push_back(text_of(words));
    }
    if (texts.empty()) continue;
    // Mean of the upper half: a title does not stand there for the whole shot, and chance is rare.
    std::ranges::sort(texts, std::greater{});
    texts.resize((texts.size() + 1) / 2);
    shot.measures.text = 0;
    for (const float t : texts) shot.measures.text += t / static_cast<float>(texts.size());
  }
}

}  // namespace cinecut::survey
