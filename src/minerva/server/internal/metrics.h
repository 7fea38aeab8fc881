#pragma once
// Counts and histograms, as Prometheus reads them. From any thread.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "base/mutex.h"
#include "minerva/pool/pool.h"
#include "minerva/server/internal/call.h"

namespace minerva::server {

/// How often a value was at most each of some bounds.
class Histogram {
 public:
  static constexpr std::array<double, 18> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                  0.1,   0.25,   0.5,   1,    2.5,   5,
                                                  10,    25,     50,    100,  250,   500};
  void add(double value);
  /// "name_bucket{labels,le="0.1"} 3" and so on.
  void write(std::string& to, const std::string& name, const std::string& labels) const;

 private:
  std::array<std::uint64_t, kBounds.size() + 1> counts_{};  ///< The last: above all bounds.
  double sum_ = 0;
};

class MetricsPage;

class Metrics {
 public:
  /// At the end of an exchange.
  void add(const CallNote& note, int status, double seconds);

  struct Gauges {
    std::size_t connections = 0, body_bytes = 0;
  };
  /// The whole page.
  std::string page(const pool::Pool& pool, const Gauges& gauges) const;

 private:
  void add_requests(MetricsPage& page) const;

  mutable base::Mutex mutex_;
  std::map<std::tuple<std::string, int>, std::uint64_t> requests_
      GUARDED_BY(mutex_);                                           ///< By route and status.
  std::map<std::string, std::uint64_t> errors_ GUARDED_BY(mutex_);  ///< By code.
  std::map<std::string, Histogram> durations_ GUARDED_BY(mutex_);   ///< By route.
  std::map<std::string, Histogram> queue_ GUARDED_BY(mutex_),
      first_token_ GUARDED_BY(mutex_), token_ GUARDED_BY(mutex_);  ///< By model.
};

}  // namespace minerva::server
