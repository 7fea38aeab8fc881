#pragma once
// Progress of a long piece of work, told to whoever shows it.

#include <functional>
#include <stop_token>

namespace base {

/// How a phase reports and how it is stopped. Passed down by value; cheap to copy.
struct Progress {
  /// Called with the share done, 0 to 1, never falling. From one thread at a time. May be empty.
  std::function<void(double)> report;
  /// Once requested, the phase throws Error: cancelled soon after.
  std::stop_token stop;

  void operator()(double share) const {
    if (report) report(share);
  }
};

/// The report of a part of the work that is [from, to] of the whole.
inline Progress part_of(const Progress& whole, double from, double to) {
  return {[whole, from, to](double share) { whole(from + (to - from) * share); }, whole.stop};
}

}  // namespace base
