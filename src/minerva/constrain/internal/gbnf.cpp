#include "minerva/constrain/internal/gbnf.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

constexpr int kMostRepeats = 2000, kDeepest = 100;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Grammar whole() {
    rule_named("root");
    space(true);
    while (at_ < text_.size()) {
      definition();
      space(true);
    }
    for (const auto& [name, index] : rules_)
      if (!is_defined_[static_cast<std::size_t>(index)])
        fail("the rule \"" + name + "\" is missing");
    return std::move(grammar_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    const auto line =
        1 + std::count(text_.begin(),
                       text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())),
                       '\n');
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        "The grammar cannot be read: line " + std::to_string(line) + ": " + reason + ".",
        "grammar");
  }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(std::string_view s) {
    if (text_.substr(at_, s.size()) != s) return false;
    at_ += s.size();
    return true;
  }

  void space(bool with_newlines) {
    for (;; ++at_) {
      const char c = peek();
      if (c == '#')
        while (at_ < text_.size() && peek() != '\n' && peek() != '\r') ++at_;
      if (at_ >= text_.size()) return;
      const char d = peek();
      if (d != ' ' && d != '\t' && !(with_newlines && (d == '\n' || d == '\r'))) return;
    }
  }

  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  }
  std::string name() {
    const auto start = at_;
    while (is_name(peek())) ++at_;
    if (at_ == start) fail("a name is expected");
    return std::string(text_.substr(start, at_ - start));
  }
  int rule_named(const std::string& name) {
    const auto [it, is_new] = rules_.try_emplace(name, static_cast<int>(grammar_.size()));
    if (is_new) {
      grammar_.push_back(nothing());
      is_defined_.push_back(false);
    }
    return it->second;
  }

  void definition() {
    const auto index = static_cast<std::size_t>(rule_named(name()));
    space(false);
    if (!take("::=")) fail("\"::=\" is expected");
    space(true);
    auto e = alternatives(false);
    grammar_[index] = std::move(e);
    is_defined_[index] = true;
    space(false);
    if (at_ < text_.size() && peek() != '\n' && peek() != '\r')
      fail("the end of a line is expected");
  }

  Expression alternatives(bool is_nested) {
    if (++depth_ > kDeepest) fail("it is nested too deeply");
    std::vector<Expression> ways{terms(is_nested)};
    while (take("|")) {
      space(true);
      ways.push_back(terms(is_nested));
    }
    --depth_;
    return ways.size() == 1 ? std::move(ways[0]) : choice(std::move(ways));
  }

  Expression terms(bool is_nested) {
    std::vector<Expression> parts;
    for (;;) {
      auto part = atom();
      if (!part) return sequence(std::move(parts));
      parts.push_back(quantified(std::move(*part)));
      space(is_nested);
    }
  }

  std::optional<Expression> atom() {
    const char c = peek();
    if (take("\"")) return literal();
    if (take("[")) return one_of(char_class());
    if (take(".")) return one_of({{0, 0x10FFFF}});
    if (take("(")) {
      space(true);
      auto inner = alternatives(true);
      if (!take(")")) fail("\")\" is expected");
      return inner;
    }
    if (c == '<') fail("token references are not supported");
    if (is_name(c)) return rule(rule_named(name()));
    return std::nullopt;
  }

  Expression literal() {
    std::string bytes;
    while (!take("\"")) {
      if (at_ >= text_.size()) fail("a text is not closed");
      if (peek() == '\\') {
        base::append_utf8(bytes, character());
      } else {
        bytes += text_[at_++];
      }
    }
    return text(std::move(bytes));
  }

  CodeSet char_class() {
    const bool is_negated = take("^");
    CodeSet set;
    while (!take("]")) {
      const auto low = character();
      auto high = low;
      if (peek() == '-' && peek(1) != ']') {
        ++at_;
        high = character();
      }
      if (high < low) fail("a range has its ends in the wrong order");
      set.push_back({low, high});
    }
    return is_negated ? complement(set) : sorted(std::move(set));
  }

  std::uint32_t character() {
    if (at_ >= text_.size()) fail("it ends too early");
    if (!take("\\")) {
      const auto c = base::next_code_point(text_, at_);
      if (!c) fail("it is not UTF-8");
      return *c;
    }
    const char c = peek();
    ++at_;
    switch (c) {
      case 'x':
        return hexadecimal(2);
      case 'u':
        return hexadecimal(4);
      case 'U':
        return hexadecimal(8);
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'n':
        return '\n';
      case '\\':
      case '"':
      case '[':
      case ']':
      case '-':
      case '^':
      case '/':
        return static_cast<unsigned char>(c);
      default:
        fail("there is no such escape");
    }
  }

  std::uint32_t hexadecimal(int digits) {
    std::uint32_t value = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const char c = peek();
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) fail("an escape lacks digits");
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) fail("there is no such character");
    return value;
  }

  Expression quantified(Expression e) {
    for (;;) {
      if (take("*")) {
        e = repeat(std::move(e), 0, -1);
      } else if (take("+")) {
        e = repeat(std::move(e), 1, -1);
      } else if (take("?")) {
        e = optional(std::move(e));
      } else if (take("{")) {
        space(true);
        const int min = number();
        int max = min;
        space(true);
        if (take(",")) {
          space(true);
          max = peek() == '}' ? -1 : number();
          space(true);
        }
        if (!take("}")) fail("\"}\" is expected");
        if (max >= 0 && max < min) fail("a repetition has its numbers in the wrong order");
        e = repeat(std::move(e), min, max);
      } else {
        return e;
      }
    }
  }

  int number() {
    if (peek() < '0' || peek() > '9') fail("a number is expected");
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (text_[at_++] - '0');
      if (value > kMostRepeats) fail("more than " + std::to_string(kMostRepeats) + " repetitions");
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Grammar grammar_;
  std::map<std::string, int> rules_;
  std::vector<bool> is_defined_;
};

}  // namespace

Grammar read_gbnf(std::string_view text) { return Parser(text).whole(); }

}  // namespace minerva::constrain
