#include "minerva/constrain/internal/schema.h"

#include <gtest/gtest.h>

#include <random>

#include "minerva/constrain/internal/testing.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

TEST(GrammarOfSchema, AcceptsAndRejects) {
  struct {
    const char *schema, *text;
    bool is_right;
  } const cases[] = {
      {R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]})",
       R"({"a":1})", true},
      {R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]})",
       R"({"a":1,"b":"x\n"})", true},
      {R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]})",
       R"({"b":"x"})", false},
      {R"({"type":"object","properties":{"a":{"type":"integer"}}})", R"({ "a":1})", false},
      {R"({"enum":["x",1,null]})", "null", true},
      {R"({"enum":["x",1,null]})", "2", false},
      {R"({"type":"string","enum":["x",1]})", "1", false},
      {R"({"const":{"k":[1,2]}})", R"({"k":[1,2]})", true},
      {R"({"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3})", "[true,false]",
       true},
      {R"({"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3})", "[true]", false},
      {R"({"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3})",
       "[true,true,true,true]", false},
      {R"({"type":"array","prefixItems":[{"type":"null"},{"const":1}],"items":false,"minItems":1})",
       "[null,1]", true},
      {R"({"type":"array","prefixItems":[{"type":"null"},{"const":1}],"items":false,"minItems":1})",
       "[null]", true},
      {R"({"type":"array","prefixItems":[{"type":"null"},{"const":1}],"items":false,"minItems":1})",
       "[]", false},
      {R"({"type":"string","minLength":2,"maxLength":3})", "\"\xC3\xA9\\\"\"", true},
      {R"({"type":"string","minLength":2,"maxLength":3})", "\"a\"", false},
      {R"({"type":"string","pattern":"^[a-z]+\\.$","maxLength":4})", "\"abc.\"", true},
      {R"({"type":"string","pattern":"^[a-z]+\\.$","maxLength":4})", "\"abcd.\"", false},
      {R"({"type":"string","pattern":"^\"$"})", "\"\\\"\"", true},
      {R"({"type":["string","null"]})", "null", true},
      {R"({"type":"integer","minimum":-3,"exclusiveMaximum":12})", "11", true},
      {R"({"type":"integer","minimum":-3,"exclusiveMaximum":12})", "12", false},
      {R"({"type":"number","minimum":0,"maximum":1})", "0.75", true},
      {R"({"type":"number","minimum":0,"maximum":1})", "1.5", false},
      {R"({"type":"string","format":"date"})", "\"2024-02-28\"", true},
      {R"({"type":"string","format":"date"})", "\"2024-13-01\"", false},
      {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"any":1,"name":2})",
       true},
      {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"any":"1"})", false},
      {R"({"type":"object","additionalProperties":false})", "{}", true},
      {R"({"anyOf":[{"type":"integer"},{"type":"string"}]})", "\"x\"", true},
      {R"({"oneOf":[{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},{"type":"object","properties":{"k":{"const":"b"},"n":{"type":"null"}},"required":["k","n"]}]})",
       R"({"k":"b","n":null})", true},
      {R"({"allOf":[{"type":"object","properties":{"a":{"type":"null"}},"required":["a"]},{"properties":{"b":{"type":"null"}},"required":["b"]}]})",
       R"({"a":null,"b":null})", true},
      {R"({"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["kids"]}}})",
       R"({"kids":[{"kids":[]},{"kids":[]}]})", true},
      {R"({"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]})",
       R"({"next":{"next":null}})", true},
      {R"({"type":"number","multipleOf":0.1,"minimum":0})", "0.3", true},
      {R"({"type":"number","multipleOf":0.1,"minimum":0})", "0.35", false},
      {R"({"type":"integer","multipleOf":0.5})", "7", true},
      {R"({"multipleOf":1000,"maximum":5000})", "-12000", true},
      {R"({"multipleOf":1e3})", "500", false},
      {R"({"enum":[0.3,0.35],"multipleOf":0.15})", "0.3", true},
      {R"({"enum":[0.3,0.35],"multipleOf":0.15})", "0.35", false},
      {"true", R"([1,{"a":null}])", true},
      {"{}", "[1,]", false},
  };
  for (const auto& c : cases) {
    Automaton automaton(grammar_of_schema(c.schema));
    EXPECT_EQ(testing::fits(automaton, c.text), c.is_right) << c.schema << "\n" << c.text;
    if (c.is_right) {
      EXPECT_EQ(mistake_in_json(c.schema, c.text), "") << c.schema;
    }
  }
}

