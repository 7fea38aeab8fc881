#include "minerva/constrain/internal/number_range.h"

#include <algorithm>
#include <string>
#include <utility>

namespace minerva::constrain {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kLargest = 999'999'999'999'999;
constexpr int kMostPlaces = 12, kUsualPlaces = 6;

Wide power(int n) {
  Wide result = 1;
  while (n-- > 0) result *= 10;
  return result;
}

std::string digits_of(Wide n, int length) {
  std::string text(static_cast<std::size_t>(length), '0');
  for (auto i = text.size(); i-- > 0; n /= 10)
    text[i] = static_cast<char>('0' + static_cast<int>(n % 10));
  return text;
}

Expression digit(char low, char high, int step = 1) {
  const auto code = [](int c) { return static_cast<std::uint32_t>(c); };
  if (step == 1) return one_of({{code(low), code(high)}});
  CodeSet set;
  for (int c = static_cast<unsigned char>(low); c <= high; c += step)
    set.push_back({code(c), code(c)});
  return one_of(std::move(set));
}

// All that follows takes edges whose last digit is a multiple of `step`, and gives such numbers.

/// Any digits in the places of `pattern`, whose point stays.
Expression any_digits(std::string_view pattern, int step) {
  std::vector<Expression> parts;
  parts.reserve(pattern.size());
  for (std::size_t i = 0; i < pattern.size(); ++i)
    parts.push_back(pattern[i] == '.' ? text(".")
                                      : digit('0', '9', i + 1 < pattern.size() ? 1 : step));
  return sequence(std::move(parts));
}

/// Digits of the same form that are not below (`is_above`) or not above `edge`.
Expression beyond(std::string_view edge, bool is_above, int step) {
  if (edge.empty()) return nothing();
  const auto rest = edge.substr(1);
  const int by = rest.empty() ? step : 1;
  auto same = sequence({text(std::string(edge.substr(0, 1))), beyond(rest, is_above, step)});
  if (edge[0] == '.' || (is_above ? edge[0] + by > '9' : edge[0] - by < '0')) return same;
  const auto more = is_above ? digit(static_cast<char>(edge[0] + by), '9', by)
                             : digit('0', static_cast<char>(edge[0] - by), by);
  return choice({same, sequence({more, any_digits(rest, step)})});
}

/// Digits of the same form from `low` to `high`.
Expression between(std::string_view low, std::string_view high, int step) {
  if (low.empty()) return nothing();
  const auto low_rest = low.substr(1), high_rest = high.substr(1);
  if (low[0] == high[0])
    return sequence({text(std::string(low.substr(0, 1))), between(low_rest, high_rest, step)});
  if (low_rest.empty()) return digit(low[0], high[0], step);
  std::vector<Expression> ways{
      sequence({text(std::string(low.substr(0, 1))), beyond(low_rest, true, step)}),
      sequence({text(std::string(high.substr(0, 1))), beyond(high_rest, false, step)})};
  if (high[0] - low[0] > 1)
    ways.push_back(sequence({digit(static_cast<char>(low[0] + 1), static_cast<char>(high[0] - 1)),
                             any_digits(low_rest, step)}));
  return choice(std::move(ways));
}

std::string with_point(std::string digits, int places) {
  if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
  return digits;
}

/// Numbers from `low` to `high`, both not negative multiples, in units of 10^-places.
void add_unsigned(Wide low, Wide high, const Step& step, const std::string& sign,
                  std::vector<Expression>& ways) {
  const int places = std::max(0, step.places);
  const std::string zeros(static_cast<std::size_t>(std::max(0, -step.places)), '0');
  if (low == 0 && !zeros.empty()) {
    ways.push_back(text("0"));
    low = step.last;
  }
  for (int length = places + 1; low <= high; ++length) {
    const Wide last = std::min(high, power(length) - step.last);
    if (low > last) continue;
    ways.push_back(sequence({text(sign),
                             between(with_point(digits_of(low, length), places),
                                     with_point(digits_of(last, length), places), step.last),
                             text(zeros)}));
    low = power(length);
  }
}

/// The bound in units of 10^-places, rounded up (or down for an upper one).
Wide scaled(const Decimal& bound, int places, bool is_upper, bool is_excluded) {
  if (places >= bound.places) {
    const Wide exact = static_cast<Wide>(bound.digits) * power(places - bound.places);
    return is_excluded ? (is_upper ? exact - 1 : exact + 1) : exact;
  }
  const Wide unit = power(bound.places - places), digits = bound.digits;
  Wide down = digits / unit;
  if (digits % unit != 0 && digits < 0) --down;
  const bool is_exact = down * unit == digits;
  if (is_exact) return is_excluded ? (is_upper ? down - 1 : down + 1) : down;
  return is_upper ? down : down + 1;
}

void add_numbers(const Bounds& bounds, const Step& step, std::vector<Expression>& ways) {
  const int places = step.places;
  const Wide most = places < 0 ? kLargest / power(-places) : kLargest * power(places);
  Wide low = bounds.low ? scaled(*bounds.low, places, false, bounds.is_low_excluded) : -most;
  Wide high = bounds.high ? scaled(*bounds.high, places, true, bounds.is_high_excluded) : most;
  const auto rounded_down = [&](Wide n) {
    const Wide over = n % step.last;
    return n - (over < 0 ? over + step.last : over);
  };
  low = -rounded_down(-std::max(low, -most));
  high = rounded_down(std::min(high, most));
  if (low > high) return;
  if (high >= 0) add_unsigned(std::max<Wide>(low, 0), high, step, "", ways);
  if (low < 0) add_unsigned(std::max<Wide>(-high, step.last), -low, step, "-", ways);
}

}  // namespace

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal result;
  bool is_negative = false, has_point = false;
  std::size_t i = 0;
  if (i < text.size() && text[i] == '-') is_negative = true, ++i;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      has_point = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9' || result.digits > kLargest / 10) return std::nullopt;
    result.digits = result.digits * 10 + (text[i] - '0');
    if (has_point) ++result.places;
  }
  if (i < text.size()) {
    const auto exponent = text.substr(i + 1);
    int value = 0;
    for (const char c : exponent)
      if (c >= '0' && c <= '9') value = std::min(100, value * 10 + (c - '0'));
    result.places += exponent.starts_with('-') ? value : -value;
  }
  for (; result.places < 0; ++result.places) {
    if (result.digits > kLargest / 10) return std::nullopt;
    result.digits *= 10;
  }
  for (; result.places > 0 && result.digits % 10 == 0; --result.places) result.digits /= 10;
  if (result.places > kMostPlaces) return std::nullopt;
  if (is_negative) result.digits = -result.digits;
  return result;
}

