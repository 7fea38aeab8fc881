#pragma once
// Keys of the stages: what each result depends on, all known before anything is made.

#include <cstdint>
#include <string>

#include "cinecut/pipeline/pipeline.h"

namespace cinecut::pipeline {

struct Keys {
  std::string cues;
  std::string survey;
  std::string reading;  ///< Empty: nobody reads.
  std::string cards;    ///< Of a reading with cards; empty: there are none.
  std::string scenes;
  std::string meaning;  ///< Empty: nobody says what sentences mean.
  std::string close_look;
  std::string cut;
  std::uint32_t seed = 0;  ///< Of the score, from the film's name and the vibe.
};

/// For a complete job.
Keys make_keys(const Job& job, const media::FilmInfo& film);

}  // namespace cinecut::pipeline
