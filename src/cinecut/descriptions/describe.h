#pragma once
// Descriptions by a vision model: cinecut's own engine, a server program of the user's, or servers
// that run already.

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/descriptions/journal.h"

namespace cinecut::descriptions {

/// Who looks at the stills.
struct EngineChoice {
  std::filesystem::path model, projector;  ///< GGUF files.
  std::filesystem::path server_binary;     ///< A llama-server; empty: our minerva.
  std::filesystem::path minerva;           ///< The program; empty: beside this one.
  /// Servers that speak OpenAI's dialect; then nothing of the above is used.
  std::vector<std::string> endpoints;
  std::string endpoint_model;  ///< Empty: the first that they list.
  std::string api_key;
  /// Stills in work at the same time, each server, at most. 0: as many as it has slots,
  /// and two that wait there.
  int in_flight = 0;
  std::chrono::milliseconds ready_timeout{120'000};
  std::chrono::milliseconds still_timeout{60'000};  ///< Of a still, from being sent to its answer.

  /// Is there anybody?
  bool is_set() const { return !model.empty() || !endpoints.empty(); }
  /// Which model and question: descriptions by another one are made anew.
  std::string describer() const;
};

/// How far it is: stills, those that were known from before among them.
using DescribeListener = std::function<void(int done, int total)>;

struct DescribeResult {
  std::vector<Scene> scenes;  ///< One for each still; what was skipped is from measures.
  int skipped = 0;            ///< Given up after two tries, now or before.
};

/// One scene for each still of `survey`, in order. Descriptions are written to `journal` as they
/// come and are not asked for again; being killed loses those in flight. Notes and warnings go to
/// base::log. Throws Error: unavailable if no engine can be had or none gives anything usable, and
/// what Engine throws.
DescribeResult describe_with_model(const survey::Survey& survey,
                                   const std::vector<subtitles::Cue>& cues,
                                   const EngineChoice& choice, const std::filesystem::path& journal,
                                   const Provenance& provenance, const DescribeListener& listener,
                                   const std::stop_token& stop);

}  // namespace cinecut::descriptions
