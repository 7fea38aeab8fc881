#pragma once
// One reply on its way through a constraint.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minerva/constrain/token_trie.h"
#include "minerva/model/model.h"

namespace minerva::constrain {

class Automaton;

/// Cheap to copy; a copy goes on from the same place. One thread at a time each.
class Matcher {
 public:
  /// With `triggers`, anything is allowed until one of them has been written; the constraint then
  /// begins with it.
  Matcher(std::shared_ptr<Automaton> automaton, std::shared_ptr<const TokenTrie> trie,
          std::vector<std::string> triggers = {});

  bool allows(model::Token token) const;
  /// Goes on by a token that is allowed; by one that is not, it goes nowhere and returns false.
  bool accept(model::Token token);
  /// Every token that is allowed here. Never empty, unless the constraint has no way to end.
  std::shared_ptr<const TokenSet> allowed() const;

  bool is_active() const { return is_active_; }  ///< Past the trigger, if there is one.
  bool can_end() const;                          ///< Is what has been written a whole reply?
  bool must_end() const;                         ///< Can nothing follow?

  /// The bytes that must follow, up to where there is a choice, at most `limit`.
  std::string forced(std::size_t limit) const;
  /// Tokens that the model is likely to write for the forced bytes: a guess, to be verified.
  std::vector<model::Token> draft(std::size_t limit) const;

 private:
  bool accept_bytes(std::string_view bytes);

  std::shared_ptr<Automaton> automaton_;
  std::shared_ptr<const TokenTrie> trie_;
  std::vector<std::string> triggers_;
  std::string written_;  ///< While a trigger is waited for.
  bool is_active_ = true;
  std::int32_t state_ = 0;
};

}  // namespace minerva::constrain
