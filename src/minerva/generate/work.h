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
#include "minerva/vision/encoder.h"

namespace minerva {

using Clock = std::chrono::steady_clock;

/// A piece of a picture in the prompt.
struct WorkPicture {
  PictureSpan span;
  Encoder::Ticket ticket;  ///< Nothing: not asked for, or not needed any more.
  bool is_counted = false;
  std::size_t end() const { return span.begin + span.count; }
};

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

  /// The prompt, and the reply so far. Tokens of pictures are below 0: equal for equal pictures.
  std::vector<Token> tokens;
  std::vector<WorkPicture> pictures;  ///< In order.
  std::size_t limit = 0;              ///< Of `tokens`.
  std::size_t reserved = 0;           ///< Of `tokens`, whose cells are certain. 0: not admitted.
  std::uint64_t turn = 0;             ///< In the queue.

  std::atomic<bool> is_cancelled{false};
  Clock::time_point submitted = Clock::now();
  Clock::time_point admitted{}, first_token{};

  /// Where the model has this token, which is not inside of a picture.
  std::size_t position_of(std::size_t index) const {
    auto position = index;
    for (const auto& p : pictures)
      if (p.end() <= index) position -= p.span.count - static_cast<std::size_t>(p.span.positions);
    return position;
  }
  WorkPicture* picture_at(std::size_t index) {
    for (auto& p : pictures)
      if (p.span.begin <= index && index < p.end()) return &p;
    return nullptr;
  }

  bool has_limit() const { return request.max_tokens > 0; }
  bool is_late() const {
    return request.timeout.count() > 0 && Clock::now() - submitted > request.timeout;
  }
};
using WorkPtr = std::shared_ptr<Work>;

}  // namespace minerva