TEST(GrammarOfSchema, NamesThePathOfWhatItCannotKeepTo) {
  struct {
    const char *schema, *path;
  } const cases[] = {
      {R"({"properties":{"a":{"not":{}}}})", "#/properties/a/not"},
      {R"j({"type":"array","items":{"type":"string","pattern":"(?=x)"}})j", "#/items/pattern"},
      {R"({"type":"array","uniqueItems":true})", "#/uniqueItems"},
      {R"({"type":"number","multipleOf":0.3})", "#/multipleOf"},
      {R"({"properties":{"a":{"type":"integer","multipleOf":7}}})", "#/properties/a/multipleOf"},
      {R"({"type":"integer","multipleOf":0})", "#/multipleOf"},
      {R"({"type":"integer","multipleOf":"2"})", "#/multipleOf"},
      {R"({"type":"integer","multipleOf":10,"minimum":1,"maximum":9})", "bounds"},
      {R"({"if":{}})", "#/if"},
      {R"({"patternProperties":{}})", "#/patternProperties"},
      {R"({"oneOf":[{"type":"integer"},{"type":"number"}]})", "#/oneOf"},
      {R"({"$ref":"other.json#/a"})", "#/$ref"},
      {R"({"$ref":"#/$defs/none"})", "#/$ref"},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}})", "$ref"},
      {R"({"type":"strin"})", "#/type"},
      {R"({"type":"string","format":"no-such"})", "#/format"},
      {R"({"type":"string","minLength":-1})", "#/minLength"},
      {R"({"type":"string","minLength":3,"maxLength":2})", "#/maxLength"},
      {R"({"type":"integer","minimum":3,"maximum":2})", "bounds"},
      {R"({"type":"object","properties":{},"required":["x"],"additionalProperties":false})",
       "#/required"},
      {R"({"properties":{"a":false},"required":["a"]})", "#/properties/a"},
      {"false", "#"},
      {"[]", "#"},
      {"{", "not JSON"},
      {R"({"properties":{"a/~b":{"not":{}}}})", "#/properties/a~1~0b/not"},
      {R"({"enum":[]})", "#"},
      {R"({"type":"integer","enum":["x"]})", "#"},
      {R"({"anyOf":{}})", "#/anyOf"},
  };
  for (const auto& c : cases) {
    try {
      Automaton automaton(grammar_of_schema(c.schema));
      ADD_FAILURE() << c.schema;
    } catch (const model::Fault& fault) {
      EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
      EXPECT_NE(std::string(fault.what()).find(c.path), std::string::npos) << fault.what();
    }
  }
}

TEST(GrammarOfSchema, RefusesDeepNestingInsteadOfRunningOutOfStack) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"items":)";
  EXPECT_THROW(grammar_of_schema(deep + "{}" + std::string(100'000, '}')), model::Fault);
  EXPECT_NE(mistake_in_json("{}", std::string(100'000, '[') + std::string(100'000, ']')), "");
}

/// A random schema of what is supported.
std::string random_schema(std::mt19937& random, int depth) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  switch (depth > 3 ? pick(5) : pick(9)) {
    case 0:
      return R"({"type":"boolean"})";
    case 1: {
      const int low = pick(200) - 100;
      return R"({"type":"integer","minimum":)" + std::to_string(low) + R"(,"maximum":)" +
             std::to_string(low + pick(500)) + "}";
    }
    case 2: {
      const int min = pick(5);
      return R"({"type":"string","minLength":)" + std::to_string(min) + R"(,"maxLength":)" +
             std::to_string(min + pick(9)) + "}";
    }
    case 3:
      return std::vector<std::string>{R"({"type":"string","pattern":"^[A-Z]{2}\\d{1,3}$"})",
                                      R"({"type":"string","pattern":"^(yes|no|may be)$"})",
                                      R"({"type":"string","format":"date-time"})",
                                      R"({"type":"string","pattern":"x[^\"]y","maxLength":40})",
                                      R"({"type":"string","format":"uuid"})"}[random() % 5];
    case 4:
      return R"({"type":"number","exclusiveMinimum":)" + std::to_string(pick(9)) +
             R"(.5,"maximum":)" + std::to_string(10 + pick(90)) + "}";
    case 5:
      return R"({"enum":["red","gr\"een",3,null,{"a":[1]}]})";
    case 6: {
      const int min = pick(3);
      return R"({"type":"array","minItems":)" + std::to_string(min) + R"(,"maxItems":)" +
             std::to_string(min + pick(3)) + R"(,"items":)" + random_schema(random, depth + 1) +
             "}";
    }
    case 7:
      return R"({"anyOf":[)" + random_schema(random, depth + 1) + "," +
             random_schema(random, depth + 1) + "]}";
    default: {
      std::string properties, required;
      for (int i = 0, n = 1 + pick(4); i < n; ++i) {
        const auto name = std::string("\"p ") + std::to_string(i) + "\"";
        properties += (i > 0 ? "," : "") + name + ":" + random_schema(random, depth + 1);
        if (pick(3) > 0) required += (required.empty() ? "" : ",") + name;
      }
      return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
             R"(],"additionalProperties":false})";
    }
  }
}

TEST(GrammarOfSchema, WhateverItWritesFitsTheSchema) {
  std::mt19937 random(5);
  int written = 0;
  for (int i = 0; i < 300; ++i) {
    const auto schema = random_schema(random, 0);
    try {
      Automaton automaton(grammar_of_schema(schema));
      for (int k = 0; k < 4; ++k, ++written) {
        const auto text = testing::random_text(automaton, random);
        EXPECT_EQ(mistake_in_json(schema, text), "") << schema << "\n" << text;
      }
    } catch (const model::Fault& fault) {  // A length that does not go with the pattern.
      EXPECT_NE(std::string(fault.what()).find("/pattern"), std::string::npos) << fault.what();
    }
  }
  EXPECT_GT(written, 800);
}

}  // namespace
}  // namespace minerva::constrain