bool is_multiple(const Decimal& value, const Decimal& step) {
  const int places = std::max(value.places, step.places);
  return value.digits * power(places - value.places) %
             (step.digits * power(places - step.places)) ==
         0;
}

std::optional<Step> step_of(const Decimal& number) {
  auto [digits, places] = number;
  for (; digits != 0 && digits % 10 == 0; --places) digits /= 10;
  if (digits != 1 && digits != 2 && digits != 5) return std::nullopt;
  return Step{static_cast<int>(digits), places};
}

std::optional<Expression> integers_in(const Bounds& bounds) {
  std::vector<Expression> ways;
  // Whole numbers are multiples of all steps below 1.
  const bool has_step = bounds.step && bounds.step->places <= 0;
  add_numbers(bounds, has_step ? *bounds.step : Step{}, ways);
  if (ways.empty()) return std::nullopt;
  return choice(std::move(ways));
}

std::optional<Expression> numbers_in(const Bounds& bounds) {
  if (bounds.step && bounds.step->places <= 0) return integers_in(bounds);
  int places = bounds.step ? bounds.step->places : kUsualPlaces;
  for (const auto& bound : {bounds.low, bounds.high})
    if (bound && !bounds.step) places = std::max(places, bound->places);
  std::vector<Expression> ways;
  for (int n = 0; n <= places; ++n)
    add_numbers(bounds, {n == places && bounds.step ? bounds.step->last : 1, n}, ways);
  if (ways.empty()) return std::nullopt;
  return choice(std::move(ways));
}

}  // namespace minerva::constrain
