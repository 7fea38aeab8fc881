#include "openai_client/chat.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/base64.h"
#include "base/json.h"
#include "base/utf8.h"

namespace openai_client {
namespace {

using Json = nlohmann::ordered_json;

/// For people to read.
std::string beginning(std::string_view text) {
  constexpr std::size_t kMost = 300;
  const auto line = base::in_one_line(text.substr(0, kMost));
  return line.empty() ? "an empty reply" : line;
}

/// What pictures and texts are asked with.
template <typename Question>
Json body_of(const Question& q, Json content, Dialect dialect) {
  Json body;
  if (!q.model.empty()) body["model"] = q.model;
  body["messages"] = Json::array({{{"role", "user"}, {"content", std::move(content)}}});
  body["max_tokens"] = q.max_tokens;
  body["temperature"] = q.temperature;
  body["seed"] = q.seed;
  if (q.schema.empty()) return body;
  const auto schema = base::parse_json(q.schema);
  if (dialect != Dialect::openai)
    body["json_schema"] = schema;
  else
    body["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", "answer"}, {"strict", true}, {"schema", schema}}}};
  return body;
}

std::string in_utf8(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_body(const PictureQuestion& q, Dialect dialect) {
  auto content = Json::array();
  content.push_back({{"type", "text"}, {"text", q.text}});
  content.push_back(
      {{"type", "image_url"},
       {"image_url", {{"url", "data:image/jpeg;base64," + base::to_base64(q.jpeg)}}}});
  if (!q.after.empty()) content.push_back({{"type", "text"}, {"text", q.after}});
  auto body = body_of(q, std::move(content), dialect);
  if (dialect == Dialect::minerva) body["cache_prompt"] = false;
  return in_utf8(body);
}

std::string to_body(const TextQuestion& q, Dialect dialect) {
  return in_utf8(body_of(q, q.text, dialect));
}

std::string to_embeddings_body(const std::string& model, const std::vector<std::string>& texts) {
  Json body;
  if (!model.empty()) body["model"] = model;
  body["input"] = texts;
  return in_utf8(body);
}

std::string to_load_body(const std::string& model) { return in_utf8(Json{{"model", model}}); }

Answer answer_of(std::string_view body) {
  const auto json = base::try_parse_json(body);
  if (!json) throw BadReply("the reply is not JSON: " + beginning(body));
  try {
    const auto& choice = json->at("choices").at(0);
    return {choice.at("message").at("content").get<std::string>(),
            choice.value("finish_reason", "stop") == "length"};
  } catch (const Json::exception&) {
    throw BadReply("the reply holds no answer: " + beginning(body));
  }
}

std::vector<std::vector<float>> vectors_of(std::string_view body, std::size_t count) {
  const auto json = base::try_parse_json(body);
  if (!json) throw BadReply("the reply is not JSON: " + beginning(body));
  try {
    std::vector<std::vector<float>> vectors(count);
    for (const auto& entry : json->at("data")) {
      const auto index = entry.at("index").get<std::size_t>();
      if (index >= count) throw BadReply("the reply holds vectors of texts that were not sent");
      entry.at("embedding").get_to(vectors[index]);
    }
    for (const auto& v : vectors)
      if (v.empty() || v.size() != vectors.front().size() ||
          !std::ranges::all_of(v, [](float x) { return std::isfinite(x); }))
        throw BadReply("the reply holds a vector that is none");
    return vectors;
  } catch (const Json::exception&) {
    throw BadReply("the reply holds no vectors: " + beginning(body));
  }
}

std::string error_of(std::string_view body) {
  const auto json = base::try_parse_json(body);
  if (json && json->is_object()) {
    for (const auto* key : {"error", "detail", "message"}) {
      const auto found = json->find(key);
      if (found == json->end()) continue;
      if (found->is_string()) return beginning(found->get<std::string>());
      if (found->is_object() && found->contains("message") && found->at("message").is_string())
        return beginning(found->at("message").get<std::string>());
    }
  }
  return beginning(body);
}

std::string first_model_of(std::string_view body) {
  const auto json = base::try_parse_json(body);
  if (!json) return {};
  try {
    return json->at("data").at(0).at("id").get<std::string>();
  } catch (const Json::exception&) {
    return {};
  }
}

int total_slots_of(std::string_view body) {
  const auto json = base::try_parse_json(body);
  if (!json || !json->is_object()) return 0;
  const auto slots = json->find("total_slots");
  if (slots == json->end() || !slots->is_number_unsigned()) return 0;
  return static_cast<int>(std::min<std::uint64_t>(slots->get<std::uint64_t>(), 1'000'000));
}

}  // namespace openai_client
