#include <algorithm>

#include "cinecut/vibe/internal/built_in.h"
#include "cinecut/vibe/internal/columns.h"

namespace cinecut::vibe {
namespace {

constexpr std::string_view kLike = "like";

/// What the file's columns hold. Every one of ours is there or may be missing.
struct Header {
  std::vector<const Column*> columns;  ///< Null where `like` stands.
  std::vector<const Column*> missing;  ///< Which only a vibe that is like another can do without.
  std::optional<std::size_t> like;     ///< Where it stands.
};

const Column* column_named(const Field& f) {
  const auto found = std::ranges::find(columns(), f.text, &Column::name);
  if (found == columns().end()) fail(f, "there is no column \"" + shortened(f.text) + "\".");
  return &*found;
}

Header read_header(const Record& record) {
  Header header;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const Field& f = record[i];
    const Column* column = f.text == kLike ? nullptr : column_named(f);
    if (std::ranges::find(header.columns, column) != header.columns.end())
      fail(f, "the column " + f.text + " stands here a second time.");
    if (column == nullptr) header.like = i;
    header.columns.push_back(column);
  }
  for (const Column& c : columns()) {
    if (c.need == Column::Need::optional) continue;
    if (std::ranges::find(header.columns, &c) != header.columns.end()) continue;
    if (c.need == Column::Need::required || !header.like)
      fail(record.front().line, 1, "the column " + std::string(c.name) + " is missing.");
    header.missing.push_back(&c);
  }
  return header;
}

/// The built-in vibe that the record's vibe is like. Null: it is like none.
const Vibe* model_of(const Record& record, const Header& header) {
  if (!header.like) return nullptr;
  const Field& f = record[*header.like];
  if (f.text.empty()) return nullptr;
  const Vibe* model = vibe_named(built_in_vibes(), f.text);
  if (model == nullptr) fail(f, no_vibe_named(built_in_vibes(), shortened(f.text)));
  return model;
}

void check_together(const Vibe& v, int line) {
  if (v.shots_min > v.shots_max) fail(line, 1, "clip_count_min is greater than clip_count_max.");
  if (v.bpm < v.bpm_min || v.bpm > v.bpm_max)
    fail(line, 1,
         "bpm must lie between bpm_min and bpm_max, here " + written(v.bpm_min) + " and " +
             written(v.bpm_max) + ".");
}

Vibe read_vibe(const Record& record, const Header& header) {
  const Field& first = record.front();
  if (record.size() != header.columns.size())
    fail(first, "expected " + std::to_string(header.columns.size()) +
                    " values, as in the first line, but there are " +
                    std::to_string(record.size()) + ".");
  const Vibe* model = model_of(record, header);
  if (model == nullptr && !header.missing.empty())
    fail(first.line, 1,
         "the column " + std::string(header.missing.front()->name) +
             " is missing, which only a vibe that is like another can do without.");
  Vibe v = model == nullptr ? Vibe{} : *model;
  const auto read = [&](auto is_wanted) {
    for (std::size_t i = 0; i < record.size(); ++i)
      if (const Column* c = header.columns[i]; c != nullptr && is_wanted(*c, record[i]))
        c->read(v, record[i]);
  };
  // What is left out may depend on these.
  read([&](const Column& c, const Field& f) {
    return c.need == Column::Need::required ||
           (c.need == Column::Need::required_unless_like && (model == nullptr || !f.text.empty()));
  });
  if (model == nullptr) v = completed(v);
  read([](const Column& c, const Field& f) {
    return c.need == Column::Need::optional && !f.text.empty();
  });
  check_together(v, first.line);
  return v;
}

}  // namespace

std::vector<Vibe> parse_vibes(std::string_view csv) {
  const std::vector<Record> records = read_records(csv);
  if (records.empty()) fail(1, 1, "the file is empty; expected a line with the columns' names.");
  const Header header = read_header(records.front());
  std::vector<Vibe> vibes;
  for (std::size_t i = 1; i < records.size(); ++i) {
    Vibe v = read_vibe(records[i], header);
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

}  // namespace cinecut::vibe
