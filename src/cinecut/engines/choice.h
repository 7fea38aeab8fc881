#pragma once
// Which engine is asked: cinecut's own, a server program of the user's, or servers that run
// already.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace cinecut::engines {

struct EngineChoice {
  std::filesystem::path model, projector;  ///< GGUF files. A projector only for models that see.
  std::filesystem::path server_binary;     ///< A llama-server; empty: our minerva.
  std::filesystem::path minerva;           ///< The program; empty: beside this one.
  /// Servers that speak OpenAI's dialect; then nothing of the above is used.
  std::vector<std::string> endpoints;
  std::string endpoint_model;  ///< Empty: the first that they list.
  std::string api_key;
  /// Questions in work at the same time, each server, at most. 0: as many as it has slots,
  /// and two that wait there.
  int in_flight = 0;
  std::chrono::milliseconds ready_timeout{120'000};
  /// Of a question, from being sent to its answer. A server gets as many at once as it answers in
  /// half of that.
  std::chrono::milliseconds answer_timeout{60'000};
  /// Tokens of one question with its answer, at most; for engines that are started here. The
  /// default is for one still: the largest pictures of the models in use take some 3,000.
  int context_tokens = 4096;
  /// Quick on any processor: nobody need be told that there is no graphics card.
  bool is_light = false;
  int slots = 12;  ///< Of minerva's; a llama-server, whose slots share nothing, gets at most 4.

  /// Is there anybody?
  bool is_set() const { return !model.empty() || !endpoints.empty(); }
  /// Which model: what another one answered counts nothing.
  std::string identity() const;
  /// For people: the model's name, or "model" if nobody told it.
  std::string name() const;
};

}  // namespace cinecut::engines
