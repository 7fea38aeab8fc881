#include "minerva/engine/internal/intake.h"

#include <algorithm>
#include <string>
#include <utility>

#include "minerva/constrain/automaton.h"

namespace minerva::engine {

Intake::Intake(std::shared_ptr<const model::Model> model, int context, PictureFeed& pictures)
    : model_(std::move(model)), context_(context), pictures_(pictures) {}

void Intake::check(const Request& request) const {
  if (request.prompt.empty())
    throw model::Fault::parameter("prompt", "empty", "at least one token");
  pictures_.check(request);
  for (const auto token : request.prompt)
    if ((token < 0 && token != vision::SeenPrompt::kPicture) || token >= model_->vocabulary_size())
      throw model::Fault::parameter(
          "prompt", "holding token " + std::to_string(token),
          "of tokens from 0 to " + std::to_string(model_->vocabulary_size() - 1));
  if (request.max_tokens < -1 || request.max_tokens == 0)
    throw model::Fault::parameter("max_tokens", std::to_string(request.max_tokens), "at least 1");
  if (request.log_probabilities < -1 || request.log_probabilities > 20)
    throw model::Fault::parameter("top_logprobs", std::to_string(request.log_probabilities),
                                  "from 0 to 20");
  const auto needed =
      static_cast<std::int64_t>(request.prompt.size()) + std::max(1, request.max_tokens);
  if (needed > context_) throw model::Fault::context_limit(needed, context_);
}

// Requests of one client mostly come with the same schema. What was found out for one of them
// (states, masks, habits) serves the next.
std::shared_ptr<constrain::Automaton> Intake::known(
    const std::shared_ptr<constrain::Automaton>& automaton) {
  constexpr std::size_t kMostKnown = 4, kMostStates = 10'000;
  const base::Lock lock(mutex_);
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const auto& a) {
    return a->source() == automaton->source();
  });
  auto result = automaton;
  if (found != known_.end()) {
    if ((*found)->state_count() < kMostStates) result = *found;
    known_.erase(found);
  }
  if (known_.size() >= kMostKnown) known_.erase(known_.begin());
  known_.push_back(result);
  return result;
}

constrain::Matcher Intake::matcher_of(const Request& request) {
  std::call_once(trie_once_, [this] { trie_ = constrain::TokenTrie::of(*model_); });
  return {known(request.constraint->automaton()), trie_, request.triggers};
}

WorkPtr Intake::work_of(Request request, Callbacks callbacks) {
  check(request);
  std::optional<constrain::Matcher> matcher;
  if (request.constraint) matcher.emplace(matcher_of(request));
  std::erase(request.stop, "");
  auto work = std::make_shared<Work>(request.sampling, model_->vocabulary_size(),
                                     std::move(matcher), request.stop);
  for (const auto token : request.prompt)
    if (token >= 0) work->sampler.see(token);
  auto& claim = work->claim;
  claim.tokens = request.prompt;
  claim.has_limit = request.max_tokens > 0;
  claim.limit = claim.has_limit
                    ? request.prompt.size() + static_cast<std::size_t>(request.max_tokens)
                    : static_cast<std::size_t>(context_);
  pictures_.move_pictures(request, *work);
  work->usage.prompt_tokens = static_cast<int>(request.prompt.size());
  work->request = std::move(request);
  work->callbacks = std::move(callbacks);
  return work;
}

}  // namespace minerva::engine
