#pragma once
// The vocabulary as a tree of bytes, so that what a constraint allows is found for all tokens at
// once.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "minerva/model/model.h"

namespace minerva::constrain {

/// A set of tokens of one vocabulary.
class TokenSet {
 public:
  explicit TokenSet(int size) : words_((static_cast<std::size_t>(size) + 63) / 64) {}

  void add(model::Token token) { words_[index(token)] |= bit(token); }
  bool contains(model::Token token) const { return (words_[index(token)] & bit(token)) != 0; }
  bool empty() const;
  std::size_t bytes() const { return words_.size() * sizeof(std::uint64_t); }

  /// Calls `f(token)` for each, lowest first.
  template <typename F>
  void for_each(F f) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      for (auto rest = words_[w]; rest != 0; rest &= rest - 1)
        f(static_cast<model::Token>(w * 64 + static_cast<std::size_t>(__builtin_ctzll(rest))));
  }

 private:
  static std::size_t index(model::Token token) { return static_cast<std::size_t>(token) >> 6; }
  static std::uint64_t bit(model::Token token) { return std::uint64_t{1} << (token & 63); }

  std::vector<std::uint64_t> words_;
};

/// Immutable; shared by threads.
class TokenTrie {
 public:
  /// `pieces[t]` are the bytes of token t; tokens without bytes are never allowed. `ends` are the
  /// tokens that end a reply.
  TokenTrie(std::vector<std::string> pieces, std::vector<model::Token> ends);
  static std::shared_ptr<const TokenTrie> of(const model::Model& model);

  int size() const { return static_cast<int>(pieces_.size()); }
  const std::string& piece(model::Token token) const {
    return pieces_[static_cast<std::size_t>(token)];
  }
  const std::vector<model::Token>& ends() const { return ends_; }
  bool is_end(model::Token token) const;

  /// Nodes lie in depth-first order: the children of node i begin at i + 1, and `skip` is the next
  /// node that is not below it. The root is not a node.
  struct Node {
    std::uint8_t byte;
    std::uint8_t depth;  ///< 1 for the first byte. Longer tokens are left out.
    std::uint32_t skip;
    std::int32_t first;  ///< Into tokens(): those whose bytes end here.
    std::int32_t count;
  };
  std::span<const Node> nodes() const { return nodes_; }
  std::span<const model::Token> tokens_of(const Node& node) const {
    return {tokens_.data() + node.first, static_cast<std::size_t>(node.count)};
  }

  /// The longest token that `text` begins with; -1: none.
  model::Token longest_prefix(std::string_view text) const;

 private:
  std::vector<std::string> pieces_;
  std::vector<model::Token> ends_;
  std::vector<Node> nodes_;
  std::vector<model::Token> tokens_;
};

}  // namespace minerva::constrain
