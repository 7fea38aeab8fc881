#include "minerva/constrain/internal/json_expressions.h"

#include <array>
#include <string>
#include <utility>

#include "minerva/constrain/internal/number_range.h"
#include "minerva/constrain/internal/regex.h"

namespace minerva::constrain {
namespace {

const CodeSet kEscaped{{0, 0x1F}, {'"', '"'}, {'\\', '\\'}};
const CodeSet kAny{{0, 0x10FFFF}};

std::string escape_of(std::uint32_t c) {
  constexpr std::string_view kShort = "\b\f\n\r\t\"\\";
  constexpr std::string_view kLetters = "bfnrt\"\\";
  if (const auto at = kShort.find(static_cast<char>(c)); c != 0 && at != std::string_view::npos)
    return {'\\', kLetters[at]};
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'\\', 'u', '0', '0', kDigits[c >> 4U], kDigits[c & 15U]};
}

}  // namespace

Expression json_character(const CodeSet& set) {
  std::vector<Expression> ways;
  if (const auto plain = intersection(set, complement(kEscaped)); !plain.empty())
    ways.push_back(one_of(plain));
  for (const auto& range : intersection(set, kEscaped))
    for (auto c = range.low; c <= range.high; ++c) ways.push_back(text(escape_of(c)));
  return choice(std::move(ways));
}

Expression json_string(const Expression& content) {
  return sequence({text("\""), map_sets(content, json_character), text("\"")});
}

Expression json_string(int min, int max) { return json_string(repeat(one_of(kAny), min, max)); }

AnyRules add_any_rules(Grammar& grammar) {
  const auto first = static_cast<int>(grammar.size());
  const AnyRules rules{first, first + 1, first + 2};
  const auto list = [](const Expression& item) {
    return optional(sequence({item, repeat(sequence({text(","), item}), 0, -1)}));
  };
  const auto member = sequence({json_string(), text(":"), rule(rules.value)});
  grammar.push_back(choice({rule(rules.object), rule(rules.array), json_string(), *numbers_in({}),
                            text("true"), text("false"), text("null")}));
  grammar.push_back(sequence({text("{"), list(member), text("}")}));
  grammar.push_back(sequence({text("["), list(rule(rules.value)), text("]")}));
  return rules;
}

// Not all texts of a format, but none that is not of it: the 29th of February is left out.
std::string_view pattern_of_format(std::string_view format) {
  static constexpr std::string_view kDate =
      "[1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|"
      "02-(0[1-9]|1[0-9]|2[0-8]))";
  static constexpr std::string_view kTime =
      "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]"
      ")";
  static const std::string kDateAlone = "^" + std::string(kDate) + "$";
  static const std::string kTimeAlone = "^" + std::string(kTime) + "$";
  static const std::string kDateTime = "^" + std::string(kDate) + "T" + std::string(kTime) + "$";
  if (format == "date") return kDateAlone;
  if (format == "time") return kTimeAlone;
  if (format == "date-time") return kDateTime;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPatterns{{
      {"uuid", "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"},
      {"ipv4",
       "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}"
       "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$"},
      {"ipv6", "^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$"},
      {"email",
       "^[A-Za-z0-9]+([._-][A-Za-z0-9]+){0,4}@[A-Za-z0-9]+(-[A-Za-z0-9]+){0,4}"
       "(\\.[A-Za-z]{2,12}){1,3}$"},
      {"hostname",
       "^[A-Za-z0-9]{1,20}(-[A-Za-z0-9]{1,20}){0,2}"
       "(\\.[A-Za-z0-9]{1,20}(-[A-Za-z0-9]{1,20}){0,2}){0,3}$"},
      {"uri",
       "^https?://[A-Za-z0-9]+([.-][A-Za-z0-9]+){0,8}(/[A-Za-z0-9._~-]*){0,16}"
       "(\\?[A-Za-z0-9._~=&-]*)?$"},
      {"duration", "^P([1-9][0-9]{0,3}[YMWD]|T[1-9][0-9]{0,3}[HMS])$"},
  }};
  for (const auto& [name, pattern] : kPatterns)
    if (name == format) return pattern;
  for (const std::string_view says_nothing :
       {"password", "binary", "byte", "int32", "int64", "float", "double"})
    if (says_nothing == format) return {};
  throw RegexError{"the format \"" + std::string(format) + "\""};
}

}  // namespace minerva::constrain
