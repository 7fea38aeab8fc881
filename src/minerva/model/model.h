#pragma once
// A language model in memory: its weights, its tokenizer and what is known of it.
//
// Shared by threads: everything here may be called from several at once. What belongs to one
// request (its place in the context) belongs to the engine (engine/engine.h).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minerva/model/memory.h"

struct llama_model;

namespace minerva::model {

using Token = std::int32_t;

struct ModelOptions {
  /// Layers on the GPU. -1: as many as fit; 0: none.
  int gpu_layers = -1;
  /// Map the file instead of reading it: loads faster, and its pages are shared between processes.
  bool map_file = true;
  /// Keep the weights from being swapped out.
  bool lock_memory = false;
  /// Told the share loaded, 0 to 1; returning false ends the loading with Fault: cancelled.
  std::function<bool(float)> progress;
};

/// Whether text that looks like a special token ("<|im_end|>") is read as one. User text never is.
enum class SpecialText { as_text, as_tokens };

class Model {
 public:
  /// Loads a GGUF file. Throws Fault: model_not_found, invalid_model (with what is wrong with the
  /// file), out_of_memory, cancelled.
  explicit Model(const std::filesystem::path& path, const ModelOptions& options = {});
  /// With the weights only counted, nothing can be computed: for estimates.
  enum class Weights { loaded, only_counted };
  Model(const std::filesystem::path& path, const ModelOptions& options, Weights weights);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  /// The tokens of UTF-8 text. `begin`: with the token that begins a sequence, if the model has
  /// one. Throws Fault: tokenization_failed for text that is not UTF-8.
  std::vector<Token> tokenize(std::string_view text, SpecialText special = SpecialText::as_text,
                              bool begin = true) const;

  /// The bytes of one token; not always whole UTF-8 characters. Special tokens are empty unless
  /// asked for.
  std::string piece(Token token, bool with_special = false) const;
  std::string detokenize(const std::vector<Token>& tokens, bool with_special = false) const;

  bool is_end(Token token) const;  ///< Does it end a generation?
  /// Was it trained to embed texts rather than to write them?
  bool is_for_embeddings() const;
  int vocabulary_size() const;
  int training_context() const;  ///< Tokens the model was trained for.
  int embedding_size() const;
  int layer_count() const;           ///< That can be on a GPU; the output is one of them.
  std::uint64_t size_bytes() const;  ///< Of the weights.
  std::uint64_t parameter_count() const;
  std::string description() const;                     ///< "llama 135M Q4_1"
  std::string chat_template() const;                   ///< Jinja; empty if the file has none.
  std::string metadata(const std::string& key) const;  ///< Empty if there is none.
  const std::filesystem::path& path() const { return path_; }
  double load_seconds() const { return load_seconds_; }

  /// For src/minerva only.
  llama_model* handle() const { return model_.get(); }

 private:
  struct Free {
    void operator()(llama_model* model) const noexcept;
  };
  std::filesystem::path path_;
  std::unique_ptr<llama_model, Free> model_;
  double load_seconds_ = 0;
};

/// How keys and values are kept: less memory for less exactness.
enum class CacheType { f16, q8_0, q4_0 };

struct ContextOptions {
  /// Most tokens of one request, prompt and reply together. 0: what the model was trained for, but
  /// at most 8192.
  int context = 0;
  /// Requests computed at the same time.
  int parallel = 4;
  /// Tokens kept for all requests together, and for prompts that may come again. 0: as many as
  /// `context`, so that one request may have them all, or several share them.
  int cells = 0;
  int batch = 2048;       ///< Most tokens of one step.
  int micro_batch = 512;  ///< Most tokens computed at once.
  int threads = 0;        ///< 0: as many as physical cores.
  bool flash_attention = true;
  CacheType cache_type = CacheType::f16;
};

/// What the model of `path` would take, from the allocator itself and without loading the weights.
/// Throws what loading it throws.
MemoryEstimate estimate_memory(const std::filesystem::path& path, const ModelOptions& model,
                               const ContextOptions& context);

}  // namespace minerva::model
