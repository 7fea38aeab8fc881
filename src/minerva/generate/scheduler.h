#pragma once
// The engine's thread: who is computed when, and in which cells. Private to src/minerva/generate.
//
// Invariants, after each step: a cell is used exactly by the sequences that llama.cpp has it for;
// the cells reserved for admitted requests and not yet used are free, or are used only by kept
// prompts, which are given up when they are needed.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "minerva/generate/cells.h"
#include "minerva/generate/engine.h"
#include "minerva/generate/fair_queue.h"
#include "minerva/generate/picture_tokens.h"
#include "minerva/generate/work.h"
#include "minerva/model/context.h"
#include "minerva/vision/encoder.h"

namespace minerva {

class Scheduler {
 public:
  Scheduler(std::shared_ptr<const Model> model, const EngineOptions& options);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // From any thread.
  Engine::Id submit(Request request, Listener listener);
  void cancel(Engine::Id id);
  void cancel_all();
  int queue_position(Engine::Id id) const;
  std::chrono::milliseconds expected_wait() const;
  EngineStatus status() const;

  const Model& model() const { return *model_; }
  const Context& context() const { return context_; }
  const Projector* projector() const { return projector_.get(); }

 private:
  /// A sequence of the context, with the tokens that are computed in it.
  struct Sequence {
    int id = 0;
    std::vector<Token> tokens;
    std::vector<Cells::Cell> cells;
    WorkPtr work;              ///< Nothing: kept for others, or empty.
    bool is_bound = false;     ///< It has taken over what others have computed.
    int first_output = -1;     ///< Of this step.
    std::vector<Token> draft;  ///< Guessed tokens behind the last one, computed in this step.
    std::size_t added = 0;     ///< Tokens of this step.
    std::uint64_t last_used = 0;

    bool is_kept() const { return !work && !tokens.empty(); }
    std::size_t missing() const { return work->tokens.size() - tokens.size(); }
  };

  // Asking.
  void check(const Request& request) const;
  WorkPtr make_work(Request request, Listener listener);
  std::shared_ptr<Automaton> known(const std::shared_ptr<Automaton>& automaton);

  // The thread's round.
  void run();
  void sweep();
  void admit();
  void begin_step();
  void fill_step();
  void compute();
  void wait_for_event(std::uint64_t seen);
  void take_outputs();
  void publish();

  // Admission and cells.
  std::size_t first_reservation(const Work& work) const;
  int promised() const;  ///< Reserved and not yet used.
  std::vector<bool> cells_of_requests() const;
  bool fits(const Work& work, const Sequence* donor, std::size_t shared) const;
  void make_room();
  bool reserve_more(Sequence& sequence);
  void preempt(Sequence& sequence);
  Sequence* youngest(bool only_without_limit);
  Sequence* free_sequence(const Sequence* spared);
  Sequence* best_donor(const std::vector<Token>& tokens, std::size_t& shared);
  bool should_wait_for_other(const Sequence& sequence, std::size_t shared) const;
  void bind(Sequence& sequence, Sequence* donor, std::size_t shared);
  void bind_fresh();
  void forget(Sequence& sequence);
  void truncate(Sequence& sequence, std::size_t length);
  void keep_or_forget(Sequence& sequence);

  // The step.
  void add_reply_token(Sequence& sequence);
  void add_prompt(Sequence& sequence, int limit);
  void add_token(Sequence& sequence, Token token, bool wants_output);
  void undo_step();
  void without_cells();
  void fail_step(const Fault& fault);

  // Pictures.
  void check_pictures(const Request& request) const;
  void add_pictures_of(Request& request, Work& work);
  void ask_pictures();
  void ask_pictures_of(Work& work, std::size_t computed);
  void fill_picture_step();
  int add_pictures(Sequence& sequence, int room);
  void count(WorkPicture& picture, Usage& usage);

  // Ends.
  void give_up(Sequence& sequence, const Work& work);
  void take_tokens(Sequence& sequence);
  std::optional<Finish> take_token(Work& work, std::span<float> logits, Token& token);
  void finish(Sequence& sequence, Finish finish);
  void fail(Sequence& sequence, const Fault& fault);
  void tell_failed(const WorkPtr& work, const Fault& fault);
  static void tell(Work& work, const std::function<void()>& call);

  std::shared_ptr<const Model> model_;
  EngineOptions options_;
  std::shared_ptr<Projector> projector_;  ///< Nothing: the model does not see.
  Context context_;
  Cells cells_;
  std::vector<Sequence> sequences_;
  std::uint64_t clock_ = 0;
  std::size_t next_prompt_ = 0;  ///< Whose turn it is to have its prompt computed.
  std::size_t next_picture_ = 0;
  PictureTokens picture_tokens_;
  int outputs_ = 0, drafted_ = 0;  ///< Of this step.
  EngineStatus counted_;           ///< By the thread, until publish().

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue queue_;
  std::unordered_map<Engine::Id, std::weak_ptr<Work>> known_;
  EngineStatus status_;
  double mean_service_s_ = 0;
  Engine::Id last_id_ = 0;
  std::uint64_t events_ = 0;  ///< Whatever the thread may wait for.
  bool is_ending_ = false;

  std::vector<std::shared_ptr<Automaton>> known_automata_;  ///< Used last at the end.

  mutable std::once_flag trie_once_;
  mutable std::shared_ptr<const TokenTrie> trie_;
  std::optional<Turns> turns_;
  std::unique_ptr<Encoder> encoder_;
  std::jthread thread_;
};

}  // namespace minerva
