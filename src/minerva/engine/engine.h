#pragma once
// The engine: many requests at once on one model.
//
// One thread owns the context. It takes requests from a bounded queue in fair order, gives each a
// sequence of its own once the cells for its prompt and its whole reply are free, and computes one
// step for all of them together: a token for each that is generating, and prompts in the room that
// is left. A prompt that begins like one computed before takes that part over. A reply without a
// limit reserves its cells piece by piece; if they run out, the youngest such request waits, and
// goes on later where it was.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "minerva/constrain/constraint.h"
#include "minerva/engine/sampling.h"
#include "minerva/model/fault.h"
#include "minerva/model/model.h"
#include "minerva/vision/projector.h"

namespace minerva::engine {

struct EngineOptions {
  model::ContextOptions context;
  /// Requests that may wait. One more is refused with Fault: busy.
  int queue = 64;
  /// Compute the tokens that a constraint forces together, as guesses that are verified. The
  /// replies are the same without, and come later.
  bool guess_forced = true;
  /// Of a model that sees: the file of its projector. Empty: none.
  std::filesystem::path projector;
  vision::ProjectorOptions vision;
};

struct Request {
  /// Not empty. Where a picture stands, SeenPrompt::kPicture.
  std::vector<model::Token> prompt;
  std::vector<vision::PictureSpan> pictures;  ///< As Projector::tokenize() tells them.
  SamplingOptions sampling;
  /// What the reply must look like; nothing: anything goes.
  std::shared_ptr<const constrain::Constraint> constraint;
  /// The constraint begins only where one of these texts has been written; none: from the start.
  std::vector<std::string> triggers;
  /// Most tokens of the reply. -1: what the context leaves.
  int max_tokens = -1;
  /// Texts that end the reply; they are not part of it.
  std::vector<std::string> stop;
  /// How many likely tokens are told with each piece, 0 to 20; -1: none, and no probabilities.
  int log_probabilities = -1;
  bool ignore_end = false;  ///< Go on after the model's end token. For measuring.
  /// Keep the prompt for others that begin like it. Off for prompts that come only once: of those
  /// with pictures, only what is before the first one is then kept.
  bool keep = true;
  /// Whose request it is. Those of different clients take turns; those of one keep their order.
  std::string client;
  /// From submit() on. Zero: no limit. Afterwards the reply ends with Fault: generation_timeout.
  std::chrono::milliseconds timeout{0};
};

enum class Finish { stop, length };

struct Piece {
  model::Token token = 0;  ///< -1: the last text, which was held back until the end.
  std::string text;        ///< Whole UTF-8 characters; may be empty while one is incomplete.
  std::vector<Likelihood> likely;  ///< Best first; the token itself is among them.
};

struct Usage {
  int prompt_tokens = 0;
  int cached_tokens = 0;  ///< Of the prompt, not computed again.
  int reply_tokens = 0;
  int forced_tokens = 0;  ///< Of the reply, computed together since the constraint left no choice.
  double queue_s = 0;     ///< Until it got a sequence.
  double prompt_s = 0;    ///< From then to the first token.
  double reply_s = 0;     ///< From the first token to the last.
  // Of pictures.
  int pictures = 0;
  int picture_tokens = 0;   ///< Of the prompt's tokens.
  int cached_pictures = 0;  ///< Not encoded again.
  double decode_s = 0;      ///< From the files' bytes to pixels, and those prepared.
  double encode_s = 0;      ///< From pixels to embeddings.
  double prefill_s = 0;     ///< Steps that computed the prompt.
};

/// Whoever asked is told from the engine's thread, and must not keep it waiting. Of done and failed
/// exactly one is called, once and last.
struct Callbacks {
  std::function<void(const Piece&)> piece;
  std::function<void(Finish, const Usage&)> done;
  std::function<void(const model::Fault&, const Usage&)> failed;
};

struct EngineStatus {
  int waiting = 0, running = 0, parallel = 0;
  std::int64_t cells = 0;          ///< All there are.
  std::int64_t cells_running = 0;  ///< Of requests.
  std::int64_t cells_kept = 0;     ///< Of prompts kept for others; given up when needed.
  std::uint64_t requests = 0, finished = 0, failed = 0, preempted = 0;
  std::uint64_t prompt_tokens = 0, cached_tokens = 0, reply_tokens = 0, forced_tokens = 0;
  std::uint64_t steps = 0, step_tokens = 0;
  double busy_s = 0;  ///< Spent computing.
  // Of pictures.
  std::uint64_t pictures = 0;         ///< Encoded.
  std::uint64_t pictures_cached = 0;  ///< Not encoded again.
  std::uint64_t picture_tokens = 0;   ///< Computed by the language model.
  std::uint64_t picture_cache_bytes = 0;
  double encode_s = 0;  ///< Spent encoding, beside or in turn with the rest.
};

class Engine {
 public:
  /// Makes the context. Throws Fault: out_of_memory, backend.
  explicit Engine(std::shared_ptr<const model::Model> model, const EngineOptions& options = {});
  /// Ends every request with Fault: cancelled.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  using Id = std::uint64_t;

  /// Queues a request. From any thread. Throws Fault: invalid_parameter, context_limit_exceeded,
  /// busy; after that, everything is told to the callbacks.
  Id submit(Request request, Callbacks callbacks);

  /// Ends a request wherever it is (queue, prompt, reply) within one step, with Fault: cancelled.
  /// Nothing happens if it has ended. From any thread, also from a callback.
  void cancel(Id id);
  void cancel_all();

  /// Requests before this one in the queue; -1: it is not waiting.
  int queue_position(Id id) const;

  /// About how long a request that came now would wait. For Retry-After.
  std::chrono::milliseconds expected_wait() const;

  EngineStatus status() const;
  model::MemoryEstimate memory() const;  ///< As allocated, with the model's weights.
  int context() const;                   ///< Most tokens of one request.
  const model::Model& model() const;
  /// Turns prompts with pictures into tokens. Nothing: the model does not see.
  const vision::Projector* projector() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole reply to one request. Throws what the request ends with.
struct Reply {
  std::string text;
  Finish finish = Finish::stop;
  Usage usage;
  std::vector<Piece> pieces;
};
Reply generate(Engine& engine, Request request);

}  // namespace minerva::engine
