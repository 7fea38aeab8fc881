#pragma once
// Records: the lines of a CSV file, and errors that say where in it something is wrong.

#include <string>
#include <string_view>
#include <vector>

namespace cinecut::vibe {

/// A field of the table and where it stands, for messages. Line and column count from 1.
struct Field {
  std::string text;
  int line = 0;
  int column = 0;
};
using Record = std::vector<Field>;

/// Throws Error: usage, "cannot read the vibes: line 3, column 16: " and `what`.
[[noreturn]] void fail(int line, int column, const std::string& what);
[[noreturn]] void fail(const Field& field, const std::string& what);

/// The lines that hold something; "#" begins a comment. Throws as `fail` does.
std::vector<Record> read_records(std::string_view csv);

/// As it stands in a file, in quotation marks where it needs them.
std::string quoted(const std::string& text);

/// As much of it as a message can bear.
std::string shortened(const std::string& text);

}  // namespace cinecut::vibe
