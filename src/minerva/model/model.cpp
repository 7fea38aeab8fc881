#include "minerva/model/model.h"

#include <llama.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <system_error>

#include "minerva/model/backend.h"
#include "minerva/model/context.h"
#include "minerva/model/fault.h"
#include "minerva/model/internal/file_head.h"

namespace minerva::model {
namespace {

void check_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    throw Fault(FaultKind::model_not_found,
                "There is no model file \"" + path.string() +
                    "\". `minerva models` lists those that are installed.");
  std::ifstream file(path, std::ios::binary);
  char magic[4] = {};
  file.read(magic, 4);
  if (!file || std::string_view(magic, 4) != "GGUF")
    throw Fault(FaultKind::invalid_model, "\"" + path.string() +
                                              "\" is not a GGUF file: it does not begin with "
                                              "\"GGUF\". Is the download complete?");
}

/// What would make computing fail, or give nothing but NaN.
std::string mistake_in_numbers(const llama_model* model) {
  for (int i = 0; i < llama_model_meta_count(model); ++i) {
    char key[256] = {}, value[64] = {};
    llama_model_meta_key_by_index(model, i, key, sizeof key);
    if (std::string_view(key).find("epsilon") == std::string_view::npos) continue;
    llama_model_meta_val_str_by_index(model, i, value, sizeof value);
    const double number = std::strtod(value, nullptr);
    if (!std::isfinite(number) || number < 0)
      return std::string(key) + " is " + value + ". The file is damaged.";
  }
  return {};
}

/// Leaves the vocabulary out but for its size: reading it takes longer than everything else that
/// counting needs. Ends with an empty one, as llama.cpp wants it.
std::vector<llama_model_kv_override> without_vocabulary(const FileHead& head) {
  std::vector<llama_model_kv_override> all;
  const auto add = [&](const std::string& key) -> llama_model_kv_override& {
    all.push_back({});
    key.copy(all.back().key, sizeof all.back().key - 1);
    return all.back();
  };
  if (!head.architecture.empty() && head.vocabulary > 0 && head.architecture.size() < 64) {
    auto& tokenizer = add("tokenizer.ggml.model");
    tokenizer.tag = LLAMA_KV_OVERRIDE_TYPE_STR;
    std::string("no_vocab").copy(tokenizer.val_str, sizeof tokenizer.val_str - 1);
    auto& size = add(head.architecture + ".vocab_size");
    size.tag = LLAMA_KV_OVERRIDE_TYPE_INT;
    size.val_i64 = static_cast<std::int64_t>(head.vocabulary);
  }
  all.push_back({});
  return all;
}

bool report(float share, void* data) {
  return (*static_cast<const std::function<bool(float)>*>(data))(share);
}

}  // namespace

void Model::Free::operator()(llama_model* model) const noexcept { llama_model_free(model); }

Model::Model(const std::filesystem::path& path, const ModelOptions& options)
    : Model(path, options, Weights::loaded) {}

