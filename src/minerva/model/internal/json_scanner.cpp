#include "minerva/model/internal/json_scanner.h"

#include <string_view>

namespace minerva::model {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

JsonScanner::State JsonScanner::put(char c) {
  if (state_ == State::done) state_ = State::wrong;
  if (state_ == State::open && !take(c)) state_ = State::wrong;
  return state_;
}

bool JsonScanner::take(char c) {
  switch (at_) {
    case At::string:
    case At::escape:
    case At::hex:
      return take_string(c);
    case At::literal:
      if (c != *literal_++) return false;
      if (*literal_ == '\0') at_ = At::comma;
      return true;
    case At::number:
      return take_number(c);
    default:
      return is_space(c) || take_structure(c);
  }
}

bool JsonScanner::take_structure(char c) {
  switch (at_) {
    case At::first_key:
      if (c == '}') return close(c);
      [[fallthrough]];
    case At::key:
      if (c != '"') return false;
      is_key_ = true;
      at_ = At::string;
      return true;
    case At::colon:
      if (c != ':') return false;
      at_ = At::value;
      return true;
    case At::first_value:
      return c == ']' ? close(c) : begin_value(c);
    case At::value:
      return begin_value(c);
    default:
      if (c != ',') return close(c);
      at_ = open_.back() == '}' ? At::key : At::value;
      return true;
  }
}

bool JsonScanner::begin_value(char c) {
  if (c == '{' || c == '[') return open(c);
  if (open_.empty()) return false;
  if (c == '"') {
    is_key_ = false;
    at_ = At::string;
    return true;
  }
  if (c == '-' || is_digit(c)) {
    number_ = c == '-' ? Number::minus : c == '0' ? Number::zero : Number::whole;
    at_ = At::number;
    return true;
  }
  literal_ = c == 't' ? "rue" : c == 'f' ? "alse" : c == 'n' ? "ull" : "";
  at_ = At::literal;
  return *literal_ != '\0';
}

bool JsonScanner::open(char c) {
  open_ += c == '{' ? '}' : ']';
  at_ = c == '{' ? At::first_key : At::first_value;
  return true;
}

bool JsonScanner::close(char c) {
  if (open_.empty() || open_.back() != c) return false;
  open_.pop_back();
  at_ = At::comma;
  if (open_.empty()) state_ = State::done;
  return true;
}

bool JsonScanner::take_string(char c) {
  if (at_ == At::hex) {
    if (--hex_left_ == 0) at_ = At::string;
    return is_hex(c);
  }
  if (at_ == At::escape) {
    at_ = c == 'u' ? At::hex : At::string;
    hex_left_ = 4;
    return c == 'u' || std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
  }
  if (c == '\\') at_ = At::escape;
  if (c == '"') at_ = is_key_ ? At::colon : At::comma;
  return static_cast<unsigned char>(c) >= 0x20;
}

bool JsonScanner::take_number(char c) {
  using enum Number;
  const bool has_digits = number_ != minus && number_ != point && number_ != e && number_ != sign;
  if (is_digit(c)) {
    if (number_ == zero) return false;
    number_ = number_ == minus                  ? (c == '0' ? zero : whole)
              : number_ == point                ? fraction
              : number_ == e || number_ == sign ? exponent
                                                : number_;
    return true;
  }
  if (c == '.' && (number_ == zero || number_ == whole)) {
    number_ = point;
    return true;
  }
  if ((c == 'e' || c == 'E') && has_digits && number_ != exponent) {
    number_ = e;
    return true;
  }
  if ((c == '+' || c == '-') && number_ == e) {
    number_ = sign;
    return true;
  }
  at_ = At::comma;
  return has_digits && take(c);
}

}  // namespace minerva::model
