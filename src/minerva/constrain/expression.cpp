#include "minerva/constrain/expression.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace minerva::constrain {
namespace {

constexpr std::uint32_t kLast = 0x10FFFF, kSurrogate = 0xD800, kAfterSurrogates = 0xE000;

bool can_be_empty(const Expression& e, const std::vector<bool>& empty_rules) {
  const auto is_empty = [&](const Expression& p) { return can_be_empty(p, empty_rules); };
  switch (e.kind) {
    case Expression::Kind::text:
      return e.text.empty();
    case Expression::Kind::set:
      return false;
    case Expression::Kind::sequence:
      return std::all_of(e.parts.begin(), e.parts.end(), is_empty);
    case Expression::Kind::choice:
      return std::any_of(e.parts.begin(), e.parts.end(), is_empty);
    case Expression::Kind::repeat:
      return e.min == 0 || is_empty(e.parts[0]);
    case Expression::Kind::rule:
      return empty_rules[static_cast<std::size_t>(e.rule)];
  }
  return false;
}

/// The rules that may stand at the very beginning.
void first_rules(const Expression& e, const std::vector<bool>& empty_rules,
                 std::vector<int>& found) {
  if (e.kind == Expression::Kind::rule) found.push_back(e.rule);
  for (const auto& part : e.parts) {
    first_rules(part, empty_rules, found);
    if (e.kind == Expression::Kind::sequence && !can_be_empty(part, empty_rules)) return;
  }
}

}  // namespace

CodeSet sorted(CodeSet set) {
  std::sort(set.begin(), set.end(),
            [](const CodeRange& a, const CodeRange& b) { return a.low < b.low; });
  CodeSet joined;
  for (const auto& r : set) {
    if (r.low > r.high) continue;
    if (!joined.empty() && r.low <= joined.back().high + 1)
      joined.back().high = std::max(joined.back().high, r.high);
    else
      joined.push_back(r);
  }
  CodeSet result;
  for (const auto& r : joined) {
    if (r.low < kSurrogate) result.push_back({r.low, std::min(r.high, kSurrogate - 1)});
    if (r.high >= kAfterSurrogates)
      result.push_back({std::max(r.low, kAfterSurrogates), std::min(r.high, kLast)});
  }
  return result;
}

CodeSet complement(const CodeSet& set) {
  CodeSet result;
  std::uint32_t next = 0;
  for (const auto& r : sorted(set)) {
    if (r.low > next) result.push_back({next, r.low - 1});
    next = r.high + 1;
  }
  if (next <= kLast) result.push_back({next, kLast});
  return sorted(std::move(result));
}

CodeSet intersection(const CodeSet& a, const CodeSet& b) {
  CodeSet result;
  for (const auto& x : sorted(a))
    for (const auto& y : sorted(b))
      if (std::max(x.low, y.low) <= std::min(x.high, y.high))
        result.push_back({std::max(x.low, y.low), std::min(x.high, y.high)});
  return sorted(std::move(result));
}

Expression text(std::string bytes) {
  return {.kind = Expression::Kind::text, .text = std::move(bytes), .set = {}, .parts = {}};
}
Expression one_of(CodeSet set) {
  return {.kind = Expression::Kind::set, .text = {}, .set = sorted(std::move(set)), .parts = {}};
}
Expression sequence(std::vector<Expression> parts) {
  return {.kind = Expression::Kind::sequence, .text = {}, .set = {}, .parts = std::move(parts)};
}
Expression choice(std::vector<Expression> parts) {
  return {.kind = Expression::Kind::choice, .text = {}, .set = {}, .parts = std::move(parts)};
}
Expression repeat(Expression part, int min, int max) {
  Expression e{.kind = Expression::Kind::repeat, .text = {}, .set = {}, .parts = {}};
  e.parts.push_back(std::move(part));
  e.min = min;
  e.max = max;
  return e;
}
Expression optional(Expression part) { return repeat(std::move(part), 0, 1); }
Expression rule(int index) {
  Expression e{.kind = Expression::Kind::rule, .text = {}, .set = {}, .parts = {}};
  e.rule = index;
  return e;
}

int left_recursive_rule(const Grammar& grammar) {
  std::vector<bool> empty(grammar.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < grammar.size(); ++i)
      if (!empty[i] && can_be_empty(grammar[i], empty)) changed = empty[i] = true;
  }
  enum class Mark { unseen, open, done };
  std::vector<Mark> marks(grammar.size(), Mark::unseen);
  const std::function<int(int)> visit = [&](int r) -> int {
    auto& mark = marks[static_cast<std::size_t>(r)];
    if (mark == Mark::done) return -1;
    if (mark == Mark::open) return r;
    mark = Mark::open;
    std::vector<int> next;
    first_rules(grammar[static_cast<std::size_t>(r)], empty, next);
    for (const int n : next)
      if (const int found = visit(n); found >= 0) return found;
    marks[static_cast<std::size_t>(r)] = Mark::done;
    return -1;
  };
  for (std::size_t i = 0; i < grammar.size(); ++i)
    if (const int found = visit(static_cast<int>(i)); found >= 0) return found;
  return -1;
}

}  // namespace minerva::constrain
