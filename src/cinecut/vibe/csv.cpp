#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>

#include "base/error.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {
namespace {

/// A field of the table and where it stands, for messages. Line and column count from 1.
struct Field {
  std::string text;
  int line = 0;
  int column = 0;
};
using Record = std::vector<Field>;

[[noreturn]] void fail(int line, int column, const std::string& what) {
  throw base::Error(base::ErrorKind::usage, "cannot read the vibes: line " + std::to_string(line) +
                                                ", column " + std::to_string(column) + ": " + what +
                                                " The columns are described in docs/vibes.md.");
}

std::string shortened(const std::string& s) { return s.size() <= 40 ? s : s.substr(0, 40) + "…"; }

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

/// The lines that hold something; "#" begins a comment.
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

double read_number(const Field& f, std::string_view name, double least, double most) {
  double value = 0;
  const char* end = f.text.data() + f.text.size();
  const auto [rest, error] = std::from_chars(f.text.data(), end, value);
  if (error != std::errc{} || rest != end || !std::isfinite(value))
    fail(f.line, f.column,
         std::string(name) + " must be a number, not \"" + shortened(f.text) + "\".");
  if (value < least || value > most) {
    char range[64];
    std::snprintf(range, sizeof range, "from %g to %g", least, most);
    fail(f.line, f.column, std::string(name) + " must be " + range + ", not " + f.text + ".");
  }
  return value;
}

struct Column {
  std::string_view name;
  std::function<void(Vibe&, const Field&)> read;
  std::function<std::string(const Vibe&)> write;
};

std::string written(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.6f", value);
  std::string s = text;
  s.erase(s.find_last_not_of('0') + 1);
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

Column number(std::string_view name, double Vibe::* member, double least, double most) {
  return {name, [=](Vibe& v, const Field& f) { v.*member = read_number(f, name, least, most); },
          [=](const Vibe& v) { return written(v.*member); }};
}

Column count(std::string_view name, int Vibe::* member) {
  return {name,
          [=](Vibe& v, const Field& f) {
            const double value = read_number(f, name, 1, 1000);
            if (value != std::floor(value))
              fail(f.line, f.column, std::string(name) + " must be a whole number.");
            v.*member = static_cast<int>(value);
          },
          [=](const Vibe& v) { return std::to_string(v.*member); }};
}

Column seconds(std::string_view name, std::size_t act) {
  return {name,
          [=](Vibe& v, const Field& f) {
            v.average_shot[act] = base::from_seconds(read_number(f, name, 0.25, 60));
          },
          [=](const Vibe& v) { return written(base::to_seconds(v.average_shot[act])); }};
}

Column transition(std::string_view name, Transition Vibe::* member) {
  return {name,
          [=](Vibe& v, const Field& f) {
            const auto found = value_named(kTransitions, f.text);
            if (!found)
              fail(f.line, f.column,
                   std::string(name) + " must be hard_cut, crossfade, fade_to_black or " +
                       "fade_to_white, not \"" + shortened(f.text) + "\".");
            v.*member = *found;
          },
          [=](const Vibe& v) { return std::string(name_of(v.*member)); }};
}

void read_name(Vibe& v, const Field& f) {
  if (f.text.empty()) fail(f.line, f.column, "the name is empty.");
  if (f.text.size() > 64) fail(f.line, f.column, "the name is longer than 64 bytes.");
  // It becomes a part of file names.
  for (const char c : f.text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
        std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos)
      fail(f.line, f.column,
           "the name becomes a part of file names and may not hold / \\ : * ? "
           "\" < > | or control characters.");
  if (f.text.front() == '.') fail(f.line, f.column, "the name may not begin with a dot.");
  v.name = f.text;
}

const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"name", read_name, [](const Vibe& v) { return v.name; }},
      number("temp_shift", &Vibe::temperature_shift, -0.5, 0.5),
      number("saturation", &Vibe::saturation, 0, 3),
      number("contrast", &Vibe::contrast, 0.1, 3),
      number("brightness", &Vibe::brightness, -0.5, 0.5),
      number("lufs_target", &Vibe::loudness_lufs, -40, -6),
      seconds("act1_avg_cut_s", 0),
      seconds("act2_avg_cut_s", 1),
      seconds("act3_avg_cut_s", 2),
      count("clip_count_min", &Vibe::shots_min),
      count("clip_count_max", &Vibe::shots_max),
      number("dialogue_ratio", &Vibe::dialogue_share, 0, 1),
      transition("primary_transition", &Vibe::primary),
      transition("secondary_transition", &Vibe::secondary),
      number("bpm", &Vibe::bpm, 30, 300),
      number("bpm_min", &Vibe::bpm_min, 30, 300),
      number("bpm_max", &Vibe::bpm_max, 30, 300),
  };
  return all;
}

/// For each column of the file the one of ours.
std::vector<const Column*> read_header(const Record& header) {
  std::vector<const Column*> order;
  for (const Field& f : header) {
    const auto found = std::find_if(columns().begin(), columns().end(),
                                    [&](const Column& c) { return c.name == f.text; });
    if (found == columns().end())
      fail(f.line, f.column, "there is no column \"" + shortened(f.text) + "\".");
    if (std::find(order.begin(), order.end(), &*found) != order.end())
      fail(f.line, f.column, "the column " + f.text + " stands here a second time.");
    order.push_back(&*found);
  }
  for (const Column& c : columns())
    if (std::find(order.begin(), order.end(), &c) == order.end())
      fail(header.front().line, 1, "the column " + std::string(c.name) + " is missing.");
  return order;
}

Vibe read_vibe(const Record& record, const std::vector<const Column*>& order) {
  const Field& first = record.front();
  if (record.size() != order.size())
    fail(first.line, first.column,
         "expected " + std::to_string(order.size()) + " values, as in the first line, but there " +
             "are " + std::to_string(record.size()) + ".");
  Vibe v;
  for (std::size_t i = 0; i < order.size(); ++i) order[i]->read(v, record[i]);
  if (v.shots_min > v.shots_max)
    fail(first.line, 1, "clip_count_min is greater than clip_count_max.");
  if (v.bpm < v.bpm_min || v.bpm > v.bpm_max)
    fail(first.line, 1, "bpm must lie between bpm_min and bpm_max.");
  return v;
}

std::string quoted(const std::string& s) {
  const bool plain = s.find_first_of(",\"") == std::string::npos && s.front() != '#' &&
                     trimmed(s).size() == s.size();
  if (plain) return s;
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::vector<Vibe> parse_vibes(std::string_view csv) {
  const std::vector<Record> records = read_records(csv);
  if (records.empty()) fail(1, 1, "the file is empty; expected a line with the columns' names.");
  const auto order = read_header(records.front());
  std::vector<Vibe> vibes;
  for (std::size_t i = 1; i < records.size(); ++i) {
    Vibe v = read_vibe(records[i], order);
    if (vibe_named(vibes, v.name) != nullptr)
      fail(records[i].front().line, 1, "there are two vibes \"" + v.name + "\".");
    vibes.push_back(std::move(v));
  }
  if (vibes.empty())
    fail(records.front().front().line, 1, "there is no vibe below the first line.");
  return vibes;
}

std::string to_csv(const std::vector<Vibe>& vibes) {
  std::string csv;
  for (const Column& c : columns()) csv += (csv.empty() ? "" : ",") + std::string(c.name);
  csv += '\n';
  for (const Vibe& v : vibes) {
    for (const Column& c : columns())
      csv += (&c == &columns().front() ? "" : ",") + quoted(c.write(v));
    csv += '\n';
  }
  return csv;
}

}  // namespace cinecut
