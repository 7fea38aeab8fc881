#include "minerva/model/context.h"

#include <ggml-backend.h>
#include <llama-ext.h>
#include <llama.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "minerva/kernels/device.h"
#include "minerva/model/backend.h"
#include "minerva/model/device.h"
#include "minerva/model/fault.h"

namespace minerva::model {
namespace {

constexpr int kLongestDefault = 8192;
/// llama.cpp asks after each node of its graph whether to stop: of a small model's that is a
/// thousand times a token.
constexpr unsigned kNodesBetweenQuestions = 8;
constexpr int kMostSequences = 256;  ///< llama.cpp's own limit.

ggml_type type_of(CacheType type) {
  switch (type) {
    case CacheType::q8_0:
      return GGML_TYPE_Q8_0;
    case CacheType::q4_0:
      return GGML_TYPE_Q4_0;
    default:
      return GGML_TYPE_F16;
  }
}

llama_context_params parameters(const ContextOptions& o, int sequences, int outputs) {
  auto p = llama_context_default_params();
  p.n_ctx = static_cast<std::uint32_t>(o.cells);
  p.n_batch = static_cast<std::uint32_t>(o.batch);
  p.n_ubatch = static_cast<std::uint32_t>(o.micro_batch);
  p.n_seq_max = static_cast<std::uint32_t>(sequences);
  p.n_outputs_max = static_cast<std::uint32_t>(outputs);
  p.n_threads = o.threads;
  p.n_threads_batch = o.threads;
  p.flash_attn_type = !o.flash_attention            ? LLAMA_FLASH_ATTN_TYPE_DISABLED
                      : kernels::attention_device() ? LLAMA_FLASH_ATTN_TYPE_ENABLED
                                                    : LLAMA_FLASH_ATTN_TYPE_AUTO;
  p.type_k = type_of(o.cache_type);
  p.type_v = type_of(o.cache_type);
  p.kv_unified = true;  // A prefix is then shared without copying its cells.
  p.no_perf = true;
  return p;
}

std::string device_of(ggml_backend_buffer_type_t type) {
  return ggml_backend_buft_is_host(type) ? kMainMemory
                                         : memory_of(ggml_backend_buft_get_device(type));
}

void for_embeddings(llama_context_params& p, const Model& model) {
  const auto architecture = model.metadata("general.architecture");
  if (model.metadata(architecture + ".pooling_type").empty())
    p.pooling_type = LLAMA_POOLING_TYPE_MEAN;
  p.embeddings = true;
  p.n_ubatch = p.n_batch;  // A text is computed whole: each token looks at all of them.
  p.n_outputs_max = p.n_batch;
}

}  // namespace

ContextOptions complete(const ContextOptions& options, int training_context) {
  auto o = options;
  const auto positive = [](const char* field, int value) {
    if (value < 1) throw Fault::parameter(field, std::to_string(value), "at least 1");
  };
  if (o.context == 0)
    o.context = training_context > 0 ? std::min(training_context, kLongestDefault) : 2048;
  if (o.cells == 0) o.cells = o.context;
  if (o.threads == 0) o.threads = physical_cores();
  positive("ctx", o.context);
  positive("parallel", o.parallel);
  positive("cells", o.cells);
  positive("batch", o.batch);
  positive("micro_batch", o.micro_batch);
  positive("threads", o.threads);
  if (o.parallel > kMostSequences)
    throw Fault::parameter("parallel", std::to_string(o.parallel),
                           "from 1 to " + std::to_string(kMostSequences));
  if (o.cache_type != CacheType::f16) o.flash_attention = true;
  o.cells = (std::max(o.cells, o.context) + 255) / 256 * 256;  // As llama.cpp rounds them.
  o.batch = std::max(o.batch, 2 * o.parallel);
  o.micro_batch = std::min(o.micro_batch, o.batch);
  return o;
}

ContextOptions with_pictures(ContextOptions o, int tokens) {
  o.micro_batch = std::max(o.micro_batch, tokens);
  o.batch = std::max(o.batch, o.micro_batch);
  return o;
}

// Prompts are kept in sequences of their own, except where each sequence takes memory of its own.
EngineShape engine_shape(const Model& model, const ContextOptions& o) {
  const bool is_cheap = !llama_model_is_recurrent(model.handle()) &&
                        !llama_model_is_hybrid(model.handle()) &&
                        llama_model_n_swa(model.handle()) == 0;
  const int kept = is_cheap ? std::max(4, o.parallel) : 0;
  return {.sequences = std::min(o.parallel + kept, kMostSequences),
          .outputs = std::min(is_cheap ? 2 * o.parallel + 8 : o.parallel, o.batch)};
}

struct Context::Batch {
  explicit Batch(int size) : tokens(llama_batch_init(size, 0, 1)), capacity(size) {}
  ~Batch() { llama_batch_free(tokens); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// The batch of llama.cpp: either the tokens or the embeddings, which come when there are any.
  llama_batch view() {
    if (sequences.empty()) return tokens;
    auto& b = tokens;
    const auto count = sequences.size();
    grid.resize(sections * count);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t k = 0; k < sections; ++k) grid[k * count + i] = positions[i][k];
    for (std::size_t i = 0; i < count; ++i) {
      b.n_seq_id[i] = 1;
      b.seq_id[i][0] = sequences[i];
      b.logits[i] = 0;
    }
    return {.n_tokens = static_cast<std::int32_t>(count),
            .token = nullptr,
            .embd = values.data(),
            .pos = grid.data(),
            .n_seq_id = b.n_seq_id,
            .seq_id = b.seq_id,
            .logits = b.logits};
  }

