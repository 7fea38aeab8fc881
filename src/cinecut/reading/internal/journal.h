#pragma once
// Answers as they come, in a file that a killed process leaves whole.
//
// "<stem>.reading.msgpack" is a row of msgpack maps: a head that says who reads, and one for each
// question that was answered or given up. docs/reading.md has the fields.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/row_file.h"

namespace cinecut::reading {

/// What came of one question.
struct Answered {
  std::string text;     ///< The answer.
  std::string skipped;  ///< Why it was given up; empty: it is answered.
};

/// All that a journal holds.
struct Answers {
  std::string reader;
  std::map<std::string, Answered> by_question;  ///< By Question::key.
};

/// Reads as far as the bytes make sense, which after a kill is nearly all. Nothing: not even the
/// head does. Never throws for what it reads.
std::optional<Answers> answers_from_bytes(std::string_view bytes);

/// Writes one. One thread at a time.
class Journal {
 public:
  /// Goes on with what `path` holds of this reader, or begins anew when something is added. Throws
  /// Error: unavailable, when something is added.
  Journal(std::filesystem::path path, const std::string& reader);

  /// Nothing: it was not asked.
  const Answered* find(const std::string& question) const;
  void add(const std::string& question, const Answered& answered);
  bool has_answers() const;

 private:
  std::filesystem::path path_;
  Answers answers_;
  std::optional<base::RowFile> file_;
};

}  // namespace cinecut::reading
