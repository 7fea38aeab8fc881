#include "cinecut/vibe/internal/csv_records.h"

#include <algorithm>

#include "base/error.h"

namespace cinecut::vibe {
namespace {

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

/// One line of RFC 4180's format (a quoted field may hold commas, but no line break).
Record split(std::string_view line, int number) {
  Record record;
  std::size_t at = 0;
  for (;;) {
    Field field{{}, number, static_cast<int>(at) + 1};
    const std::size_t open = line.find_first_not_of(" \t", at);
    if (open != std::string_view::npos && line[open] == '"') {
      at = open + 1;
      for (;; ++at) {
        if (at >= line.size()) fail(number, field.column, "a quotation mark is never closed.");
        if (line[at] != '"')
          field.text += line[at];
        else if (at + 1 < line.size() && line[at + 1] == '"')
          field.text += line[at++];
        else
          break;
      }
      at = std::min(line.find_first_not_of(" \t", at + 1), line.size());
      if (at < line.size() && line[at] != ',')
        fail(number, static_cast<int>(at) + 1, "expected a comma after the quoted text.");
    } else {
      const std::size_t comma = std::min(line.find(',', at), line.size());
      field.text = trimmed(line.substr(at, comma - at));
      at = comma;
    }
    record.push_back(std::move(field));
    if (at >= line.size()) return record;
    ++at;
  }
}

}  // namespace

void fail(int line, int column, const std::string& what) {
  throw base::Error(base::ErrorKind::usage, "cannot read the vibes: line " + std::to_string(line) +
                                                ", column " + std::to_string(column) + ": " + what +
                                                " The columns are described in docs/vibes.md.");
}

void fail(const Field& field, const std::string& what) { fail(field.line, field.column, what); }

std::vector<Record> read_records(std::string_view csv) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  std::vector<Record> records;
  int number = 0;
  while (!csv.empty()) {
    const std::size_t end = std::min(csv.find_first_of("\r\n"), csv.size());
    const std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end);
    if (csv.starts_with("\r\n"))
      csv.remove_prefix(2);
    else if (!csv.empty())
      csv.remove_prefix(1);
    ++number;
    const std::string_view content = trimmed(line);
    if (!content.empty() && content.front() != '#') records.push_back(split(line, number));
  }
  return records;
}

std::string quoted(const std::string& s) {
  const bool plain = !s.empty() && s.find_first_of(",\"") == std::string::npos &&
                     s.front() != '#' && trimmed(s).size() == s.size();
  if (plain) return s;
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string shortened(const std::string& s) { return s.size() <= 40 ? s : s.substr(0, 40) + "…"; }

}  // namespace cinecut::vibe
