#pragma once
// Descriptions by a vision model: cinecut's own engine, a server program of the user's, or servers
// that run already.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/descriptions/journal.h"
#include "cinecut/engines/choice.h"

namespace cinecut::descriptions {

/// Which model and question: descriptions by another one are made anew.
std::string describer_of(const engines::EngineChoice& choice);

/// How far it is: stills, those that were known from before among them.
using DescribeListener = std::function<void(int done, int total)>;

struct DescribeResult {
  std::vector<Scene> scenes;  ///< One for each still; what was skipped is from measures.
  int skipped = 0;            ///< Given up after two tries, now or before.
};

/// One scene for each still of `survey`, in order. Descriptions are written to `journal` as they
/// come and are not asked for again; being killed loses those in flight. Notes and warnings go to
/// base::log. Throws Error: unavailable if no engine can be had or none gives anything usable, and
/// what Session throws.
DescribeResult describe_with_model(const survey::Survey& survey,
                                   const std::vector<subtitles::Cue>& cues,
                                   const engines::EngineChoice& choice,
                                   const std::filesystem::path& journal,
                                   const Provenance& provenance, const DescribeListener& listener,
                                   const std::stop_token& stop);

}  // namespace cinecut::descriptions
