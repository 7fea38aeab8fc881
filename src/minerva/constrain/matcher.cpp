#include "minerva/constrain/matcher.h"

#include <algorithm>
#include <utility>

#include "minerva/constrain/automaton.h"

namespace minerva {

Matcher::Matcher(std::shared_ptr<Automaton> automaton, std::shared_ptr<const TokenTrie> trie,
                 std::vector<std::string> triggers)
    : automaton_(std::move(automaton)),
      trie_(std::move(trie)),
      triggers_(std::move(triggers)),
      is_active_(triggers_.empty()),
      state_(Automaton::kStart) {}

bool Matcher::allows(Token token) const {
  if (!is_active_) return true;
  if (trie_->is_end(token)) return automaton_->can_end(state_);
  const auto& piece = trie_->piece(token);
  return !piece.empty() && automaton_->after(state_, piece) != Automaton::kNone;
}

bool Matcher::accept(Token token) {
  if (trie_->is_end(token)) return !is_active_ || automaton_->can_end(state_);
  return accept_bytes(trie_->piece(token));
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

std::vector<Token> Matcher::draft(std::size_t limit) const {
  const auto bytes = forced(limit * 8);
  std::vector<Token> tokens;
  std::string_view rest = bytes;
  while (!rest.empty() && tokens.size() < limit) {
    const auto token = trie_->longest_prefix(rest);
    if (token < 0) break;
    rest.remove_prefix(trie_->piece(token).size());
    // What ends where the choice begins may be written together with what is chosen.
    if (rest.empty() && !automaton_->can_end(automaton_->after(state_, bytes))) break;
    tokens.push_back(token);
  }
  return tokens;
}

}  // namespace minerva
