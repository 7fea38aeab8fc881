#include "cinecut/conform/internal/look.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cinecut::conform {
namespace {

constexpr vibe::Rgb kLuma{0.2126, 0.7152, 0.0722};  // BT.709.
constexpr double kPivot = 0.42;  // A middle grey, gamma-coded: contrast turns about it.

/// Maps 0 to 0 and 1 to 1 with slope 1/k at 0 and k at 1.
double bend(double u, double k) { return u / (u + (1 - u) * k); }

double luma(const vibe::Rgb& c) { return kLuma[0] * c[0] + kLuma[1] * c[1] + kLuma[2] * c[2]; }

double clip(double x) { return std::clamp(x, 0.0, 1.0); }

/// How far `c` is from grey: 0 grey, 1 a channel is at its limit.
double nearness(const vibe::Rgb& c, double grey) {
  double most = 0;
  for (const double x : c) {
    const double away = x - grey;
    if (away > 1e-9) most = std::max(most, away / (1 - grey));
    if (away < -1e-9) most = std::max(most, -away / grey);
  }
  return most;
}

/// More saturation, but less and less for colours that are near the limit already.
double soft_saturation(double wanted, const vibe::Rgb& c, double grey) {
  if (wanted <= 1) return wanted;
  const double near = nearness(c, grey);
  return std::min(1 + (wanted - 1) * (1 - near * near), 1 / std::max(near, 1e-9));
}

}  // namespace

Look::Look(const vibe::Vibe& vibe)
    : gain_{1 + vibe.temperature_shift, 1, 1 - vibe.temperature_shift},
      saturation_(vibe.saturation),
      contrast_(std::max(0.1, vibe.contrast)) {
  const double white = luma(gain_);
  for (double& g : gain_) g /= white;
  const double lifted = std::clamp(kPivot + vibe.brightness, 0.05, 0.95);
  brightening_ = kPivot * (1 - lifted) / (lifted * (1 - kPivot));
}

/// Slope `contrast_` at the pivot, a soft toe towards black and a soft shoulder towards white.
double Look::curve(double x) const {
  x = bend(clip(x), brightening_);
  return x < kPivot ? kPivot * bend(x / kPivot, contrast_)
                    : 1 - (1 - kPivot) * bend((1 - x) / (1 - kPivot), contrast_);
}

vibe::Rgb Look::operator()(vibe::Rgb colour) const {
  for (std::size_t i = 0; i < 3; ++i) colour[i] = curve(clip(colour[i]) * gain_[i]);
  const double grey = luma(colour);
  const double s = soft_saturation(saturation_, colour, grey);
  for (double& x : colour) x = clip(grey + s * (x - grey));
  return colour;
}

Cube::Cube(const Look& look) {
  points_.reserve(kPoints * kPoints * kPoints);
  const auto at = [](int i) { return i / static_cast<double>(kPoints - 1); };
  for (int b = 0; b < kPoints; ++b)
    for (int g = 0; g < kPoints; ++g)
      for (int r = 0; r < kPoints; ++r) points_.push_back(look({at(r), at(g), at(b)}));
}

const vibe::Rgb& Cube::point(int r, int g, int b) const {
  return points_[static_cast<std::size_t>((b * kPoints + g) * kPoints + r)];
}

vibe::Rgb Cube::operator()(vibe::Rgb colour) const {
  std::array<int, 3> low{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double x = clip(colour[i]) * (kPoints - 1);
    low[i] = std::min(static_cast<int>(x), kPoints - 2);
    colour[i] = x - low[i];
  }
  vibe::Rgb sum{};
  for (int corner = 0; corner < 8; ++corner) {
    const int dr = corner & 1, dg = corner >> 1 & 1, db = corner >> 2;
    const double weight = (dr != 0 ? colour[0] : 1 - colour[0]) *
                          (dg != 0 ? colour[1] : 1 - colour[1]) *
                          (db != 0 ? colour[2] : 1 - colour[2]);
    const vibe::Rgb& p = point(low[0] + dr, low[1] + dg, low[2] + db);
    for (std::size_t i = 0; i < 3; ++i) sum[i] += weight * p[i];
  }
  return sum;
}

std::string Cube::to_text(const std::string& title) const {
  std::string text = "TITLE \"" + title + "\"\nLUT_3D_SIZE " + std::to_string(kPoints) +
                     "\nDOMAIN_MIN 0.0 0.0 0.0\nDOMAIN_MAX 1.0 1.0 1.0\n";
  text.reserve(text.size() + points_.size() * 27);
  for (const vibe::Rgb& p : points_)
    for (std::size_t i = 0; i < 3; ++i) {
      char digits[16];  // Not printf, which writes a comma in some countries.
      const auto end =
          std::to_chars(digits, digits + sizeof digits, p[i], std::chars_format::fixed, 6);
      text.append(digits, end.ptr) += i < 2 ? ' ' : '\n';
    }
  return text;
}

}  // namespace cinecut::conform
