// Lettering: the title and the credits.

#include <algorithm>
#include <cmath>

#include "sample_film/internal/props.h"

namespace sample_film {

void title_card(Stage& stage, const std::string& title, const std::string& below) {
  stage.each([=](Frame& frame) {
    const double t = frame.t(), end = frame.now().length;
    const double on =
        std::clamp((t - 0.5) / 1.2, 0.0, 1.0) * std::clamp((end - 0.3 - t) / 0.9, 0.0, 1.0);
    if (on <= 0) return;
    Brush brush = frame.brush(0);
    const double spacing = 0.14 + 0.012 * t;
    brush.text(title, {0.004, 0.514}, {.size = 0.115, .is_bold = true, .spacing = spacing},
               rgb(0x000000, static_cast<float>(0.5 * on)));
    brush.text(title, {0, 0.51}, {.size = 0.115, .is_bold = true, .spacing = spacing},
               rgb(0xfff4dc, static_cast<float>(on)));
    brush.move({-0.3 * on, 0.565}).line({0.3 * on, 0.565});
    brush.stroke(rgb(0xffd9a0, static_cast<float>(0.8 * on)), 0.003);
    brush.text(below, {0, 0.625}, {.size = 0.034, .is_serif = false, .spacing = 0.25},
               rgb(0xfff4dc, static_cast<float>(0.85 * on)));
  });
}

void credits(Stage& stage, std::vector<std::string> lines) {
  double height = 0;
  for (const std::string& line : lines) height += line.starts_with('*') ? 0.11 : 0.062;
  const double length = stage.length();
  stage.layer(
      {.depth = 1,
       .texture = 0,
       .extra = {0, 0, 0, height + 0.2},
       .motion =
           [=](const Moment& now) { return Point{0, 1.05 - (height + 1.1) * now.t / length}; }},
      [&](Brush& brush, const Area& area) {
        double y = area.top + 0.06;
        for (const std::string& line : lines) {
          const bool large = line.starts_with('*');
          y += large ? 0.11 : 0.062;
          brush.text(
              large ? line.substr(1) : line, {0, y},
              {.size = large ? 0.062 : 0.036, .is_serif = large, .spacing = large ? 0.08 : 0.02},
              rgb(large ? 0xf2e8d4 : 0xb8b4aa));
        }
      });
}

}  // namespace sample_film
