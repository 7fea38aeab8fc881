// JSON, or msgpack behind an "m": read, or refused with an error that can be shown; what is read is
// written and read again.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/utf8.h"

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

void check_error(const base::JsonError& error) {
  const std::string what = error.what();
  require(base::is_utf8(what) && what.size() < 1000, "the message can be shown");
  require(what.starts_with(error.place() + ": "), "the message says where");
}

std::size_t count(const ordered_json& value) {
  std::size_t n = 1;
  if (value.is_structured())
    for (const auto& one : value) n += count(one);
  return n;
}

void check_text(const std::string& text) {
  try {
    const auto value = base::parse_json(text);
    require(base::parse_json(value.dump()) == value, "what is written is read back");
  } catch (const base::JsonError& error) {
    check_error(error);
    require(!base::try_parse_json(text), "both ways of asking agree");
  }
  try {
    std::vector<int> lines;
    const auto value = base::parse_json(text, {.depth = 8, .keys = 64}, lines);
    require(lines.size() == count(value), "each value has a line");
    require(std::is_sorted(lines.begin(), lines.end()), "lines do not fall");
  } catch (const base::JsonError& error) {
    check_error(error);
  }
}

std::string packed(const json& value) {
  std::string bytes;
  json::to_msgpack(value, bytes);
  return bytes;
}

void check_msgpack(const std::string& bytes) {
  std::string_view left = bytes;
  while (const auto value = base::take_msgpack(left)) {
    const auto written = packed(*value);
    require(packed(base::parse_msgpack(written)) == written, "what is written is read back");
  }
  require(bytes.ends_with(left), "what is not read stays");
  try {
    (void)base::parse_msgpack(bytes);
  } catch (const base::JsonError& error) {
    check_error(error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  if (bytes.starts_with('m'))
    check_msgpack(bytes.substr(1));
  else
    check_text(bytes);
  return 0;
}
