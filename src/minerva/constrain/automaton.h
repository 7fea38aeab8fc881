#pragma once
// A grammar as an automaton over bytes, made while it is used.
//
// Rules become networks of byte edges and calls (Thompson's construction); a state is the set of
// places where a reply may be in them, each with its stack of places to return to. States and
// stacks are kept and numbered, and what follows a state is remembered, so that a constraint in use
// soon runs as fast as a table (a lazily built DFA).

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "minerva/constrain/expression.h"
#include "minerva/constrain/token_trie.h"

namespace minerva::constrain {

/// From any thread.
class Automaton {
 public:
  /// Throws Fault: invalid_parameter for a grammar that is too large or recurs without a character.
  explicit Automaton(const Grammar& grammar);

  using State = std::int32_t;
  static constexpr State kStart = 0;
  static constexpr State kNone = -1;  ///< Not allowed.

  /// The state after `bytes`; kNone if they are not allowed. Throws Fault: sampling_failed if the
  /// grammar needs more memory than it may have.
  State after(State state, std::string_view bytes);
  bool can_end(State state);
  bool must_end(State state);

  /// The bytes that must follow, at most `limit`, up to where there is a choice or an end.
  std::string forced(State state, std::size_t limit);

  /// The tokens that are allowed, with those that end a reply where it can end.
  std::shared_ptr<const TokenSet> allowed(State state,
                                          const std::shared_ptr<const TokenTrie>& trie);

  std::size_t state_count();

  // How replies are written where the bytes are forced. Models divide the same text into tokens in
  // their own way, and mostly in the same way each time.
  /// A reply went on from `state` by `token`; `guessed` was expected, if nothing was known.
  void remember(State state, model::Token token, model::Token guessed);
  /// The token that replies went on by lately; -1: not known.
  model::Token usual(State state);
  /// Whether guesses made without knowing have been right often enough to go on with them.
  bool guesses_well();

  /// What it was made from, to find it again. Set before it is shared.
  void set_source(std::string source) { source_ = std::move(source); }
  const std::string& source() const { return source_; }

 private:
  struct Edge {
    std::uint8_t low, high;
    std::int32_t to;
  };
  struct Place {  ///< Of a rule's network.
    std::vector<Edge> edges;
    std::vector<std::int32_t> empty;                           ///< Without a byte.
    std::vector<std::pair<std::int32_t, std::int32_t>> calls;  ///< A rule, and where to go on.
    bool is_end = false;
  };
  struct Config {
    std::int32_t place, stack;
    auto operator<=>(const Config&) const = default;
  };
  struct Stack {
    std::int32_t place, below;
    auto operator<=>(const Stack&) const = default;
  };
  struct StateData {
    std::vector<Config> configs;
    bool can_end = false;
    std::vector<State> next;  ///< By class of byte; kUnknown until asked for.
    std::shared_ptr<const TokenSet> allowed;
    std::weak_ptr<const TokenTrie> allowed_of;  ///< Another may come to lie at its address.
  };
  struct Habit {
    model::Token token = -1;
    int trust = 0;
  };
  static constexpr State kUnknown = -2;

  std::int32_t add_place();
  std::int32_t build(const Expression& e, std::int32_t from);
  std::int32_t build_set(const CodeSet& set, std::int32_t from);
  void classify_bytes();
  std::int32_t push(std::int32_t place, std::int32_t below) REQUIRES(mutex_);
  void close(Config start, std::vector<Config>& seen, std::vector<Config>& result, bool& can_end)
      REQUIRES(mutex_);
  State intern(std::vector<Config> configs, bool can_end) REQUIRES(mutex_);
  State step(State state, std::uint8_t byte) REQUIRES(mutex_);

  std::vector<Place> places_;
  std::vector<std::int32_t> rule_starts_;
  std::array<std::uint8_t, 256> class_of_{};
  std::vector<std::uint8_t> byte_of_class_;

  std::string source_;

  base::Mutex mutex_;
  std::unordered_map<State, Habit> habits_ GUARDED_BY(mutex_);
  int right_guesses_ GUARDED_BY(mutex_) = 0;
  int wrong_guesses_ GUARDED_BY(mutex_) = 0;
  std::vector<Stack> stacks_ GUARDED_BY(mutex_);
  std::map<Stack, std::int32_t> stack_ids_ GUARDED_BY(mutex_);
  std::vector<StateData> states_ GUARDED_BY(mutex_);
  std::map<std::pair<std::vector<Config>, bool>, State> state_ids_ GUARDED_BY(mutex_);
  std::size_t allowed_bytes_ GUARDED_BY(mutex_) = 0;
};

}  // namespace minerva::constrain
