#pragma once
// Sampling: how the next token is drawn from what the model thinks of each.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <unordered_map>
#include <vector>

#include "minerva/constrain/matcher.h"
#include "minerva/model/model.h"

namespace minerva::engine {

/// Ranges are checked by check(). These are the defaults of requests too: OpenAI's, where it has
/// the option. Applied in
/// llama.cpp's order: bias, penalties, top_k, top_p, min_p, temperature.
struct SamplingOptions {
  double temperature = 1;                    ///< 0 to 2. 0: always the likeliest token.
  double top_p = 1;                          ///< Above 0, to 1. 1 switches it off.
  int top_k = 0;                             ///< 0 or more. 0 switches it off.
  double min_p = 0;                          ///< 0 to 1. 0 switches it off.
  double repeat_penalty = 1;                 ///< Above 0, to 2. 1 switches it off.
  double frequency_penalty = 0;              ///< -2 to 2.
  double presence_penalty = 0;               ///< -2 to 2.
  int penalty_window = 64;                   ///< Tokens looked back on; -1: all.
  std::uint32_t seed = 0;                    ///< The same seed and request give the same text.
  std::map<model::Token, float> logit_bias;  ///< -100 to 100 each.
};

/// Throws Fault: invalid_parameter for the first field outside its range.
void check(const SamplingOptions& options, int vocabulary_size);

/// A token and its natural logarithm of probability, before any sampling option is applied.
struct Likelihood {
  model::Token token = 0;
  float log_probability = 0;
};

/// Draws tokens for one request. One thread at a time.
class Sampler {
 public:
  /// `matcher`: what the constraint allows; nothing: anything goes. Throws what check() throws.
  Sampler(const SamplingOptions& options, int vocabulary_size,
          std::optional<constrain::Matcher> matcher = std::nullopt);

  /// The next token, drawn from the logits of the whole vocabulary (which are changed), and
  /// remembered. The constraint is asked for the drawn token first, and for all tokens only when it
  /// refuses that one. Throws Fault: sampling_failed if no token is allowed.
  model::Token next(std::span<float> logits);

  /// Remembers a token of the prompt, for the penalties.
  void see(model::Token token);

  /// The constraint; nothing if there is none.
  constrain::Matcher* matcher() { return matcher_ ? &*matcher_ : nullptr; }

 private:
  struct Candidate {
    float logit;
    model::Token token;
  };
  void remember(model::Token token);
  void bias(std::span<float> logits) const;
  model::Token draw(std::span<const float> logits, const constrain::TokenSet* allowed);
  model::Token likeliest_allowed(std::span<const float> logits,
                                 const constrain::TokenSet* allowed) const;
  void collect(std::span<const float> logits, const constrain::TokenSet* allowed);
  void collect_best(std::span<const float> logits, const constrain::TokenSet* allowed,
                    std::size_t count);
  model::Token draw_from_candidates();

  SamplingOptions options_;
  std::optional<constrain::Matcher> matcher_;
  std::mt19937 random_;
  std::deque<model::Token> window_;
  std::unordered_map<model::Token, int> counts_;
  std::vector<Candidate> candidates_;
};

/// The `count` likeliest tokens, best first, and `chosen` behind them if it is not among them.
std::vector<Likelihood> likeliest(std::span<const float> logits, int count, model::Token chosen);

}  // namespace minerva::engine
