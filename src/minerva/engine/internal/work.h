#pragma once
// A request on its way from the queue to its last token.

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/engine/internal/claim.h"
#include "minerva/engine/internal/text_stream.h"
#include "minerva/engine/sampling.h"
#include "minerva/vision/encoder.h"

namespace minerva::engine {

using Clock = std::chrono::steady_clock;

inline double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

/// A piece of a picture in the prompt.
struct WorkPicture {
  vision::PictureSpan span;
  vision::Encoder::Ticket ticket;  ///< Nothing: not asked for, or not needed any more.
  bool is_counted = false;
  std::size_t end() const { return span.begin + span.count; }
};

struct Work {
  Work(const SamplingOptions& options, int vocabulary_size,
       std::optional<constrain::Matcher> matcher, std::vector<std::string> stop);

  Claim claim;  ///< Its id is the request's.
  Request request;
  Callbacks callbacks;
  Usage usage;
  Sampler sampler;
  TextStream text;
  std::string reply;  ///< Only under a constraint: the finished text is validated against it.

  std::vector<WorkPicture> pictures;  ///< In order.
  std::uint64_t turn = 0;             ///< In the queue.

  std::atomic<bool> is_cancelled{false};
  Clock::time_point submitted = Clock::now();
  Clock::time_point admitted{}, first_token{};

  WorkPicture* picture_at(std::size_t index) {
    for (auto& p : pictures)
      if (p.span.begin <= index && index < p.end()) return &p;
    return nullptr;
  }
  bool was_admitted() const { return admitted != Clock::time_point{}; }
  bool is_late() const {
    return request.timeout.count() > 0 && Clock::now() - submitted > request.timeout;
  }
};
using WorkPtr = std::shared_ptr<Work>;

/// Why it must end before its time: cancelled or late. Nothing: it may go on.
std::optional<model::Fault> end_of(const Work& work);

}  // namespace minerva::engine
