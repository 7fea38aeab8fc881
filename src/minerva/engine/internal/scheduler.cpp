#include "minerva/engine/internal/scheduler.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "minerva/engine/internal/reply.h"

namespace minerva::engine {
namespace {

std::shared_ptr<vision::Projector> projector_of(const std::shared_ptr<const model::Model>& model,
                                                const EngineOptions& options) {
  if (options.projector.empty()) return nullptr;
  auto vision = options.vision;
  if (vision.threads == 0) vision.threads = options.context.threads;
  return std::make_shared<vision::Projector>(model, options.projector, vision);
}

model::EngineShape shape_of(const model::Model& model, const EngineOptions& options) {
  return model::engine_shape(model, model::complete(options.context, model.training_context()));
}

model::ContextOptions context_of(const EngineOptions& options, const vision::Projector* projector) {
  const auto at_once =
      projector && projector->is_non_causal() ? static_cast<int>(projector->largest_piece()) : 0;
  return model::with_pictures(options.context, at_once);
}

}  // namespace

Scheduler::Scheduler(std::shared_ptr<const model::Model> model, const EngineOptions& options)
    : model_(std::move(model)),
      projector_(projector_of(model_, options)),
      context_(*model_, context_of(options, projector_.get()), shape_of(*model_, options).sequences,
               shape_of(*model_, options).outputs),
      port_(context_),
      admission_({.cells = context_.options().cells,
                  .sequences = context_.sequences(),
                  .parallel = context_.options().parallel},
                 port_),
      step_({.outputs = context_.outputs(),
             .parallel = context_.options().parallel,
             .micro_batch = context_.options().micro_batch,
             .guess_forced = options.guess_forced},
            admission_, port_),
      works_(admission_.sequences().size()),
      inbox_(options.queue, context_.options().parallel),
      pictures_(projector_, [this] { inbox_.notify(); }),
      intake_(model_, context_.options().context, pictures_) {
  counted_.parallel = context_.options().parallel;
  counted_.cells = context_.options().cells;
  publish();
  thread_ = std::jthread([this] { run(); });
}

Scheduler::~Scheduler() {
  inbox_.close();
  thread_.join();
}

Engine::Id Scheduler::submit(Request request, Callbacks callbacks) {
  return inbox_.submit(intake_.work_of(std::move(request), std::move(callbacks)));
}

EngineStatus Scheduler::status() const {
  auto status = inbox_.status();
  pictures_.count_in(status);
  return status;
}

// The thread's round ----------------------------------------------------------------------------

void Scheduler::run() {
  while (const auto events = inbox_.wait_for_request()) {
    sweep();
    admit();
    for (const int id : admission_.bind_waiting()) note_taken_over(id);
    ask_pictures();
    bool has_computed = false;
    for (const auto fill : {&Scheduler::fill_pictures, &Scheduler::fill_texts}) {
      try {
        step_.begin();
        (this->*fill)();
        if (step_.size() == 0) continue;
        has_computed = true;
        compute();
      } catch (const model::Fault& fault) {
        fail_step(fault);
      }
    }
    publish();
    // Everything waits for the encoder.
    if (!has_computed && pictures_.sees()) inbox_.wait_for_event(*events);
  }
}

// Ends what was cancelled or took too long, also in the queue.
void Scheduler::sweep() {
  for (const auto& [work, fault] : inbox_.take_ended()) {
    if (!work->was_admitted()) work->usage.queue_s = seconds(Clock::now() - work->submitted);
    end_failed(*work, fault);
  }
  for (const auto& s : admission_.sequences())
    if (s.claim)
      if (const auto fault = end_of(*work_of(s.id))) fail(s.id, *fault);
}

void Scheduler::admit() {
  while (admission_.has_place()) {
    const auto work = inbox_.first();
    if (!work) return;
    const auto id = admission_.admit(work->claim);
    if (!id) return;
    inbox_.take(work);
    work_of(*id) = work;
    if (!work->was_admitted()) {
      work->admitted = Clock::now();
      work->usage.queue_s = seconds(work->admitted - work->submitted);
      counted_.prompt_tokens += work->request.prompt.size();
    }
    if (sequence(*id).is_bound) note_taken_over(*id);
  }
}

void Scheduler::note_taken_over(int id) {
  auto& usage = work_of(id)->usage;
  if (usage.reply_tokens > 0) return;
  const auto count = sequence(id).tokens.size();
  usage.cached_tokens = static_cast<int>(count);
  counted_.cached_tokens += count;
}

void Scheduler::ask_pictures() {
  if (!pictures_.sees()) return;
  pictures_.ask(admission_, works_, inbox_.first(PictureFeed::kEncodedAhead));
}

void Scheduler::fill_pictures() {
  for (const auto& [id, fault] : pictures_.add_to(step_, admission_, works_)) fail(id, fault);
}

// Who gives way does so before the step has tokens of anyone.
void Scheduler::fill_texts() {
  for (const int id : admission_.reserve_for_writers()) put_back(id);
  step_.add_texts(works_);
}

void Scheduler::publish() {
  const auto use = admission_.cell_use();
  counted_.cells_running = use.of_claims;
  counted_.cells_kept = use.kept;
  counted_.running = admission_.running();
  inbox_.publish(counted_);
}

// The step --------------------------------------------------------------------------------------

model::Context::Outcome Scheduler::compute_timed() {
  const auto should_abort = [this] {
    return std::all_of(works_.begin(), works_.end(),
                       [](const WorkPtr& work) { return !work || work->is_cancelled; });
  };
  const auto turn = pictures_.take_turn();
  const auto start = Clock::now();
  const auto outcome = step_.is_of_pictures() && pictures_.is_non_causal()
                           ? context_.compute_non_causal(should_abort)
                           : context_.compute(should_abort);
  const auto took = seconds(Clock::now() - start);
  for (std::size_t i = 0; i < works_.size(); ++i)
    if (works_[i] && step_.part(static_cast<int>(i)).added > 0 &&
        works_[i]->usage.reply_tokens == 0)
      works_[i]->usage.prefill_s += took;
  const auto size = static_cast<std::uint64_t>(step_.size());
  if (step_.is_of_pictures()) counted_.picture_tokens += size;
  ++counted_.steps;
  counted_.step_tokens += size;
  counted_.busy_s += took;
  return outcome;
}

void Scheduler::compute() {
  switch (compute_timed()) {
    case model::Context::Outcome::done:
      for (const auto& s : admission_.sequences())
        if (s.claim && step_.part(s.id).first_output >= 0) take_tokens(s.id);
      return;
    case model::Context::Outcome::no_cells:
      return without_cells();
    case model::Context::Outcome::aborted:
      return fail_step(model::Fault(model::FaultKind::cancelled, "The request was cancelled."));
    case model::Context::Outcome::failed:
      return fail_step(model::Fault(model::FaultKind::decode_failed,
                                    "The model could not compute this step (llama_decode)."));
  }
}

// Models with several kinds of cells (sliding windows) may have fewer than we count. The step is
// tried again with less.
void Scheduler::without_cells() {
  step_.undo();
  if (admission_.forget_kept()) return;
  const int last = admission_.youngest();
  if (admission_.running() > 1) {
    preempt(last);
    return admission_.forget(last);
  }
  fail(last, model::Fault(model::FaultKind::decode_failed,
                          "The model has no cell left for this request."));
}

// A step that did not end leaves its cells in an unknown state.
void Scheduler::fail_step(const model::Fault& fault) {
  for (const auto& s : admission_.sequences()) {
    if (step_.part(s.id).added == 0) continue;
    admission_.forget(s.id);
    if (s.claim) fail(s.id, fault);
  }
}

// Drawn tokens, one after the other, as long as the guesses computed with them are right: the reply
// is the same as if each had been computed alone.
void Scheduler::take_tokens(int id) {
  const auto& part = step_.part(id);
  const auto before = sequence(id).tokens.size() - 1 - part.draft.size();
  auto& work = *work_of(id);
  std::size_t right = 0;
  std::optional<Finish> end;
  std::optional<model::Fault> fault;
  try {
    for (;; ++right) {
      model::Token token = 0;
      const auto logits = context_.logits(part.first_output + static_cast<int>(right));
      end = write_token(work, *model_, logits, token);
      if (end || right == part.draft.size() || token != part.draft[right]) break;
      ++work.usage.forced_tokens;
    }
  } catch (const model::Fault& thrown) {
    fault = thrown;
  } catch (const std::exception& thrown) {
    fault = model::Fault(model::FaultKind::sampling_failed, thrown.what());
  }
  admission_.truncate(id, before + 1 + right);
  if (fault) return fail(id, *fault);
  if (end) finish(id, *end);
}

// Ends ------------------------------------------------------------------------------------------

void Scheduler::preempt(int id) {
  admission_.preempt(id);
  put_back(id);
}

void Scheduler::put_back(int id) {
  ++counted_.preempted;
  inbox_.put_back(std::exchange(work_of(id), nullptr));
}

// Frees the sequence; its cells stay for prompts that begin alike, all of them or those before the
// first picture.
WorkPtr Scheduler::release(int id) {
  auto work = std::exchange(work_of(id), nullptr);
  const auto before_pictures = work->pictures.empty() ? 0 : work->pictures.front().span.begin;
  admission_.end(id, work->request.keep ? Admission::kWhole : before_pictures);
  return work;
}

void Scheduler::finish(int id, Finish how) {
  const auto& request = work_of(id)->request;
  if (how == Finish::stop && request.constraint && request.triggers.empty())
    if (const auto mistake = request.constraint->mistake_in(work_of(id)->reply); !mistake.empty())
      return fail(id, model::Fault(model::FaultKind::sampling_failed,
                                   "The reply does not fit the schema: " + mistake + "."));
  const auto work = release(id);
  ++counted_.finished;
  counted_.reply_tokens += static_cast<std::uint64_t>(work->usage.reply_tokens);
  counted_.forced_tokens += static_cast<std::uint64_t>(work->usage.forced_tokens);
  inbox_.forget(work->claim.id);
  inbox_.count_service(seconds(Clock::now() - work->admitted));
  publish();
  tell_done(*work, how);
}

void Scheduler::fail(int id, const model::Fault& fault) { end_failed(*release(id), fault); }

void Scheduler::end_failed(Work& work, const model::Fault& fault) {
  ++counted_.failed;
  counted_.reply_tokens += static_cast<std::uint64_t>(work.usage.reply_tokens);
  inbox_.forget(work.claim.id);
  publish();
  tell_failed(work, fault);
}

}  // namespace minerva::engine
