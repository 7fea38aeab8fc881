// The arc plot: curves over the film's time, one below the other, and under them what the trailer
// takes.

#include <algorithm>
#include <array>
#include <cmath>

#include "cinecut/report/internal/html.h"
#include "cinecut/report/internal/plots.h"

namespace cinecut::report {
namespace {

using Edit = edit::Manifest;

class ArcPlot {
 public:
  ArcPlot(const Edit& manifest, base::Duration film, const Arc& arc)
      : manifest_(manifest), film_(std::max(base::to_seconds(film), 1e-3)), arc_(arc) {}

  std::string draw() {
    curve(arc_.emotion, 0, 1, {"emotion", "of what is said", "strong", "none"});
    curve(arc_.loudness_lufs, -50, -10, {"loudness", "LUFS", "−10", "−50"});
    const auto most = arc_.cuts_a_minute.empty() ? 0.0f : std::ranges::max(arc_.cuts_a_minute);
    const double fast = std::max(10.0, std::ceil(static_cast<double>(most) / 10) * 10);
    curve(arc_.cuts_a_minute, 0, fast, {"cuts", "a minute", number(fast, 0), "0"});
    for (int act = 1; act <= 3; ++act) clips(act);
    y_ += kGap / 2;
    lines();
    const double bottom = y_;
    turns(bottom);
    axis(bottom);
    const double height = bottom + kAxis;
    return "<svg class=\"plot arc\" role=\"img\" aria-labelledby=\"arc-title arc-desc\" "
           "viewBox=\"0 "
           "0 " +
           number(kWidth, 0) + " " + number(height, 0) +
           "\"><title id=\"arc-title\">The film's arc, and what the trailer takes of it</title>"
           "<desc id=\"arc-desc\">" +
           escape_html(description()) + "</desc>" + svg_ + "</svg>";
  }

 private:
  static constexpr double kWidth = 1000, kLeft = 118, kRight = 24, kTop = 34, kAxis = 44;
  static constexpr double kCurve = 62, kRow = 17, kGap = 16;
  static constexpr double kLetter = 6.1;  ///< Width of a letter of a label, more or less.

  struct Names {
    const char *name, *unit;
    std::string high, low;
  };

  double x(base::FilmTime t) const { return at(base::to_seconds(t) / film_); }
  static double at(double share) {
    return kLeft + (kWidth - kLeft - kRight) * std::clamp(share, 0.0, 1.0);
  }

  void text(double at_x, double at_y, const char* anchor, const std::string& words,
            const char* css = "") {
    svg_ += "<text x=\"" + number(at_x, 1) + "\" y=\"" + number(at_y, 1) + "\" text-anchor=\"" +
            anchor + "\"" + (*css != 0 ? std::string(" class=\"") + css + "\"" : "") + ">" +
            escape_html(words) + "</text>";
  }
  void line(double x1, double y1, double x2, double y2, const char* css) {
    svg_ += std::string("<line class=\"") + css + "\" x1=\"" + number(x1, 1) + "\" y1=\"" +
            number(y1, 1) + "\" x2=\"" + number(x2, 1) + "\" y2=\"" + number(y2, 1) + "\"/>";
  }

  void curve(const std::vector<float>& values, double low, double high, const Names& names) {
    if (values.size() < 2) return;
    const double bottom = y_ + kCurve;
    std::string points;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double share =
          std::clamp((static_cast<double>(values[i]) - low) / (high - low), 0.0, 1.0);
      points += number(at(static_cast<double>(i) / static_cast<double>(values.size() - 1)), 1) +
                "," + number(bottom - kCurve * share, 1) + " ";
    }
    line(kLeft, y_, kWidth - kRight, y_, "grid");
    line(kLeft, bottom, kWidth - kRight, bottom, "grid");
    svg_ += "<polygon class=\"area\" points=\"" + number(kLeft, 1) + "," + number(bottom, 1) + " " +
            points + number(kWidth - kRight, 1) + "," + number(bottom, 1) +
            "\"/><polyline class=\"course\" points=\"" + points + "\"/>";
    text(14, y_ + kCurve / 2 - 2, "start", names.name, "name");
    text(14, y_ + kCurve / 2 + 12, "start", names.unit);
    text(kLeft - 6, y_ + 9, "end", names.high);
    text(kLeft - 6, bottom, "end", names.low);
    y_ = bottom + kGap;
  }

