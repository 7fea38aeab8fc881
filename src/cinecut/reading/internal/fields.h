#pragma once
// Fields of answers, shared by their schemas and by what reads them.

#include <array>
#include <cstddef>
#include <string>

#include "cinecut/reading/internal/questions.h"

namespace cinecut::reading {

/// A text and how many Unicode characters it has at most.
template <typename Value>
struct TextField {
  const char* name;
  std::string Value::* text;
  std::size_t most;
};

inline constexpr std::array<TextField<Chunk>, 3> kChunkFields{{
    {"summary", &Chunk::summary, 140},
    {"want", &Chunk::want, 60},
    {"change", &Chunk::change, 60},
}};
inline constexpr std::array<TextField<Whole>, 3> kWholeFields{{
    {"logline", &Whole::logline, 200},
    {"protagonist", &Whole::protagonist, 60},
    {"antagonist", &Whole::antagonist, 60},
}};
inline constexpr std::array kTurnNames{"begin", "escalation", "climax"};

inline constexpr std::array kThirdNames{"early", "middle", "late"};
constexpr int kThirds = 3;
/// First and last number of a third of so many lines, which may share one where there are few.
struct Bounds {
  int first = 1, last = 1;
};
constexpr Bounds third_of(int lines, int third) {
  const int first = third * lines / kThirds + 1;
  const int last = (third + 1) * lines / kThirds;
  return {first > lines ? lines : first, last < first ? first : last};
}
constexpr std::size_t kSecretCharacters = 120;
constexpr std::size_t kMostSecrets = 3;
constexpr int kFewestSpine = 6, kMostSpine = 14;

}  // namespace cinecut::reading
