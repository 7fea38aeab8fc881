#include "minerva/model/internal/json_scanner.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace minerva::model {
namespace {

using State = JsonScanner::State;

State scan(const std::string& text) {
  JsonScanner scanner;
  for (const char c : text) scanner.put(c);
  return scanner.state();
}

TEST(JsonScanner, IsDoneWithTheLastBracketAndOpenBefore) {
  for (const std::string text :
       {R"({})", R"([])", R"({"a":{"b":[1,-0.5e+3,true,false,null,"\"\\\u00e9é"]},"c":""})",
        R"( { "a" : [ { } , [ ] ] } )"}) {
    const auto whole = text.find_last_of("}]") + 1;
    for (std::size_t length = 0; length < whole; ++length)
      EXPECT_EQ(scan(text.substr(0, length)), State::open) << text.substr(0, length);
    EXPECT_EQ(scan(text.substr(0, whole)), State::done) << text;
  }
}

TEST(JsonScanner, AgreesWithTheLibraryOnWhatIsWrong) {
  for (const std::string text :
       {"{1}", "{\"a\"}", "{\"a\" 1}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[01]", "[1.]", "[.5]",
        "[-]", "[1e]", "[tru]", "[nil]", "{\"a\":1]", "[\"\\x\"]", "[\"\\u12g4\"]", "[\"\n\"]",
        "{,}", "[1 2]"}) {
    EXPECT_FALSE(nlohmann::json::accept(text)) << text;
    EXPECT_EQ(scan(text), State::wrong) << text;
  }
  EXPECT_EQ(scan("{}}"), State::wrong);
}

TEST(JsonScanner, TellsWhereItIs) {
  JsonScanner scanner;
  const auto after = [&](const char* text) {
    while (*text) scanner.put(*text++);
    return scanner.depth();
  };
  EXPECT_EQ(after("{"), 1U);
  EXPECT_TRUE(scanner.expects_key());
  after("\"a\"");
  EXPECT_TRUE(scanner.expects_colon());
  after(":");
  EXPECT_TRUE(scanner.expects_value());
  EXPECT_EQ(after("[12"), 2U);
  EXPECT_FALSE(scanner.expects_comma());
  after(" ");
  EXPECT_TRUE(scanner.expects_comma());
}

}  // namespace
}  // namespace minerva::model
