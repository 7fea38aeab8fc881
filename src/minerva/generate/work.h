#pragma once
// A request on its way from the queue to its last token. Private to src/minerva/generate.

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/generate/engine.h"
#include "minerva/generate/sampling.h"
#include "minerva/generate/text_stream.h"

namespace minerva {

using Clock = std::chrono::steady_clock;

struct Work {
  Work(const SamplingOptions& options, int vocabulary_size, std::optional<Matcher> matcher,
       std::vector<std::string> stop)
      : sampler(options, vocabulary_size, std::move(matcher)), text(std::move(stop)) {}

  Engine::Id id = 0;
  Request request;
  Listener listener;
  Usage usage;
  Sampler sampler;
  TextStream text;
  std::string reply;  ///< Kept only for the constraint's last word.

  std::vector<Token> tokens;  ///< The prompt, and the reply so far.
  std::size_t limit = 0;      ///< Of `tokens`.
  std::size_t reserved = 0;   ///< Of `tokens`, whose cells are certain. 0: not admitted.
  std::uint64_t turn = 0;     ///< In the queue.

  std::atomic<bool> is_cancelled{false};
  Clock::time_point submitted = Clock::now();
  Clock::time_point admitted{}, first_token{};

  bool has_limit() const { return request.max_tokens > 0; }
  bool is_late() const {
    return request.timeout.count() > 0 && Clock::now() - submitted > request.timeout;
  }
};
using WorkPtr = std::shared_ptr<Work>;

}  // namespace minerva
