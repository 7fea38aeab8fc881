#include "minerva/constrain/token_trie.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace minerva::constrain {
namespace {

constexpr std::size_t kLongest = 255;

}  // namespace

bool TokenSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](std::uint64_t w) { return w == 0; });
}

TokenTrie::TokenTrie(std::vector<std::string> pieces, std::vector<model::Token> ends)
    : pieces_(std::move(pieces)), ends_(std::move(ends)) {
  const auto piece_of = [&](model::Token t) -> const std::string& {
    return pieces_[static_cast<std::size_t>(t)];
  };
  std::vector<model::Token> order;
  for (model::Token t = 0; t < size(); ++t)
    if (!piece_of(t).empty() && piece_of(t).size() <= kLongest && !is_end(t)) order.push_back(t);
  std::stable_sort(order.begin(), order.end(),
                   [&](model::Token a, model::Token b) { return piece_of(a) < piece_of(b); });

  // In this order the bytes that a token shares with the one before are nodes already.
  std::vector<std::size_t> open;
  std::string_view before;
  const auto close_to = [&](std::size_t depth) {
    for (; open.size() > depth; open.pop_back())
      nodes_[open.back()].skip = static_cast<std::uint32_t>(nodes_.size());
  };
  for (const auto t : order) {
    const std::string_view piece = piece_of(t);
    const auto shared = static_cast<std::size_t>(
        std::mismatch(
            before.begin(),
            before.begin() + static_cast<std::ptrdiff_t>(std::min(before.size(), piece.size())),
            piece.begin())
            .first -
        before.begin());
    close_to(shared);
    for (auto depth = shared; depth < piece.size(); ++depth) {
      open.push_back(nodes_.size());
      nodes_.push_back({static_cast<std::uint8_t>(piece[depth]),
                        static_cast<std::uint8_t>(depth + 1), 0,
                        static_cast<std::int32_t>(tokens_.size()), 0});
    }
    tokens_.push_back(t);
    ++nodes_[open.back()].count;
    before = piece;
  }
  close_to(0);
}

std::shared_ptr<const TokenTrie> TokenTrie::of(const model::Model& model) {
  std::vector<std::string> pieces;
  std::vector<model::Token> ends;
  for (model::Token t = 0; t < model.vocabulary_size(); ++t) {
    pieces.push_back(model.piece(t));
    if (model.is_end(t)) ends.push_back(t);
  }
  return std::make_shared<TokenTrie>(std::move(pieces), std::move(ends));
}

bool TokenTrie::is_end(model::Token token) const {
  return std::find(ends_.begin(), ends_.end(), token) != ends_.end();
}

model::Token TokenTrie::longest_prefix(std::string_view text) const {
  model::Token best = -1;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < nodes_.size() && depth < text.size();) {
    const auto& node = nodes_[i];
    if (node.depth != depth + 1) break;
    if (node.byte != static_cast<std::uint8_t>(text[depth])) {
      i = node.skip;
      continue;
    }
    ++depth;
    if (node.count > 0) best = tokens_of(node)[0];
    ++i;
  }
  return best;
}

}  // namespace minerva::constrain
