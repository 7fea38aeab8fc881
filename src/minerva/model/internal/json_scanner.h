#pragma once
// Follows a JSON text byte by byte, each looked at once: whether it can still become JSON, and
// where in it one is.

#include <cstddef>
#include <string>

namespace minerva::model {

class JsonScanner {
 public:
  enum class State { open, done, wrong };

  /// Takes the next byte. Done with the byte that closes the outermost object or list, which the
  /// text must be; afterwards none may follow. UTF-8 and the size of numbers are not checked.
  State put(char c);
  State state() const { return state_; }

  /// Objects and lists that are open.
  std::size_t depth() const { return open_.size(); }
  bool expects_key() const { return at_ == At::key || at_ == At::first_key; }
  bool expects_colon() const { return at_ == At::colon; }
  bool expects_value() const { return at_ == At::value || at_ == At::first_value; }
  bool is_in_escape() const { return at_ == At::escape || at_ == At::hex; }
  /// A value has ended. A number ends only with the byte after it.
  bool expects_comma() const { return at_ == At::comma; }

 private:
  enum class At {
    first_key,
    key,
    colon,
    first_value,
    value,
    comma,
    string,
    escape,
    hex,
    literal,
    number
  };
  enum class Number { minus, zero, whole, point, fraction, e, sign, exponent };

  bool take(char c);
  bool take_structure(char c);
  bool take_string(char c);
  bool take_number(char c);
  bool begin_value(char c);
  bool open(char c);
  bool close(char c);

  State state_ = State::open;
  At at_ = At::value;
  std::string open_;  ///< The brackets that close what is open, outermost first.
  bool is_key_ = false;
  int hex_left_ = 0;
  const char* literal_ = "";  ///< What must follow of true, false or null.
  Number number_ = Number::minus;
};

}  // namespace minerva::model
