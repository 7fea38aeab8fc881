#include "cinecut/reading/internal/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/files.h"
#include "base/utf8.h"

namespace cinecut::reading {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::uintmax_t kLargest = 64 << 20;

/// Empty if it is none.
std::string text_of(const Json& map, const char* key) {
  const auto found = map.find(key);
  if (found == map.end() || !found->is_string()) return {};
  auto text = found->get<std::string>();
  return base::is_utf8(text) ? text : std::string{};
}

std::string row_of(const std::string& question, const Answered& answered) {
  if (!answered.skipped.empty())
    return base::to_row({{"question", question}, {"skipped", answered.skipped}});
  return base::to_row({{"question", question}, {"answer", answered.text}});
}

}  // namespace

std::optional<Answers> answers_from_bytes(std::string_view bytes) {
  Answers all;
  const auto head = base::take_row(bytes);
  if (!head) return std::nullopt;
  const auto version = head->find("version");
  if (version == head->end() || *version != kVersion) return std::nullopt;
  all.reader = text_of(*head, "reader");
  while (const auto row = base::take_row(bytes)) {
    const auto question = text_of(*row, "question");
    Answered answered{text_of(*row, "answer"), text_of(*row, "skipped")};
    if (question.empty() || (answered.text.empty() && answered.skipped.empty())) continue;
    all.by_question[question] = std::move(answered);
  }
  return all;
}

Journal::Journal(std::filesystem::path path, const std::string& reader) : path_(std::move(path)) {
  if (const auto bytes = base::try_read_file(path_, kLargest))
    if (auto known = answers_from_bytes(*bytes); known && known->reader == reader)
      answers_ = *std::move(known);
  answers_.reader = reader;
}

const Answered* Journal::find(const std::string& question) const {
  const auto found = answers_.by_question.find(question);
  return found == answers_.by_question.end() ? nullptr : &found->second;
}

bool Journal::has_answers() const {
  return std::ranges::any_of(answers_.by_question,
                             [](const auto& entry) { return entry.second.skipped.empty(); });
}

void Journal::add(const std::string& question, const Answered& answered) {
  if (!file_) {
    // What stands behind the last whole row is left out.
    auto rows = base::to_row({{"version", kVersion}, {"reader", answers_.reader}});
    for (const auto& [key, known] : answers_.by_question) rows += row_of(key, known);
    file_.emplace(path_, rows);
  }
  file_->append(row_of(question, answered));
  answers_.by_question[question] = answered;
}

}  // namespace cinecut::reading
