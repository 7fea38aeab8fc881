#pragma once
// Expressions: what a constraint says, before it is made into an automaton. Values.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace minerva::constrain {

/// Code points from `low` to `high`, both included.
struct CodeRange {
  std::uint32_t low = 0, high = 0;

  friend bool operator==(const CodeRange&, const CodeRange&) = default;
};
using CodeSet = std::vector<CodeRange>;  ///< Any order, may overlap.

CodeSet sorted(CodeSet set);  ///< Ascending, joined, without surrogates.
CodeSet complement(const CodeSet& set);
CodeSet intersection(const CodeSet& a, const CodeSet& b);

struct Expression {
  enum class Kind { text, set, sequence, choice, repeat, rule };

  Kind kind = Kind::sequence;
  std::string text;               ///< text: bytes.
  CodeSet set;                    ///< set: one character of it.
  std::vector<Expression> parts;  ///< sequence, choice, repeat (one).
  int min = 0, max = -1;          ///< repeat; max -1: without end.
  int rule = -1;                  ///< rule: its index.
};

Expression text(std::string bytes);
Expression one_of(CodeSet set);
Expression sequence(std::vector<Expression> parts);
Expression choice(std::vector<Expression> parts);
Expression repeat(Expression part, int min, int max);
Expression optional(Expression part);
Expression rule(int index);
inline Expression nothing() { return sequence({}); }

/// Rules that name each other; the first is where a reply begins.
using Grammar = std::vector<Expression>;

/// A rule that can come back to itself without a character between; -1: none. Such a grammar cannot
/// be followed.
int left_recursive_rule(const Grammar& grammar);

}  // namespace minerva::constrain