  /// What an act of the trailer shows.
  void clips(int act) {
    line(kLeft, y_ + kRow / 2, kWidth - kRight, y_ + kRow / 2, "grid");
    text(14, y_ + kRow / 2 + 4, "start", "in act " + std::to_string(act), "name");
    for (std::size_t i = 0; i < manifest_.clips.size(); ++i) {
      const auto& clip = manifest_.clips[i];
      if (clip.act != act) continue;
      const double from = x(clip.source.start);
      svg_ += "<rect class=\"act" + std::to_string(act) + "\" x=\"" + number(from, 1) + "\" y=\"" +
              number(y_ + 2, 1) + "\" width=\"" +
              number(std::max(2.5, x(clip.source.end) - from), 1) + "\" height=\"" +
              number(kRow - 4, 1) + "\"><title>" +
              escape_html("clip " + std::to_string(i) + ", film " +
                          clock_text(base::to_seconds(clip.source.start))) +
              "</title></rect>";
    }
    y_ += kRow;
  }

  bool is_heard(base::FilmTime t) const {
    return std::ranges::any_of(manifest_.clips,
                               [&](const edit::Clip& clip) {
                                 const base::FilmRange heard{clip.source.start - clip.sound_lead,
                                                             clip.source.end + clip.sound_tail};
                                 return !clip.dialogue.empty() && heard.contains(t);
                               }) ||
           std::ranges::any_of(manifest_.voice, [&](const edit::VoiceLine& voice) {
             return voice.source.contains(t);
           });
  }

  /// The spine; of an edit alone, the lines in it that have a role.
  std::vector<ArcLine> spine() const {
    auto all = arc_.lines;
    if (all.empty()) {
      for (const auto& clip : manifest_.clips)
        if (clip.role) all.push_back({clip.source.start, *clip.role, clip.dialogue});
      for (const auto& voice : manifest_.voice)
        if (voice.role) all.push_back({voice.source.start, *voice.role, voice.text});
    }
    std::ranges::stable_sort(all, {}, &ArcLine::time);
    return all;
  }

  void lines() {
    const auto all = spine();
    if (all.empty()) return;
    text(14, y_ + kRow / 2 + 4, "start", "the spine", "name");
    std::vector<double> free;  // Where each row's last label ends.
    for (const auto& one : all) {
      std::string role(edit::name_of(one.role));
      std::ranges::replace(role, '_', ' ');
      const double from = x(one.time), width = 9 + kLetter * static_cast<double>(role.size());
      const bool is_late = from + width > kWidth - kRight;
      const double begin = is_late ? from - width : from - 5;
      auto row = static_cast<std::size_t>(
          std::ranges::find_if(free, [&](double end) { return end < begin; }) - free.begin());
      if (row == free.size()) free.push_back(0);
      free[row] = begin + width + 12;
      const double middle = y_ + kRow * (static_cast<double>(row) + 0.5);
      svg_ += std::string("<circle class=\"") + (is_heard(one.time) ? "told" : "untold") +
              "\" cx=\"" + number(from, 1) + "\" cy=\"" + number(middle, 1) + "\" r=\"4\"><title>" +
              escape_html(clock_text(base::to_seconds(one.time)) + " " + one.text) +
              "</title></circle>";
      text(is_late ? from - 8 : from + 8, middle + 4, is_late ? "end" : "start", role);
    }
    y_ += kRow * static_cast<double>(free.size());
  }

