#include "minerva/constrain/matcher.h"

#include <algorithm>
#include <utility>

#include "minerva/constrain/automaton.h"

namespace minerva::constrain {
namespace {

/// Without knowing better: the longest token; -1: none.
model::Token guess(Automaton& automaton, const TokenTrie& trie, Automaton::State state) {
  constexpr std::size_t kLongest = 64;
  const auto bytes = automaton.forced(state, kLongest);
  const auto token = trie.longest_prefix(bytes);
  if (token < 0) return -1;
  // What ends where the choice begins may be written together with what is chosen.
  const bool is_all = trie.piece(token).size() == bytes.size() && bytes.size() < kLongest;
  return is_all && !automaton.can_end(automaton.after(state, bytes)) ? -1 : token;
}

}  // namespace

Matcher::Matcher(std::shared_ptr<Automaton> automaton, std::shared_ptr<const TokenTrie> trie,
                 std::vector<std::string> triggers)
    : automaton_(std::move(automaton)),
      trie_(std::move(trie)),
      triggers_(std::move(triggers)),
      is_active_(triggers_.empty()),
      state_(Automaton::kStart) {}

bool Matcher::allows(model::Token token) const {
  if (!is_active_) return true;
  if (trie_->is_end(token)) return automaton_->can_end(state_);
  const auto& piece = trie_->piece(token);
  return !piece.empty() && automaton_->after(state_, piece) != Automaton::kNone;
}

bool Matcher::accept(model::Token token) {
  if (trie_->is_end(token)) return !is_active_ || automaton_->can_end(state_);
  const auto before = state_;
  const bool was_active = is_active_;
  if (!accept_bytes(trie_->piece(token))) return false;
  if (was_active && !automaton_->forced(before, 1).empty())
    automaton_->remember(before, token, guess(*automaton_, *trie_, before));
  return true;
}

bool Matcher::accept_bytes(std::string_view bytes) {
  if (is_active_) {
    const auto next = bytes.empty() ? Automaton::kNone : automaton_->after(state_, bytes);
    if (next == Automaton::kNone) return false;
    state_ = next;
    return true;
  }
  written_ += bytes;
  auto first = std::string::npos;
  std::size_t longest = 0;
  for (const auto& trigger : triggers_) {
    first = std::min(first, written_.find(trigger));
    longest = std::max(longest, trigger.size());
  }
  if (first == std::string::npos) {
    if (written_.size() > 2 * longest + 64) written_.erase(0, written_.size() - longest);
    return true;
  }
  // Text that only looks like the beginning of what the grammar is for is let through.
  const auto next = automaton_->after(Automaton::kStart, std::string_view(written_).substr(first));
  if (next == Automaton::kNone) {
    written_.erase(0, first + 1);
    return true;
  }
  state_ = next;
  is_active_ = true;
  written_.clear();
  return true;
}

std::shared_ptr<const TokenSet> Matcher::allowed() const {
  return automaton_->allowed(state_, trie_);
}

bool Matcher::can_end() const { return !is_active_ || automaton_->can_end(state_); }
bool Matcher::must_end() const { return is_active_ && automaton_->must_end(state_); }

std::string Matcher::forced(std::size_t limit) const {
  return is_active_ ? automaton_->forced(state_, limit) : std::string{};
}

std::vector<model::Token> Matcher::draft(std::size_t limit) const {
  std::vector<model::Token> tokens;
  if (!is_active_) return tokens;
  for (auto state = state_; tokens.size() < limit && !automaton_->forced(state, 1).empty();) {
    auto token = automaton_->usual(state);
    if (token < 0 && automaton_->guesses_well()) token = guess(*automaton_, *trie_, state);
    if (token < 0 || token >= trie_->size()) break;
    state = automaton_->after(state, trie_->piece(token));
    if (state == Automaton::kNone) break;
    tokens.push_back(token);
  }
  return tokens;
}

}  // namespace minerva::constrain