Model::Model(const std::filesystem::path& path, const ModelOptions& options, Weights weights)
    : path_(path) {
  check_file(path);
  const BackendLog log;
  const auto start = std::chrono::steady_clock::now();
  auto parameters = llama_model_default_params();
  parameters.n_gpu_layers = options.gpu_layers;
  parameters.load_mode = options.map_file ? LLAMA_LOAD_MODE_MMAP : LLAMA_LOAD_MODE_NONE;
  if (options.lock_memory) parameters.load_mode = LLAMA_LOAD_MODE_MMAP_MLOCK;
  const auto head = read_head(path);
  const auto overrides = without_vocabulary(head);
  if (weights == Weights::only_counted) {
    parameters.no_alloc = true;
    parameters.load_mode = LLAMA_LOAD_MODE_NONE;
    parameters.kv_overrides = overrides.data();
  }
  bool stopped = false;
  const std::function<bool(float)> progress = [&](float share) {
    stopped = options.progress && !options.progress(share);
    return !stopped;
  };
  parameters.progress_callback = report;
  parameters.progress_callback_user_data = const_cast<std::function<bool(float)>*>(&progress);
  const auto refuse = [&](const std::string& why) {
    throw Fault(FaultKind::invalid_model, "\"" + path.string() + "\" cannot be loaded: " + why);
  };
  if (!head.mistake.empty()) refuse(head.mistake);
  try {
    model_.reset(llama_model_load_from_file(path.c_str(), parameters));
  } catch (const std::exception& e) {
    refuse(e.what());
  }
  if (stopped) throw Fault(FaultKind::cancelled, "Loading \"" + path.string() + "\" was stopped.");
  if (!model_) refuse(log.errors_or("the file may be damaged or cut short"));
  if (const auto mistake = mistake_in_numbers(model_.get()); !mistake.empty()) refuse(mistake);
  load_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Model::~Model() = default;

std::vector<Token> Model::tokenize(std::string_view text, SpecialText special, bool begin) const {
  const BackendLog log;
  std::vector<Token> tokens(text.size() + 8);
  const auto attempt = [&] {
    return llama_tokenize(llama_model_get_vocab(model_.get()), text.data(),
                          static_cast<std::int32_t>(text.size()), tokens.data(),
                          static_cast<std::int32_t>(tokens.size()), begin,
                          special == SpecialText::as_tokens);
  };
  const auto refuse = [&](const std::string& why) {
    throw Fault(FaultKind::tokenization_failed, "The text of " + std::to_string(text.size()) +
                                                    " bytes could not be turned into tokens" + why +
                                                    ".");
  };
  std::int32_t n = -1;
  try {
    n = attempt();
    if (n < 0) {
      tokens.resize(static_cast<std::size_t>(-n));
      n = attempt();
    }
  } catch (const std::exception& e) {
    refuse(", since the vocabulary of \"" + path_.string() + "\" is damaged: " + e.what());
  }
  if (n < 0) refuse("");
  tokens.resize(static_cast<std::size_t>(n));
  return tokens;
}

std::string Model::piece(Token token, bool with_special) const {
  const auto* vocabulary = llama_model_get_vocab(model_.get());
  std::string text(32, '\0');
  auto n = llama_token_to_piece(vocabulary, token, text.data(),
                                static_cast<std::int32_t>(text.size()), 0, with_special);
  if (n < 0) {
    text.resize(static_cast<std::size_t>(-n));
    n = llama_token_to_piece(vocabulary, token, text.data(), static_cast<std::int32_t>(text.size()),
                             0, with_special);
  }
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

std::string Model::detokenize(const std::vector<Token>& tokens, bool with_special) const {
  std::string text;
  for (const auto token : tokens) text += piece(token, with_special);
  return text;
}

bool Model::is_end(Token token) const {
  return llama_vocab_is_eog(llama_model_get_vocab(model_.get()), token);
}
int Model::vocabulary_size() const {
  return llama_vocab_n_tokens(llama_model_get_vocab(model_.get()));
}
bool Model::is_for_embeddings() const {
  const auto architecture = metadata("general.architecture");
  const auto pooling = metadata(architecture + ".pooling_type");
  return metadata(architecture + ".attention.causal") == "false" ||
         (!pooling.empty() && pooling != "0");
}
int Model::training_context() const { return llama_model_n_ctx_train(model_.get()); }
int Model::embedding_size() const { return llama_model_n_embd(model_.get()); }
int Model::layer_count() const { return llama_model_n_layer(model_.get()) + 1; }
std::uint64_t Model::size_bytes() const { return llama_model_size(model_.get()); }
std::uint64_t Model::parameter_count() const { return llama_model_n_params(model_.get()); }

std::string Model::description() const {
  char text[128] = {};
  llama_model_desc(model_.get(), text, sizeof text);
  return text;
}

std::string Model::chat_template() const {
  const char* text = llama_model_chat_template(model_.get(), nullptr);
  return text ? text : "";
}

std::string Model::metadata(const std::string& key) const {
  char text[512] = {};
  return llama_model_meta_val_str(model_.get(), key.c_str(), text, sizeof text) < 0 ? "" : text;
}

MemoryEstimate estimate_memory(const std::filesystem::path& path, const ModelOptions& options,
                               const ContextOptions& context) {
  const Model model(path, options, Model::Weights::only_counted);
  const auto complete_options = complete(context, model.training_context());
  const auto [sequences, outputs] = engine_shape(model, complete_options);
  return Context(model, complete_options, sequences, outputs).memory();
}

}  // namespace minerva::model
