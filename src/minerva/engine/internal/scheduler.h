#pragma once
// The engine's thread: it takes requests from the inbox, has them admitted, computes step after
// step for all of them, and tells their listeners.
//
// What it decides is decided elsewhere: who gets cells by Admission, what is computed together by
// Step, when pictures are by PictureFeed, who is next by FairQueue.
//
// Invariant: a sequence has a claim exactly if works_ has its work.

#include <memory>
#include <thread>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/engine/internal/admission.h"
#include "minerva/engine/internal/context_port.h"
#include "minerva/engine/internal/inbox.h"
#include "minerva/engine/internal/intake.h"
#include "minerva/engine/internal/picture_feed.h"
#include "minerva/engine/internal/step.h"
#include "minerva/engine/internal/work.h"
#include "minerva/model/context.h"

namespace minerva::engine {

class Scheduler {
 public:
  Scheduler(std::shared_ptr<const model::Model> model, const EngineOptions& options);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // From any thread.
  Engine::Id submit(Request request, Callbacks callbacks);
  EngineStatus status() const;
  Inbox& inbox() { return inbox_; }
  const Inbox& inbox() const { return inbox_; }
  const model::Model& model() const { return *model_; }
  const model::Context& context() const { return context_; }
  const vision::Projector* projector() const { return pictures_.projector(); }

 private:
  // The thread's round.
  void run();
  void sweep();
  void admit();
  void note_taken_over(int sequence);
  void ask_pictures();
  void fill_pictures();
  void fill_texts();
  void publish();

  // The step.
  void compute();
  model::Context::Outcome compute_timed();
  void without_cells();
  void fail_step(const model::Fault& fault);
  void take_tokens(int sequence);

  // Ends.
  void preempt(int sequence);
  void put_back(int sequence);
  WorkPtr release(int sequence);
  void finish(int sequence, Finish finish);
  void fail(int sequence, const model::Fault& fault);
  void end_failed(Work& work, const model::Fault& fault);

  const Sequence& sequence(int id) const {
    return admission_.sequences()[static_cast<std::size_t>(id)];
  }
  WorkPtr& work_of(int sequence) { return works_[static_cast<std::size_t>(sequence)]; }

  std::shared_ptr<const model::Model> model_;
  std::shared_ptr<vision::Projector> projector_;  ///< Nothing: the model does not see.
  model::Context context_;
  ContextPort port_;
  Admission admission_;
  Step step_;
  std::vector<WorkPtr> works_;  ///< By sequence.
  EngineStatus counted_;        ///< Until publish().
  Inbox inbox_;
  PictureFeed pictures_;
  Intake intake_;
  std::jthread thread_;
};

}  // namespace minerva::engine
