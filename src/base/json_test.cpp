#include "base/json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/utf8.h"

namespace base {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Reason = JsonError::Reason;

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::string lists(std::size_t depth) { return repeated("[", depth) + repeated("]", depth); }

std::string packed(const json& value) {
  std::string bytes;
  json::to_msgpack(value, bytes);
  return bytes;
}

std::string error_of(std::string_view text, Reason reason, const JsonLimits& limits = {}) {
  try {
    (void)parse_json(text, limits);
  } catch (const JsonError& error) {
    EXPECT_EQ(error.reason(), reason) << text.substr(0, 100);
    EXPECT_TRUE(is_utf8(error.what()));
    EXPECT_FALSE(try_parse_json(text, limits));
    return error.what();
  }
  ADD_FAILURE() << "nothing is wrong with " << text.substr(0, 100);
  return {};
}

TEST(Json, KeepsTheOrderOfMembersAndEveryKindOfValue) {
  const auto* text = R"({"z":[1,-2,2.5,true,null],"a":{"text":"\"ä\\"},"m":[],"b":{}})";
  EXPECT_EQ(parse_json(text).dump(), text);
  EXPECT_EQ(parse_json(" \n3 ").get<int>(), 3);
}

TEST(Json, NamesLineAndColumnOfWhatIsWrong) {
  EXPECT_EQ(error_of("{\n  \"a\" 1}", Reason::syntax),
            "line 2, column 7: this is not JSON: syntax error while parsing object separator - "
            "unexpected number literal; expected ':'.");
  EXPECT_THAT(error_of("", Reason::syntax), HasSubstr("line 1, column 1: this is not JSON"));
  EXPECT_THAT(error_of("[1,\n", Reason::syntax), HasSubstr("unexpected end of input"));
}

TEST(Json, RefusesBytesAfterTheEnd) {
  EXPECT_THAT(error_of("{}\n {}", Reason::syntax), StartsWith("line 2, column 2: "));
  EXPECT_THAT(error_of("1 2", Reason::syntax), HasSubstr("expected end of input"));
}

TEST(Json, RefusesWhatIsNotUtf8AndShowsItAsAnEscape) {
  EXPECT_THAT(error_of("[\"\xff\"]", Reason::syntax), HasSubstr("last read: '\"\\xFF'"));
  EXPECT_THAT(error_of(R"("\ud800")", Reason::syntax), HasSubstr("surrogate"));
}

