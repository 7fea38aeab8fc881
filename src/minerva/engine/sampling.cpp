#include "minerva/engine/sampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "minerva/model/fault.h"

namespace minerva::engine {
namespace {

/// What is so much less likely than the best is never drawn: all of it together has less than a
/// millionth of the probability.
constexpr float kFarBelow = 32;

std::string text_of(double value) {
  auto text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void in_range(const char* field, double value, double low, double high, bool is_low_open = false) {
  if (std::isfinite(value) && (is_low_open ? value > low : value >= low) && value <= high) return;
  throw model::Fault::parameter(field, std::isfinite(value) ? text_of(value) : "not a number",
                                (is_low_open ? "above " : "from ") + text_of(low) +
                                    (is_low_open ? ", up to " : " to ") + text_of(high));
}

std::size_t at(model::Token token) { return static_cast<std::size_t>(token); }

/// The largest of many numbers; in blocks, so that the compiler can use vectors.
float largest(std::span<const float> x) {
  std::array<float, 16> best;
  best.fill(-std::numeric_limits<float>::infinity());
  std::size_t i = 0;
  for (; i + best.size() <= x.size(); i += best.size())
    for (std::size_t k = 0; k < best.size(); ++k) best[k] = x[i + k] > best[k] ? x[i + k] : best[k];
  for (; i < x.size(); ++i) best[0] = std::max(best[0], x[i]);
  return *std::max_element(best.begin(), best.end());
}

constexpr auto kBetter = [](const auto& a, const auto& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
};

}  // namespace

void check(const SamplingOptions& o, int vocabulary_size) {
  in_range("temperature", o.temperature, 0, 2);
  in_range("top_p", o.top_p, 0, 1, true);
  in_range("top_k", o.top_k, 0, 1e9);
  in_range("min_p", o.min_p, 0, 1);
  in_range("repeat_penalty", o.repeat_penalty, 0, 2, true);
  in_range("frequency_penalty", o.frequency_penalty, -2, 2);
  in_range("presence_penalty", o.presence_penalty, -2, 2);
  in_range("penalty_window", o.penalty_window, -1, 1e9);
  for (const auto& [token, bias] : o.logit_bias) {
    if (token < 0 || token >= vocabulary_size)
      throw model::Fault::parameter("logit_bias", "for token " + std::to_string(token),
                                    "for tokens from 0 to " + std::to_string(vocabulary_size - 1));
    in_range("logit_bias", static_cast<double>(bias), -100, 100);
  }
}

Sampler::Sampler(const SamplingOptions& options, int vocabulary_size,
                 std::optional<constrain::Matcher> matcher)
    : options_(options), matcher_(std::move(matcher)), random_(options.seed) {
  check(options, vocabulary_size);
}

void Sampler::see(model::Token token) { remember(token); }

void Sampler::remember(model::Token token) {
  const auto& o = options_;
  if (o.repeat_penalty == 1 && o.frequency_penalty == 0 && o.presence_penalty == 0) return;
  ++counts_[token];
  if (o.penalty_window < 0) return;
  window_.push_back(token);
  if (static_cast<int>(window_.size()) <= o.penalty_window) return;
  if (const auto old = counts_.find(window_.front()); --old->second == 0) counts_.erase(old);
  window_.pop_front();
}

void Sampler::bias(std::span<float> logits) const {
  const auto& o = options_;
  for (const auto& [token, bias] : o.logit_bias) logits[at(token)] += bias;
  const auto repeat = static_cast<float>(o.repeat_penalty);
  for (const auto& [token, count] : counts_) {
    auto& logit = logits[at(token)];
    logit = logit <= 0 ? logit * repeat : logit / repeat;
    logit -= static_cast<float>(o.frequency_penalty * count + o.presence_penalty);
  }
}

model::Token Sampler::next(std::span<float> logits) {
  bias(logits);
  auto token = draw(logits, nullptr);
  if (matcher_ && !matcher_->allows(token)) {
    const auto allowed = matcher_->allowed();
    if (allowed->empty())
      throw model::Fault(
          model::FaultKind::sampling_failed,
          "The constraint allows no token here. It may lead to a place it cannot leave.");
    token = draw(logits, allowed.get());
  }
  if (matcher_ && !matcher_->accept(token))
    throw model::Fault(model::FaultKind::sampling_failed,
                       "The constraint refused the token it had allowed.");
  remember(token);
  return token;
}

model::Token Sampler::draw(std::span<const float> logits, const constrain::TokenSet* allowed) {
  const auto& o = options_;
  if (o.temperature <= 0 || o.top_k == 1) return likeliest_allowed(logits, allowed);
  candidates_.clear();
  if (o.top_k > 0 && at(o.top_k) < logits.size())
    collect_best(logits, allowed, at(o.top_k));
  else
    collect(logits, allowed);
  return draw_from_candidates();
}

model::Token Sampler::likeliest_allowed(std::span<const float> logits,
                                        const constrain::TokenSet* allowed) const {
  if (!allowed) {
    const float best = largest(logits);
    const auto found = std::find(logits.begin(), logits.end(), best);
    if (found == logits.end())
      throw model::Fault(model::FaultKind::sampling_failed,
                         "The model's answer is not a number. Its file may be damaged.");
    return static_cast<model::Token>(found - logits.begin());
  }
  model::Token best = -1;
  allowed->for_each([&](model::Token t) {
    if (best < 0 || logits[at(t)] > logits[at(best)]) best = t;
  });
  return best;
}

void Sampler::collect(std::span<const float> logits, const constrain::TokenSet* allowed) {
  if (allowed) {
    allowed->for_each([&](model::Token t) { candidates_.push_back({logits[at(t)], t}); });
    return;
  }
  // Those that neither the temperature nor the shares can bring near the best are left out at once.
  const float floor =
      largest(logits) - kFarBelow * std::max(1.0F, static_cast<float>(options_.temperature));
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (logits[i] >= floor) candidates_.push_back({logits[i], static_cast<model::Token>(i)});
}

// A heap of the best: nearly all tokens are worse than its worst, and only looked at.
void Sampler::collect_best(std::span<const float> logits, const constrain::TokenSet* allowed,
                           std::size_t count) {
  const auto offer = [&](model::Token t) {
    const Candidate candidate{logits[at(t)], t};
    if (candidates_.size() < count) {
      candidates_.push_back(candidate);
      std::push_heap(candidates_.begin(), candidates_.end(), kBetter);
    } else if (kBetter(candidate, candidates_.front())) {
      std::pop_heap(candidates_.begin(), candidates_.end(), kBetter);
      candidates_.back() = candidate;
      std::push_heap(candidates_.begin(), candidates_.end(), kBetter);
    }
  };
  if (allowed)
    allowed->for_each(offer);
  else
    for (std::size_t i = 0; i < logits.size(); ++i) {
      if (candidates_.size() == count && logits[i] <= candidates_.front().logit) continue;
      offer(static_cast<model::Token>(i));
    }
}

model::Token Sampler::draw_from_candidates() {
  const auto& o = options_;
  auto& c = candidates_;
  const auto best = std::min_element(c.begin(), c.end(), kBetter);
  if (best == c.end() || !std::isfinite(best->logit))
    throw model::Fault(model::FaultKind::sampling_failed,
                       "The model's answer is not a number. Its file may be damaged.");
  const float top = best->logit;
  const auto weight = [&](const Candidate& x, double temperature) {
    return std::exp(static_cast<double>(x.logit - top) / temperature);
  };
  if (o.top_p < 1) {
    double all = 0;
    for (const auto& x : c) all += weight(x, 1);
    const auto worse = [](const Candidate& a, const Candidate& b) { return kBetter(b, a); };
    std::make_heap(c.begin(), c.end(), worse);  // The best are taken out until they are enough.
    auto rest = c.end();
    for (double sum = 0; rest != c.begin() && sum < o.top_p * all; --rest) {
      std::pop_heap(c.begin(), rest, worse);
      sum += weight(*(rest - 1), 1);
    }
    c.erase(c.begin(), rest);
  }
  if (o.min_p > 0) std::erase_if(c, [&](const Candidate& x) { return weight(x, 1) < o.min_p; });
  std::vector<double> sums;
  sums.reserve(c.size());
  double sum = 0;
  for (const auto& x : c) sums.push_back(sum += weight(x, o.temperature));
  // 53 bits, the same on every machine (std::uniform_real_distribution may differ).
  const std::uint64_t high = random_() >> 5U, low = random_() >> 6U;
  const double share = static_cast<double>((high << 26U) + low) / 9007199254740992.0;
  const auto drawn = std::upper_bound(sums.begin(), sums.end(), share * sum);
  const auto index = std::min(static_cast<std::size_t>(drawn - sums.begin()), c.size() - 1);
  return c[index].token;
}

std::vector<Likelihood> likeliest(std::span<const float> logits, int count, model::Token chosen) {
  const float top = largest(logits);
  double sum = 0;
  for (const float x : logits) sum += std::exp(static_cast<double>(x - top));
  const auto log_sum = static_cast<float>(std::log(sum)) + top;
  const auto n = std::min(static_cast<std::size_t>(std::max(count, 0)), logits.size());
  std::vector<Likelihood> best;
  const auto better = [](const Likelihood& a, const Likelihood& b) {
    return a.log_probability > b.log_probability;
  };
  for (std::size_t i = 0; i < logits.size() && n > 0; ++i) {
    if (best.size() == n) {
      if (logits[i] <= best.front().log_probability) continue;
      std::pop_heap(best.begin(), best.end(), better);
      best.pop_back();
    }
    best.push_back({static_cast<model::Token>(i), logits[i]});
    std::push_heap(best.begin(), best.end(), better);
  }
  std::sort_heap(best.begin(), best.end(), better);
  const auto is_chosen = [&](const Likelihood& l) { return l.token == chosen; };
  if (std::none_of(best.begin(), best.end(), is_chosen))
    best.push_back({chosen, logits[at(chosen)]});
  for (auto& l : best) l.log_probability -= log_sum;
  return best;
}

}  // namespace minerva::engine
