#include "cinecut/vibe/form.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace cinecut::vibe {
namespace {

struct Plan {
  edit::Part part;
  double seconds;
};

/// 0 for the calmest vibes, 1 for the fastest.
double pace(const Vibe& vibe) {
  double mean = 0;
  for (const auto shot : vibe.average_shot) mean += base::to_seconds(shot) / 3;
  return mean <= 0 ? 0.5 : std::clamp((6.0 - mean) / 3.5, 0.0, 1.0);
}

std::vector<Plan> full_form(double length, double pace) {
  const double cold = std::clamp(0.055 * length, 3.5, 8.0);
  const double drop = std::clamp(0.022 * length, 1.8, 3.0);
  const double silence = std::clamp(0.030 * length, 3.0, 4.0);
  const double title = std::clamp(0.042 * length, 3.0, 5.5);
  const double button = std::clamp(0.035 * length, 2.5, 5.0);
  const double end = std::clamp(0.028 * length, 2.2, 4.0);
  const double acts = length - cold - drop - silence - title - button - end;
  // A calm trailer tells longer; a fast one saves its time for the montage.
  const double first = 0.36 - 0.08 * pace;
  const double second = 0.37;
  return {{edit::Part::cold_open, cold},  {edit::Part::act_1, acts * first},
          {edit::Part::beat_drop, drop},  {edit::Part::act_2, acts * second},
          {edit::Part::silence, silence}, {edit::Part::act_3, acts * (1 - first - second)},
          {edit::Part::title, title},     {edit::Part::button, button},
          {edit::Part::end_card, end}};
}

std::vector<Plan> short_form(double length, double pace) {
  const double drop = std::clamp(0.06 * length, 1.0, 1.8);
  const double title = std::clamp(0.12 * length, 1.8, 3.5);
  const double end = std::clamp(0.08 * length, 1.0, 2.2);
  const double acts = length - drop - title - end;
  const double first = 0.42 - 0.08 * pace;
  if (length < 20) {
    return {{edit::Part::act_1, acts * (first + 0.1)},
            {edit::Part::beat_drop, drop},
            {edit::Part::act_3, acts * (0.9 - first)},
            {edit::Part::title, title},
            {edit::Part::end_card, end}};
  }
  return {{edit::Part::act_1, acts * first}, {edit::Part::beat_drop, drop},
          {edit::Part::act_2, acts * 0.30},  {edit::Part::act_3, acts * (0.70 - first)},
          {edit::Part::title, title},        {edit::Part::end_card, end}};
}

}  // namespace

std::vector<FormPart> plan_form(const Vibe& vibe, base::Duration length) {
  const double seconds = base::to_seconds(length);
  if (seconds < 10 || seconds > 600) {
    throw base::Error(base::ErrorKind::usage,
                      "A trailer of " + base::to_string(length) +
                          " cannot be planned: its length must be between 10 seconds and 10 "
                          "minutes. Usual lengths are 15, 30, 60, 90, 120 and 150 seconds.");
  }
  const auto plan = seconds < 45 ? short_form(seconds, pace(vibe)) : full_form(seconds, pace(vibe));
  std::vector<FormPart> form;
  double end = 0;
  base::Duration start{};
  for (const auto& p : plan) {
    end += p.seconds;
    // Whole milliseconds read well in a report; the last part takes what is left.
    const bool last = &p == &plan.back();
    const auto at = last ? length : base::from_seconds(std::round(end * 1000) / 1000);
    form.push_back({p.part, at - start});
    start = at;
  }
  return form;
}

}  // namespace cinecut::vibe
