#pragma once
// Descriptions as they come, in a file that a killed process leaves whole.
//
// "<stem>.scenedesc.msgpack" is a row of msgpack maps: a head that says whose descriptions they
// are, one for each still that was asked about, and a last one that says that none is missing.
// docs/scenes.md has the fields.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/row_file.h"
#include "cinecut/descriptions/descriptions.h"

namespace cinecut::descriptions {

/// What descriptions depend on. Of another film, a changed one or another model they count nothing.
struct Provenance {
  std::uint64_t film_bytes = 0;
  std::int64_t film_changed_ns = 0;  ///< Its time of change.
  std::string describer;             ///< The model and the question.

  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// What came of one still.
struct Described {
  edit::SceneDescription description;
  std::string skipped;  ///< Why it was given up; empty: it is described.
};

/// All that a journal holds.
struct Descriptions {
  Provenance provenance;
  std::map<base::FilmTime, Described> by_time;  ///< Of its still.
  bool is_complete = false;
};

/// Reads as far as the bytes make sense, which after a kill is nearly all. Nothing: not even the
/// head does. Never throws for what it reads.
std::optional<Descriptions> descriptions_from_bytes(std::string_view bytes);

/// The file of a journal; nothing if it is missing, damaged, or of something else.
std::optional<Descriptions> read_journal(const std::filesystem::path& path,
                                         const Provenance& provenance);

/// Writes one. From any thread, one at a time.
class Journal {
 public:
  /// Goes on with what `path` holds of this provenance, or begins anew. Throws Error: unavailable.
  Journal(const std::filesystem::path& path, const Provenance& provenance);

  const Descriptions& descriptions() const { return descriptions_; }

  /// It is in the file when this returns. Throws Error: unavailable, when the disk is full.
  void add(base::FilmTime time, const Described& described);
  /// None is missing.
  void complete();

 private:
  Descriptions descriptions_;
  std::optional<base::RowFile> file_;
};

}  // namespace cinecut::descriptions