  llama_batch tokens;
  int capacity;
  std::size_t sections = 1;
  std::vector<float> values;
  std::vector<std::array<std::int32_t, 4>> positions;
  std::vector<llama_pos> grid;
  std::vector<llama_seq_id> sequences;
};

void Context::Free::operator()(llama_context* context) const noexcept { llama_free(context); }

Context::Context(const Model& model, const ContextOptions& options, int sequences, int outputs,
                 Purpose purpose)
    : options_(complete(options, model.training_context())),
      sequences_(sequences),
      outputs_(outputs),
      vocabulary_size_(static_cast<std::size_t>(model.vocabulary_size())),
      embedding_size_(static_cast<std::size_t>(model.embedding_size())),
      input_size_(static_cast<std::size_t>(llama_model_n_embd_inp(model.handle()))),
      batch_(std::make_unique<Batch>(options_.batch)) {
  const auto rope = llama_model_rope_type(model.handle());
  if (rope == LLAMA_ROPE_TYPE_MROPE || rope == LLAMA_ROPE_TYPE_IMROPE) batch_->sections = 4;
  const BackendLog log;
  auto p = parameters(options_, sequences, outputs);
  if (purpose == Purpose::embed) for_embeddings(p, model);
  p.abort_callback = [](void* self) {
    auto& context = *static_cast<Context*>(self);
    if (++context.nodes_ % kNodesBetweenQuestions != 0) return false;
    const auto* ask = context.should_abort_;
    return ask && *ask && (*ask)();
  };
  p.abort_callback_data = this;
  context_.reset(llama_init_from_model(model.handle(), p));
  if (!context_)
    throw Fault(FaultKind::out_of_memory, "A context of " + std::to_string(options_.cells) +
                                              " tokens could not be made: " +
                                              log.errors_or("there may be too little memory") +
                                              ". Use a smaller --ctx or --parallel.");
}

Context::~Context() = default;

MemoryEstimate Context::memory() const {
  MemoryEstimate all;
  for (const auto& [type, memory] : llama_get_memory_breakdown(context_.get()))
    all.devices[device_of(type)] += {.weights_bytes = memory.model,
                                     .cache_bytes = memory.context,
                                     .compute_bytes = memory.compute};
  auto& main = all.devices[kMainMemory];
  main.weights_bytes =
      std::min(main.weights_bytes, llama_model_size(llama_get_model(context_.get())));
  main.output_bytes =
      static_cast<std::uint64_t>(std::max(outputs_, sequences_)) * vocabulary_size_ * sizeof(float);
  return all;
}

void Context::clear() {
  batch_->tokens.n_tokens = 0;
  batch_->values.clear();
  batch_->positions.clear();
  batch_->sequences.clear();
}
int Context::size() const {
  return batch_->tokens.n_tokens + static_cast<int>(batch_->sequences.size());
}
int Context::room() const { return batch_->capacity - size(); }

void Context::add_embedding(const float* values, const std::array<std::int32_t, 4>& positions,
                            int sequence) {
  batch_->values.insert(batch_->values.end(), values, values + input_size_);
  batch_->positions.push_back(positions);
  batch_->sequences.push_back(sequence);
}

int Context::add(Token token, std::size_t position, int sequence, bool wants_output) {
  auto& b = batch_->tokens;
  const int i = b.n_tokens++;
  b.token[i] = token;
  b.pos[i] = static_cast<llama_pos>(position);
  b.n_seq_id[i] = 1;
  b.seq_id[i][0] = sequence;
  b.logits[i] = wants_output ? 1 : 0;
  return i;
}

Context::Outcome Context::compute(const std::function<bool()>& should_abort) {
  should_abort_ = &should_abort;
  const int code = llama_decode(context_.get(), batch_->view());
  should_abort_ = nullptr;
  switch (code) {
    case 0:
      return Outcome::done;
    case 1:
      return Outcome::no_cells;
    case 2:
      return Outcome::aborted;
    default:
      return Outcome::failed;
  }
}

Context::Outcome Context::compute_non_causal(const std::function<bool()>& should_abort) {
  llama_set_causal_attn(context_.get(), false);
  const auto outcome = compute(should_abort);
  llama_set_causal_attn(context_.get(), true);
  return outcome;
}

std::span<float> Context::logits(int index) {
  float* row = llama_get_logits_ith(context_.get(), index);
  return row ? std::span<float>(row, vocabulary_size_) : std::span<float>();
}

std::span<const float> Context::embedding(int sequence) {
  const float* row = llama_get_embeddings_seq(context_.get(), sequence);
  return row ? std::span<const float>(row, embedding_size_) : std::span<const float>();
}

void Context::copy(int from, int to, std::size_t length) {
  auto* memory = llama_get_memory(context_.get());
  llama_memory_seq_cp(memory, from, to, 0, static_cast<llama_pos>(length));
}

bool Context::truncate(int sequence, std::size_t length) {
  return llama_memory_seq_rm(llama_get_memory(context_.get()), sequence,
                             static_cast<llama_pos>(length), -1);
}

void Context::forget(int sequence) {
  if (auto* memory = llama_get_memory(context_.get()))  // Encoders have none.
    llama_memory_seq_rm(memory, sequence, -1, -1);
}

}  // namespace minerva::model
