#include "cinecut/check/check.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "cinecut/check/internal/measure.h"
#include "cinecut/check/internal/rules.h"

namespace cinecut::check {
namespace {

/// Rounded to what is worth printing.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

}  // namespace

bool CheckReport::passes() const {
  return std::all_of(rules.begin(), rules.end(), [](const Rule& rule) { return rule.holds; });
}

CheckReport check_trailer(const std::filesystem::path& trailer,
                          const std::optional<edit::Manifest>& manifest,
                          const std::optional<vibe::Vibe>& vibe, const base::Progress& progress) {
  std::vector<base::TrailerTime> middles;
  if (manifest) {
    for (const edit::Clip& clip : manifest->clips) middles.push_back(clip.trailer.middle());
  }
  Measures measures = measure_trailer(trailer, middles, progress);
  CheckReport report;
  report.thumbnails = std::move(measures.thumbnails);
  report.rules = judge(measures, manifest, vibe);
  for (const std::int64_t cut : measures.cuts) {
    report.cuts.push_back(
        base::TrailerTime{base::frame_start(cut, measures.file.video.frame_rate)});
  }
  report.loudness_lufs = measures.short_term_lufs;
  report.programme_lufs = measures.programme_lufs;
  report.true_peak_dbtp = measures.true_peak_dbtp;
  report.picture_length = measures.picture_length();
  report.sound_length = measures.sound_length;
  return report;
}

std::string to_json(const CheckReport& report) {
  nlohmann::ordered_json json;
  json["passes"] = report.passes();
  json["rules"] = nlohmann::ordered_json::array();
  for (const Rule& rule : report.rules) {
    json["rules"].push_back({{"name", rule.name},
                             {"holds", rule.holds},
                             {"value", rounded(rule.value)},
                             {"limit", rounded(rule.limit)},
                             {"sentence", rule.sentence}});
  }
  json["picture_length_s"] = rounded(base::to_seconds(report.picture_length));
  json["sound_length_s"] = rounded(base::to_seconds(report.sound_length));
  json["programme_lufs"] = rounded(report.programme_lufs);
  json["true_peak_dbtp"] = rounded(report.true_peak_dbtp);
  json["cuts_s"] = nlohmann::ordered_json::array();
  for (const base::TrailerTime cut : report.cuts) {
    json["cuts_s"].push_back(rounded(base::to_seconds(cut)));
  }
  json["loudness_lufs"] = nlohmann::ordered_json::array();
  for (const float lufs : report.loudness_lufs) {
    json["loudness_lufs"].push_back(std::round(static_cast<double>(lufs) * 10) / 10);
  }
  return json.dump(1);
}

}  // namespace cinecut::check
