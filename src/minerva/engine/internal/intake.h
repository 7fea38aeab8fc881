#pragma once
// The intake: makes work of requests, or says what is wrong with them.

#include <memory>
#include <mutex>
#include <vector>

#include "base/mutex.h"
#include "minerva/engine/engine.h"
#include "minerva/engine/internal/picture_feed.h"
#include "minerva/engine/internal/work.h"

namespace minerva::engine {

/// From any thread.
class Intake {
 public:
  /// `context`: most tokens of a request. `pictures` must outlive this.
  Intake(std::shared_ptr<const model::Model> model, int context, PictureFeed& pictures);

  /// Throws Fault: invalid_parameter, context_limit_exceeded.
  WorkPtr work_of(Request request, Callbacks callbacks);

 private:
  void check(const Request& request) const;
  constrain::Matcher matcher_of(const Request& request);
  std::shared_ptr<constrain::Automaton> known(
      const std::shared_ptr<constrain::Automaton>& automaton);

  std::shared_ptr<const model::Model> model_;
  int context_;
  PictureFeed& pictures_;
  std::once_flag trie_once_;
  std::shared_ptr<const constrain::TokenTrie> trie_;
  base::Mutex mutex_;
  /// Used last at the end.
  std::vector<std::shared_ptr<constrain::Automaton>> known_ GUARDED_BY(mutex_);
};

}  // namespace minerva::engine
