#include "cinecut/descriptions/internal/wording.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/utf8.h"
#include "cinecut/descriptions/internal/dialogue.h"
#include "openai_client/chat.h"

namespace cinecut::descriptions {
namespace {

using Json = nlohmann::ordered_json;

struct Field {
  const char* name;
  std::string edit::SceneDescription::* text;
  std::size_t most;  ///< Unicode characters.
};

constexpr std::array<Field, 4> kFields{{
    {"visual_content", &edit::SceneDescription::visual_content, 240},
    {"mood", &edit::SceneDescription::mood, 80},
    {"action", &edit::SceneDescription::action, 160},
    {"setting", &edit::SceneDescription::setting, 120},
}};

std::size_t characters_of(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++n;
  return n;
}

}  // namespace

std::string question() {
  return "This is a still of a feature film. Describe it for the editor who cuts its trailer, in "
         "plain English, as JSON. visual_content: who and what is in the picture, how near, in "
         "what "
         "light. mood: what it feels like, in a few words. action: what happens at this moment. "
         "setting: place, and time of day if it can be seen. One short sentence each. Say only "
         "what "
         "can be seen; if something cannot be told, say \"not clear\".";
}

std::string context_of(const subtitles::Cue* said) {
  if (said == nullptr) return {};
  const auto who = said->speaker.empty() ? std::string("Someone") : said->speaker;
  return who + " says at this moment: " + in_quotes(said->text);
}

std::string answer_schema() {
  Json properties = Json::object();
  Json names = Json::array();
  for (const auto& field : kFields) {
    properties[field.name] = {{"type", "string"}, {"minLength", 1}, {"maxLength", field.most}};
    names.push_back(field.name);
  }
  return Json{{"type", "object"},
              {"properties", std::move(properties)},
              {"required", std::move(names)},
              {"additionalProperties", false}}
      .dump();
}

edit::SceneDescription description_of(std::string_view answer) {
  const auto json = base::try_parse_json(answer);
  if (!json || !json->is_object()) throw openai_client::BadReply("the answer is not a JSON object");
  edit::SceneDescription description;
  for (const auto& field : kFields) {
    const auto found = json->find(field.name);
    if (found == json->end() || !found->is_string())
      throw openai_client::BadReply(std::string("the answer has no text \"") + field.name + "\"");
    const auto text = base::in_one_line(found->get_ref<const std::string&>());
    if (text.empty())
      throw openai_client::BadReply(std::string("the answer's \"") + field.name + "\" is empty");
    if (characters_of(text) > field.most)
      throw openai_client::BadReply(std::string("the answer's \"") + field.name +
                                    "\" is longer than " + std::to_string(field.most) +
                                    " characters");
    description.*field.text = text;
  }
  return description;
}

}  // namespace cinecut::descriptions
