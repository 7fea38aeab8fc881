#include "cinecut/survey/internal/rest.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr int kDark = 30;        // Levels; what a look may turn into black.
constexpr int kDarkShare = 50;   // One pixel in so many may be brighter: noise, a star.
constexpr double kStill = 0.06;  // Mean levels of luma: less is the coder's noise.
constexpr auto kShortestStill = 400ms;

bool is_dark(const SmallPicture& picture) {
  const auto bright = std::ranges::count_if(picture.luma, [](auto v) { return v >= kDark; });
  return bright * kDarkShare <= static_cast<std::ptrdiff_t>(picture.luma.size());
}

bool is_same(const SmallPicture& a, const SmallPicture& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.luma.size(); ++i) sum += std::abs(a.luma[i] - b.luma[i]);
  return sum < kStill * static_cast<double>(a.luma.size());
}

}  // namespace

void RestFinder::add(const SmallPicture& picture) {
  const base::FilmRange shown{picture.time, picture.time + picture.duration};
  const bool dark = is_dark(picture);
  if (dark) {
    auto& black = rest_.black;
    const bool goes_on = !black.empty() && before_ && black.back().end > before_->time;
    if (goes_on) {
      black.back().end = shown.end;
    } else {
      black.push_back(shown);
    }
  }
  const bool repeats = !dark && before_ && is_same(*before_, picture);
  if (!repeats) {
    close_frozen();
    frozen_ = shown;
  }
  frozen_.end = shown.end;
  before_ = picture;
}

void RestFinder::close_frozen() {
  if (frozen_.length() >= kShortestStill) rest_.frozen.push_back(frozen_);
  frozen_ = {};
}

Rest RestFinder::finish() {
  close_frozen();
  before_.reset();
  return std::exchange(rest_, {});
}

void add_rest(Survey& survey, const Rest& rest) {
  survey.black.insert(survey.black.end(), rest.black.begin(), rest.black.end());
  survey.frozen.insert(survey.frozen.end(), rest.frozen.begin(), rest.frozen.end());
  for (auto* list : {&survey.black, &survey.frozen})
    std::ranges::stable_sort(*list, {}, &base::FilmRange::start);
}

}  // namespace cinecut::survey
