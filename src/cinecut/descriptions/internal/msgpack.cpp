#include "cinecut/descriptions/internal/msgpack.h"

#include <nlohmann/json.hpp>

#include "base/watched_text.h"

namespace cinecut::descriptions {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 8;

/// Walks through a value without keeping it.
class Walk : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ <= kDeepest; }
  bool start_array(std::size_t) override { return ++depth_ <= kDeepest; }
  bool end_object() override { return --depth_ >= 0; }
  bool end_array() override { return --depth_ >= 0; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  int depth_ = 0;
};

}  // namespace

std::size_t msgpack_length(std::string_view bytes) {
  if (bytes.empty()) return 0;
  std::size_t read = 0;
  Walk walk;
  auto count = [&read](char) { ++read; };
  const base::WatchedText text(bytes, count);
  return Json::sax_parse(text.begin(), text.end(), &walk, Json::input_format_t::msgpack, false)
             ? read
             : 0;
}

}  // namespace cinecut::descriptions