  bool has_turns() const { return manifest_.anchors.climax > base::FilmTime{}; }

  void turns(double bottom) {
    if (!has_turns()) return;
    const auto& a = manifest_.anchors;
    double free = 0;
    for (const auto& [name, time] :
         {std::pair{"begin", a.begin}, {"escalation", a.escalation}, {"climax", a.climax}}) {
      const auto label = std::string(name) + " " + clock_text(base::to_seconds(time));
      const double width = kLetter * static_cast<double>(label.size());
      const double here = x(time);
      const double from = std::clamp(here - width / 2, free, kWidth - kRight - width);
      line(here, kTop - 8, here, bottom, "turn");
      text(from + width / 2, kTop - 14, "middle", label, "name");
      free = from + width + 10;
    }
  }

  void axis(double bottom) {
    line(kLeft, bottom, kWidth - kRight, bottom, "grid");
    constexpr std::array<double, 8> kSteps{15, 60, 120, 300, 600, 900, 1800, 3600};
    const auto* const step =
        std::ranges::find_if(kSteps, [&](double s) { return film_ / s <= 13; });
    const double every = step == kSteps.end() ? film_ / 8 : *step;
    for (int i = 0; i * every <= film_ + 1e-9; ++i) {
      const double t = i * every;
      line(at(t / film_), bottom, at(t / film_), bottom + 4, "grid");
      text(at(t / film_), bottom + 17, "middle", clock_text(t));
    }
    text((kLeft + kWidth - kRight) / 2, bottom + 35, "middle", "time in the film");
  }

  /// For who cannot see it.
  std::string description() const {
    auto said = "The film lasts " + clock_text(film_) + ".";
    if (has_turns()) {
      const auto& a = manifest_.anchors;
      said += " It turns at " + clock_text(base::to_seconds(a.begin)) + " (begin), " +
              clock_text(base::to_seconds(a.escalation)) + " (escalation) and " +
              clock_text(base::to_seconds(a.climax)) + " (climax).";
    }
    for (int act = 1; act <= 3; ++act) {
      int count = 0;
      base::FilmRange all{base::FilmTime::max(), base::FilmTime::min()};
      for (const auto& clip : manifest_.clips) {
        if (clip.act != act) continue;
        ++count;
        all = {std::min(all.start, clip.source.start), std::max(all.end, clip.source.end)};
      }
      if (count == 0) continue;
      said += " Act " + std::to_string(act) + " of the trailer takes " + std::to_string(count) +
              (count == 1 ? " clip" : " clips") + " from " +
              clock_text(base::to_seconds(all.start)) + " to " +
              clock_text(base::to_seconds(all.end)) + ".";
    }
    const auto peak = [&](const std::vector<float>& values, const char* what) {
      if (values.size() < 2) return;
      const auto best = std::ranges::max_element(values) - values.begin();
      said +=
          std::string(" ") + what + " at " +
          clock_text(film_ * static_cast<double>(best) / static_cast<double>(values.size() - 1)) +
          ".";
    };
    peak(arc_.emotion, "What is said feels strongest");
    peak(arc_.loudness_lufs, "It is loudest");
    peak(arc_.cuts_a_minute, "It is cut fastest");
    const auto all = spine();
    const auto told =
        std::ranges::count_if(all, [&](const ArcLine& one) { return is_heard(one.time); });
    if (!all.empty())
      said += " Of " + std::to_string(all.size()) + " lines that tell the story " +
              std::to_string(told) + " are heard in the trailer.";
    return said;
  }

  const Edit& manifest_;
  double film_;
  const Arc& arc_;
  double y_ = kTop;
  std::string svg_;
};

}  // namespace

std::string arc_plot(const Edit& manifest, base::Duration film, const Arc& arc) {
  return ArcPlot(manifest, film, arc).draw();
}

}  // namespace cinecut::report
