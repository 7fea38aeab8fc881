#include "cinecut/report/internal/plots.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cinecut/report/internal/html.h"

namespace cinecut::report {
namespace {

constexpr double kWidth = 1000, kHeight = 200, kLeft = 46, kRight = 24, kBottom = 26, kTop = 8;

/// A frame with axes: seconds of the trailer across, one quantity up.
class Plot {
 public:
  Plot(const std::string& label, double seconds, double low, double high)
      : seconds_(std::max(seconds, 1e-3)), low_(low), high_(std::max(high, low + 1e-6)) {
    svg_ = "<svg class=\"plot\" role=\"img\" aria-label=\"" + escape_html(label) +
           "\" viewBox=\"0 0 " + number(kWidth, 0) + " " + number(kHeight, 0) + "\">";
    const int step = seconds_ > 90 ? 15 : seconds_ > 40 ? 10 : 5;
    for (int t = 0; t <= seconds_ + 1e-9; t += step)
      text(x(t), kHeight - 8, "middle", number(t, 0) + " s");
  }

  double x(double t) const { return kLeft + (kWidth - kLeft - kRight) * t / seconds_; }
  double y(double v) const {
    const double share = std::clamp((v - low_) / (high_ - low_), 0.0, 1.0);
    return kHeight - kBottom - (kHeight - kBottom - kTop) * share;
  }

  void level(double v, const std::string& label, const std::string& css) {
    line(kLeft, y(v), kWidth - kRight, y(v), css);
    text(kLeft - 6, y(v) + 4, "end", label);
  }
  void line(double x1, double y1, double x2, double y2, const std::string& css) {
    svg_ += "<line class=\"" + css + "\" x1=\"" + number(x1, 1) + "\" y1=\"" + number(y1, 1) +
            "\" x2=\"" + number(x2, 1) + "\" y2=\"" + number(y2, 1) + "\"/>";
  }
  void bar(double x1, double x2, double top, const std::string& css, const std::string& tip) {
    svg_ += "<rect class=\"" + css + "\" x=\"" + number(x1, 1) + "\" y=\"" + number(top, 1) +
            "\" width=\"" + number(std::max(0.8, x2 - x1 - 1), 1) + "\" height=\"" +
            number(kHeight - kBottom - top, 1) + "\"><title>" + escape_html(tip) +
            "</title></rect>";
  }
  void curve(const std::string& points, const std::string& css) {
    svg_ += "<polyline class=\"" + css + "\" points=\"" + points + "\"/>";
  }
  /// A level that is named above its line, at its right end.
  void mark(double v, const std::string& name) {
    line(kLeft, y(v), kWidth - kRight, y(v), "target");
    text(kWidth - kRight - 4, y(v) - 4, "end", name);
  }
  /// A stretch without clips, named.
  void card(double from, double to, const std::string& name) {
    bar(x(from), x(to), kTop, "card", name);
    text((x(from) + x(to)) / 2, kHeight / 2, "middle", name);
  }
  std::string finish() { return svg_ + "</svg>"; }

 private:
  void text(double at_x, double at_y, const char* anchor, const std::string& words) {
    svg_ += "<text x=\"" + number(at_x, 1) + "\" y=\"" + number(at_y, 1) + "\" text-anchor=\"" +
            anchor + "\">" + escape_html(words) + "</text>";
  }

  double seconds_, low_, high_;
  std::string svg_;
};

/// Where the picture is black between two clips, but for titles.
void add_silences(Plot& plot, const edit::Manifest& manifest) {
  for (std::size_t i = 1; i < manifest.clips.size(); ++i) {
    const base::TrailerRange gap{manifest.clips[i - 1].trailer.end,
                                 manifest.clips[i].trailer.start};
    const bool is_title =
        std::any_of(manifest.titles.begin(), manifest.titles.end(),
                    [&](const edit::Title& t) { return t.trailer.overlaps(gap); });
    if (gap.length() < std::chrono::seconds(1) || is_title) continue;
    plot.card(base::to_seconds(gap.start), base::to_seconds(gap.end), "black");
  }
}

}  // namespace

std::string clock_text(double time) {
  const auto seconds = static_cast<int>(std::lround(time));
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (seconds < 3600) return std::to_string(seconds / 60) + ":" + two(seconds % 60);
  return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

std::string pacing_plot(const edit::Manifest& manifest) {
  double longest = 2;
  for (const auto& clip : manifest.clips)
    longest = std::max(longest, base::to_seconds(clip.trailer.length()));
  Plot plot("Length of each shot", base::to_seconds(manifest.length), 0, longest);
  for (int v = 1; v <= longest; v += longest > 5 ? 2 : 1)
    plot.level(v, number(v, 0) + " s", "grid");
  for (const auto& title : manifest.titles) {
    plot.card(base::to_seconds(title.trailer.start), base::to_seconds(title.trailer.end),
              title.kind);
  }
  add_silences(plot, manifest);
  for (const auto beat : manifest.beats) {
    const double at = plot.x(base::to_seconds(beat));
    plot.line(at, kHeight - kBottom, at, kHeight - kBottom + 5, "beat");
  }
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    const auto& clip = manifest.clips[i];
    const double length = base::to_seconds(clip.trailer.length());
    plot.bar(plot.x(base::to_seconds(clip.trailer.start)),
             plot.x(base::to_seconds(clip.trailer.end)), plot.y(length),
             "act" + std::to_string(clip.act),
             "clip " + std::to_string(i) + ": " + number(length, 2) + " s");
  }
  return plot.finish();
}

std::string loudness_plot(const check::CheckReport& check, base::Duration length,
                          double target_lufs) {
  Plot plot("Loudness over the trailer", base::to_seconds(length), -50, 0);
  for (const double v : {-40.0, -30.0, -20.0, -10.0}) plot.level(v, number(v, 0), "grid");
  plot.mark(target_lufs, "target " + number(target_lufs, 0));
  std::string points;
  for (std::size_t i = 0; i < check.loudness_lufs.size(); ++i)
    points += number(plot.x(static_cast<double>(i) * 0.1), 1) + "," +
              number(plot.y(static_cast<double>(check.loudness_lufs[i])), 1) + " ";
  plot.curve(points, "curve");
  return plot.finish();
}

std::string source_plot(const edit::Manifest& manifest, base::Duration film) {
  const double minutes = base::to_seconds(film) / 60;
  Plot plot("Where in the film the clips come from", base::to_seconds(manifest.length), 0, minutes);
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
    plot.level(minutes * share, clock_text(60 * minutes * share), "grid");
  plot.mark(base::to_seconds(manifest.anchors.begin) / 60, "begin");
  plot.mark(base::to_seconds(manifest.anchors.escalation) / 60, "escalation");
  plot.mark(base::to_seconds(manifest.anchors.climax) / 60, "climax");
  for (const auto& clip : manifest.clips) {
    const double at = plot.y(base::to_seconds(clip.source.start) / 60);
    plot.line(plot.x(base::to_seconds(clip.trailer.start)), at,
              plot.x(base::to_seconds(clip.trailer.end)), at,
              "source act" + std::to_string(clip.act));
  }
  return plot.finish();
}

}  // namespace cinecut::report
