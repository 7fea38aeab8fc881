#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/utf8.h"
#include "cinecut/reading/internal/cards.h"
#include "cinecut/reading/internal/fields.h"
#include "cinecut/reading/internal/questions.h"
#include "openai_client/chat.h"

namespace cinecut::reading {
namespace {

using Json = nlohmann::ordered_json;
using openai_client::BadReply;

/// An answer is small; a longer one is none.
constexpr base::JsonLimits kLimits{.bytes = 64 << 10, .depth = 8, .values = 1000};

std::string named(const std::string& name) { return "the answer's \"" + name + "\""; }

std::string one_line(const Json& text, const std::string& name, std::size_t most) {
  if (!text.is_string()) throw BadReply(named(name) + " is not a text");
  const auto line = base::in_one_line(text.get_ref<const std::string&>());
  std::size_t characters = 0;
  for (const char c : line)
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++characters;
  if (characters > most)
    throw BadReply(named(name) + " is longer than " + std::to_string(most) + " characters");
  return line;
}

/// The cue of a line's number.
int cue_of(const Json& number, const std::string& name, const std::vector<int>& lines) {
  if (!number.is_number_integer()) throw BadReply(named(name) + " is not the number of a line");
  const auto n = number.is_number_unsigned() && number.get<std::uint64_t>() > lines.size()
                     ? -1
                     : number.get<std::int64_t>();
  if (n < 1 || n > static_cast<std::int64_t>(lines.size()))
    throw BadReply(named(name) + " is not the number of a line, which are 1 to " +
                   std::to_string(lines.size()));
  return lines[static_cast<std::size_t>(n - 1)];
}

class Answer {
 public:
  explicit Answer(std::string_view text) {
    auto json = base::try_parse_json(text, kLimits);
    if (!json || !json->is_object()) throw BadReply("the answer is not a JSON object");
    json_ = *std::move(json);
  }

  const Json& field(const std::string& name) const {
    const auto found = json_.find(name);
    if (found == json_.end()) throw BadReply("the answer has no \"" + name + "\"");
    return *found;
  }
  const Json& list(const std::string& name, std::size_t most) const {
    const auto& found = field(name);
    if (!found.is_array() || found.size() > most)
      throw BadReply(named(name) + " is not a list of at most " + std::to_string(most));
    return found;
  }
  template <typename Value, std::size_t kCount>
  void texts(const std::array<TextField<Value>, kCount>& fields, Value& value) const {
    for (const auto& f : fields) value.*f.text = one_line(field(f.name), f.name, f.most);
  }

 private:
  Json json_;
};

edit::Role role_of(const Json& role) {
  if (role.is_string())
    if (const auto found = edit::value_named(edit::kRoles, role.get_ref<const std::string&>()))
      return *found;
  throw BadReply(named("role") + " is none of " + edit::names_of(edit::kRoles));
}

std::vector<SpineLine> spine_of(const Json& list, const std::vector<int>& lines) {
  std::vector<SpineLine> spine;
  for (const auto& entry : list) {
    if (!entry.is_object() || !entry.contains("line") || !entry.contains("role"))
      throw BadReply(named("spine") + " has an entry without line or role");
    const int cue = cue_of(entry.at("line"), "line", lines);
    const auto role = role_of(entry.at("role"));
    if (std::ranges::none_of(spine, [&](const SpineLine& s) { return s.cue == cue; }))
      spine.push_back({.cue = cue, .last_cue = cue, .role = role, .confidence = 0});
  }
  return spine;
}

}  // namespace

std::vector<std::string> cards_of(std::string_view text) {
  const Answer answer(text);
  std::vector<std::string> cards;
  for (const auto& card : answer.list("cards", kMostCards))
    cards.push_back(one_line(card, "cards", kCardCharacters));
  if (cards.size() < kFewestCards) throw BadReply(named("cards") + " are fewer than two");
  return cards;
}

Chunk chunk_of(std::string_view text, const std::vector<int>& lines) {
  const Answer answer(text);
  Chunk chunk;
  answer.texts(kChunkFields, chunk);
  if (chunk.summary.empty()) throw BadReply(named("summary") + " is empty");
  chunk.turn = cue_of(answer.field("turn"), "turn", lines);
  for (const auto* name : {kThirdNames[0], kThirdNames[1], kThirdNames[2], "best"})
    chunk.candidates.push_back(cue_of(answer.field(name), name, lines));
  std::ranges::sort(chunk.candidates);
  const auto repeated = std::ranges::unique(chunk.candidates);
  chunk.candidates.erase(repeated.begin(), repeated.end());
  return chunk;
}

Whole whole_of(std::string_view text, const std::vector<int>& lines) {
  const Answer answer(text);
  Whole whole;
  answer.texts(kWholeFields, whole);
  for (const auto& secret : answer.list("secret", kMostSecrets))
    if (auto line = one_line(secret, "secret", kSecretCharacters); !line.empty())
      whole.keep_secret.push_back(std::move(line));
  whole.begin = cue_of(answer.field("begin"), "begin", lines);
  whole.escalation = cue_of(answer.field("escalation"), "escalation", lines);
  whole.climax = cue_of(answer.field("climax"), "climax", lines);
  whole.spine = spine_of(answer.list("spine", kMostSpine), lines);
  return whole;
}

}  // namespace cinecut::reading
