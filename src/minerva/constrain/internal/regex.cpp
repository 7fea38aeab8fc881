#include "minerva/constrain/internal/regex.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "minerva/constrain/internal/unicode.h"

namespace minerva::constrain {
namespace {

constexpr int kMostRepeats = 2000, kDeepest = 100;

const CodeSet kDigits{{'0', '9'}};
const CodeSet kWord{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const CodeSet kSpace{{9, 13}, {' ', ' '}, {0xA0, 0xA0}, {0x2028, 0x2029}, {0xFEFF, 0xFEFF}};
const CodeSet kAny{{0, 0x10FFFF}};

class Parser {
 public:
  explicit Parser(std::string_view pattern) : text_(code_points(pattern)) {}

  Expression whole() {
    std::vector<Expression> ways;
    do ways.push_back(way());
    while (take('|'));
    if (!at_end()) fail("it has a \")\" too many");
    return choice(std::move(ways));
  }

 private:
  [[noreturn]] static void fail(const std::string& reason) { throw RegexError{reason}; }
  bool at_end() const { return at_ >= text_.size(); }
  std::uint32_t peek() const { return at_end() ? 0 : text_[at_]; }
  std::uint32_t next() {
    if (at_end()) fail("it ends too early");
    return text_[at_++];
  }
  bool take(std::uint32_t c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // One alternative of the whole pattern, with its anchors.
  Expression way() {
    std::vector<Expression> parts;
    if (!take('^')) parts.push_back(repeat(one_of(kAny), 0, -1));
    parts.push_back(terms());
    if (!take('$'))
      parts.push_back(repeat(one_of(kAny), 0, -1));
    else if (!at_end() && peek() != '|')
      fail("\"$\" in the middle");
    return sequence(std::move(parts));
  }

  Expression alternatives() {
    std::vector<Expression> ways;
    do ways.push_back(terms());
    while (take('|'));
    return ways.size() == 1 ? std::move(ways[0]) : choice(std::move(ways));
  }

  Expression terms() {
    std::vector<Expression> parts;
    while (!at_end() && peek() != '|' && peek() != ')' && peek() != '$') {
      auto part = quantified(atom());
      parts.push_back(std::move(part));
    }
    return sequence(std::move(parts));
  }

  Expression atom() {
    const auto c = next();
    switch (c) {
      case '(':
        return group();
      case '[':
        return one_of(char_class());
      case '.':
        return one_of(complement({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}));
      case '\\':
        return one_of(escape());
      case '^':
        fail("\"^\" in the middle");
      case '*':
      case '+':
      case '?':
        fail("nothing to repeat");
      default:
        return one_of({{c, c}});
    }
  }

  Expression group() {
    if (++depth_ > kDeepest) fail("it is nested too deeply");
    if (take('?')) {
      if (take('<')) {
        if (peek() == '=' || peek() == '!') fail("look-behind");
        while (next() != '>') continue;
      } else if (!take(':')) {
        fail("look-ahead");
      }
    }
    auto inner = alternatives();
    if (!take(')')) fail(peek() == '$' ? "\"$\" in the middle" : "a \"(\" is not closed");
    --depth_;
    return inner;
  }

  Expression quantified(Expression e) {
    int min = 0, max = -1;
    if (take('*')) {  // NOLINT(bugprone-branch-clone): the last but one has set them.
    } else if (take('+')) {
      min = 1;
    } else if (take('?')) {
      max = 1;
    } else if (peek() == '{' && braces(min, max)) {
    } else {
      return e;
    }
    take('?');  // Lazy: the same texts.
    if (peek() == '*' || peek() == '+') fail("nothing to repeat");
    return repeat(std::move(e), min, max);
  }

  // "{" that does not begin a count stands for itself.
  bool braces(int& min, int& max) {
    const auto start = at_++;
    const auto low = number();
    std::optional<int> high = low;
    if (low && take(',')) high = peek() == '}' ? std::optional(-1) : number();
    if (!low || !high || !take('}')) {
      at_ = start;
      return false;
    }
    if (*high >= 0 && *low > *high) fail("a repetition with its numbers in the wrong order");
    min = *low;
    max = *high;
    return true;
  }

  std::optional<int> number() {
    std::optional<int> value;
    while (peek() >= '0' && peek() <= '9') {
      value = value.value_or(0) * 10 + static_cast<int>(next() - '0');
      if (*value > kMostRepeats) fail("a repetition of more than " + std::to_string(kMostRepeats));
    }
    return value;
  }

  CodeSet char_class() {
    const bool is_negated = take('^');
    CodeSet set;
    while (!take(']')) {
      auto low = class_item();
      const bool is_range = low.size() == 1 && low[0].low == low[0].high && peek() == '-' &&
                            at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      if (is_range) {
        ++at_;
        const auto high = class_item();
        if (high.size() != 1 || high[0].low != high[0].high || high[0].low < low[0].low)
          fail("a range with its ends in the wrong order");
        low[0].high = high[0].low;
      }
      set.insert(set.end(), low.begin(), low.end());
    }
    return is_negated ? complement(set) : sorted(set);
  }

  CodeSet class_item() {
    const auto c = next();
    if (c != '\\') return {{c, c}};
    if (peek() == 'b') {
      ++at_;
      return {{8, 8}};
    }
    return escape();
  }

  CodeSet escape() {
    const auto c = next();
    const auto one = [](std::uint32_t x) { return CodeSet{{x, x}}; };
    switch (c) {
      case 'd':
        return kDigits;
      case 'D':
        return complement(kDigits);
      case 'w':
        return kWord;
      case 'W':
        return complement(kWord);
      case 's':
        return kSpace;
      case 'S':
        return complement(kSpace);
      case 'n':
        return one('\n');
      case 'r':
        return one('\r');
      case 't':
        return one('\t');
      case 'f':
        return one('\f');
      case 'v':
        return one('\v');
      case '0':
        return one(0);
      case 'x':
        return one(hexadecimal(2));
      case 'u':
        return one(hexadecimal(4));
      case 'b':
      case 'B':
        fail("a word border");
      case 'p':
      case 'P':
        fail("a property of characters");
      case 'k':
        fail("a back reference");
      default:
        if (c >= '1' && c <= '9') fail("a back reference");
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) fail("an unknown escape");
        return one(c);
    }
  }

  std::uint32_t hexadecimal(int digits) {
    std::uint32_t value = 0;
    for (int i = 0; i < digits; ++i) {
      const auto c = next();
      const auto digit = c >= '0' && c <= '9'   ? c - '0'
                         : c >= 'a' && c <= 'f' ? c - 'a' + 10
                         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                : 16;
      if (digit > 15) fail("an escape without its digits");
      value = value * 16 + digit;
    }
    return value;
  }

  std::vector<std::uint32_t> text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

void flatten(Expression e, std::vector<Expression>& parts) {
  if (e.kind != Expression::Kind::sequence &&
      !(e.kind == Expression::Kind::choice && e.parts.size() == 1))
    return parts.push_back(std::move(e));
  for (auto& part : e.parts) flatten(std::move(part), parts);
}

}  // namespace

Expression regex(std::string_view pattern) { return Parser(pattern).whole(); }

Lengths lengths_of(const Expression& e) {
  Lengths sum;
  switch (e.kind) {
    case Expression::Kind::set:
      return {1, 1};
    case Expression::Kind::sequence:
      for (const auto& part : e.parts) {
        const auto l = lengths_of(part);
        sum.min += l.min;
        sum.max = sum.max < 0 || l.max < 0 ? -1 : sum.max + l.max;
      }
      return sum;
    case Expression::Kind::choice:
      for (std::size_t i = 0; i < e.parts.size(); ++i) {
        const auto l = lengths_of(e.parts[i]);
        sum.min = i == 0 ? l.min : std::min(sum.min, l.min);
        sum.max = sum.max < 0 || l.max < 0 ? -1 : std::max(sum.max, l.max);
      }
      return sum;
    case Expression::Kind::repeat: {
      const auto l = lengths_of(e.parts[0]);
      return {l.min * e.min, e.max < 0 || l.max < 0 ? (l.max == 0 ? 0 : -1) : l.max * e.max};
    }
    default:
      return {0, -1};
  }
}

Expression of_length(Expression e, int min, int max) {
  const auto fits = [&](Lengths l) {
    return l.min >= min && (max < 0 || (l.max >= 0 && l.max <= max));
  };
  if (fits(lengths_of(e))) return e;
  std::vector<Expression> parts;
  flatten(std::move(e), parts);
  Expression* variable = nullptr;
  int fixed = 0;
  for (auto& part : parts) {
    const auto l = lengths_of(part);
    if (l.min == l.max) {
      fixed += l.min;
    } else {
      const auto unit =
          part.kind == Expression::Kind::repeat ? lengths_of(part.parts[0]) : Lengths{};
      if (variable || unit.min != 1 || unit.max != 1)
        throw RegexError{"a length together with a pattern of several repetitions"};
      variable = &part;
    }
  }
  if (variable) {
    variable->min = std::max(variable->min, min - fixed);
    if (max >= 0)
      variable->max = variable->max < 0 ? max - fixed : std::min(variable->max, max - fixed);
  }
  auto result = sequence(std::move(parts));
  if (!fits(lengths_of(result)) ||
      (variable && variable->max >= 0 && variable->min > variable->max))
    throw RegexError{"a length that the pattern cannot have"};
  return result;
}

Expression map_sets(const Expression& e, const std::function<Expression(const CodeSet&)>& f) {
  if (e.kind == Expression::Kind::set) return f(e.set);
  auto result = e;
  for (auto& part : result.parts) part = map_sets(part, f);
  return result;
}

}  // namespace minerva::constrain