TEST(Json, ShowsOnlyTheBeginningOfALongToken) {
  EXPECT_LT(error_of("\"" + std::string(100'000, 'x'), Reason::syntax).size(), 250U);
}

TEST(Json, RefusesNumbersThatNoDoubleHoldsAndTakesLongOnes) {
  for (const auto* text : {"1e999", "[-1e400]"})
    EXPECT_THAT(error_of(text, Reason::syntax), HasSubstr("number overflow")) << text;
  for (const auto* text : {"NaN", "Infinity", "0x1", "+1", "01"})
    (void)error_of(text, Reason::syntax);
  EXPECT_EQ(parse_json("18446744073709551615").get<std::uint64_t>(), UINT64_MAX);
  EXPECT_DOUBLE_EQ(parse_json("123456789012345678901234567890").get<double>(),
                   1.2345678901234568e29);
  EXPECT_EQ(parse_json("1e-999").get<double>(), 0);
}

TEST(Json, RefusesDeepNestingWhereItBeginsToBeTooDeep) {
  EXPECT_TRUE(try_parse_json(lists(64)));
  EXPECT_EQ(error_of(lists(65), Reason::too_deep),
            "line 1, column 65: nested deeper than 64 levels.");
  EXPECT_THAT(error_of(repeated("{\"a\":", 1'000'000), Reason::too_deep), HasSubstr("64 levels"));
  EXPECT_TRUE(try_parse_json(repeated("[{\"a\":", 2) + "1" + repeated("}]", 2), {.depth = 4}));
  // Those beside each other are not inside each other.
  EXPECT_TRUE(try_parse_json("[" + repeated("[],", 1000) + "[]]", {.depth = 2}));
}

TEST(Json, RefusesWhatIsTooMuch) {
  EXPECT_TRUE(try_parse_json("[1,2]", {.values = 3}));
  EXPECT_EQ(error_of("[1,2,3]", Reason::too_large, {.values = 3}),
            "line 1, column 7: more than 3 values.");
  EXPECT_THAT(error_of("[1,2]", Reason::too_large, {.bytes = 4}), HasSubstr("more than 4 bytes"));
  EXPECT_THAT(error_of(R"({"a":1,"b":2})", Reason::too_large, {.keys = 1}),
              HasSubstr("more than 1 keys"));
}

TEST(Json, TheLastOfRepeatedKeysCountsUnlessTheyAreRefused) {
  EXPECT_EQ(parse_json(R"({"a":1,"b":2,"a":{"a":3}})").dump(), R"({"a":{"a":3},"b":2})");
  EXPECT_EQ(error_of("{\"a\": 1,\n\"a\": 2}", Reason::repeated_key, {.repeated_keys = false}),
            "line 2, column 3: \"a\" is given twice in the same object.");
  EXPECT_TRUE(try_parse_json(R"([{"a":{"a":1}},{"a":1}])", {.repeated_keys = false}));
}

TEST(Json, LargeObjectsKeepOrderAndTheLastOfRepeatedKeys) {
  std::string text = "{";
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 50'000; ++i)
      text += "\"" + std::to_string(i) + "\":" + std::to_string(round) + ",";
  const auto value = parse_json(text + "\"7\":7}");
  ASSERT_EQ(value.size(), 50'000U);
  EXPECT_EQ(value.begin().key(), "0");
  EXPECT_EQ(value["7"], 7);
  EXPECT_EQ(value["49999"], 1);
  text = "{";
  for (int i = 0; i < 40; ++i) text += "\"" + std::to_string(i % 39) + "\":0,";
  (void)error_of(text + "\"z\":0}", Reason::repeated_key, {.repeated_keys = false});
}

TEST(Json, TellsTheLineOfEachValue) {
  std::vector<int> lines;
  const auto value = parse_json("{\"a\": [1\n, 2],\n\n\"b\":\n \"x\"}", {}, lines);
  EXPECT_EQ(value["b"], "x");
  EXPECT_THAT(lines, ElementsAre(1, 1, 1, 2, 5));
  EXPECT_THROW((void)parse_json(R"({"a":1,"a":2})", {}, lines), JsonError);
}

TEST(Msgpack, IsReadBackAndTakenOneByOne) {
  const json one = {{"text", "a"}, {"list", {1, 2.5, -3, nullptr, true}}}, two = {1, {2}};
  EXPECT_EQ(parse_msgpack(packed(one)), one);
  const auto bytes = packed(one) + packed(two);
  std::string_view left = bytes;
  EXPECT_EQ(take_msgpack(left), one);
  EXPECT_EQ(take_msgpack(left), two);
  EXPECT_EQ(take_msgpack(left), std::nullopt);
}

TEST(Msgpack, RefusesWhatIsCutShortOrClaimsMoreThanThereIs) {
  const auto bytes = packed({{"key", {1, 2, "text"}}});
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    std::string_view cut = std::string_view(bytes).substr(0, n);
    EXPECT_EQ(take_msgpack(cut), std::nullopt) << n;
    EXPECT_EQ(cut.size(), n);
  }
  for (const auto* claim :
       {"\xdd\xff\xff\xff\xff\x01", "\xdb\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff", "\xc1"})
    EXPECT_THROW((void)parse_msgpack(claim), JsonError);
}

TEST(Msgpack, RefusesBytesAfterTheEndAndDeepNesting) {
  try {
    (void)parse_msgpack(packed(1) + packed(2));
    FAIL();
  } catch (const JsonError& error) {
    EXPECT_THAT(error.what(), StartsWith("byte 2: this is not msgpack: "));
  }
  EXPECT_NO_THROW((void)parse_msgpack(repeated("\x91", 64) + "\x01"));
  EXPECT_THROW((void)parse_msgpack(repeated("\x91", 1'000'000)), JsonError);
}

}  // namespace
}  // namespace base
