#pragma once
// What the film's words and pictures mean, as far as an embedding model tells: which feeling a line
// carries, what it would do in a trailer, to which part of a story it belongs, and how alike any
// two of them are. The model only turns sentences into vectors; what these mean is learned here
// from examples (examples.csv). docs/meaning.md says how.

#include <array>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/descriptions/descriptions.h"
#include "cinecut/edit/terms.h"
#include "cinecut/engines/choice.h"
#include "cinecut/subtitles/cues.h"

namespace cinecut::meaning {

/// What a text means, of unit length; empty: nobody knows.
using Vector = std::vector<float>;

/// -1 to 1; 1: the same, about 0: nothing in common. 0 if either is empty.
float likeness(const Vector& a, const Vector& b);

inline constexpr std::size_t kRoles = 9;  ///< Of edit::Role.

/// What a line means. Shares are 0 to 1.
struct Said {
  std::array<float, edit::kEmotions.size()> emotion{};  ///< In the order of kEmotions; sums to 1.
  std::array<float, kRoles> role{};  ///< In the order of edit::Role; what lacks to 1 is none.
  std::array<float, edit::kZones.size()> zone{};  ///< In the order of kZones; sums to 1.
  Vector vector;
};

/// What the words about a picture mean.
struct Seen {
  float subject = 1, writing = 0, empty = 0;  ///< What it shows mainly; sums to 1.
  std::array<float, edit::kZones.size()> zone{};
  Vector vector;
};

struct Meaning {
  std::string model;       ///< Its name; empty: nobody was asked, and all of this is empty.
  std::vector<Said> said;  ///< Of each cue.
  std::vector<Seen> seen;  ///< Of each scene.

  bool is_known() const { return !model.empty(); }
};

/// Texts that are done, those known from before among them, of how many.
using MeaningListener = std::function<void(int done, int total)>;

/// An engine for embeddings: short texts, many at a time.
engines::EngineChoice for_embeddings(engines::EngineChoice choice);

/// Which model and examples: what another one said counts nothing.
std::string meaning_of(const engines::EngineChoice& choice);

/// Where a work folder keeps the vectors of a film of that stem.
std::filesystem::path journal_path(const std::filesystem::path& work, const std::string& stem);

/// Asks `choice` for the vectors of what is said and seen. They are written to `journal` as they
/// come and not asked for again. Texts whose question failed twice have no vector and uncertain
/// shares. Throws Error: unavailable if no engine can be had, none answers any more, or one
/// refuses; cancelled.
Meaning understand(const std::vector<subtitles::Cue>& cues,
                   const std::vector<descriptions::Scene>& scenes,
                   const engines::EngineChoice& choice, const std::filesystem::path& journal,
                   const MeaningListener& listener, const std::stop_token& stop);

/// `cues` with the feelings that `meaning` found in their words. Without one: `cues`.
std::vector<subtitles::Cue> felt(std::vector<subtitles::Cue> cues, const Meaning& meaning);

}  // namespace cinecut::meaning
