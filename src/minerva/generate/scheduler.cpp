#include "minerva/generate/scheduler.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "minerva/constrain/automaton.h"

namespace minerva {
namespace {

/// While replies are being written, prompts get this many tokens of a step, so that nobody's reply
/// stands still for long.
constexpr int kPromptShare = 192;
constexpr std::size_t kLongestDraft = 8;

double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

std::optional<Fault> end_of(const Work& work) {
  if (work.is_cancelled) return Fault(FaultKind::cancelled, "The request was cancelled.");
  if (work.is_late())
    return Fault(FaultKind::generation_timeout, "The request took longer than its limit of " +
                                                    std::to_string(work.request.timeout.count()) +
                                                    " ms.");
  return std::nullopt;
}

std::shared_ptr<Projector> projector_of(const std::shared_ptr<const Model>& model,
                                        const EngineOptions& options) {
  if (options.projector.empty()) return nullptr;
  auto vision = options.vision;
  if (vision.threads == 0) vision.threads = options.context.threads;
  return std::make_shared<Projector>(model, options.projector, vision);
}

}  // namespace

Scheduler::Scheduler(std::shared_ptr<const Model> model, const EngineOptions& options)
    : model_(std::move(model)),
      options_(options),
      projector_(projector_of(model_, options_)),
      context_(
          *model_,
          with_pictures(options.context, projector_ && projector_->is_non_causal()
                                             ? static_cast<int>(projector_->largest_piece())
                                             : 0),
          engine_shape(*model_, complete(options.context, model_->training_context())).sequences,
          engine_shape(*model_, complete(options.context, model_->training_context())).outputs),
      cells_(context_.options().cells) {
  sequences_.resize(static_cast<std::size_t>(context_.sequences()));
  for (std::size_t i = 0; i < sequences_.size(); ++i) sequences_[i].id = static_cast<int>(i);
  counted_.parallel = context_.options().parallel;
  counted_.cells = cells_.count();
  status_ = counted_;
  if (projector_) {
    // On the CPU both would slow each other down more than they gain.
    if (!projector_->is_on_gpu()) turns_.emplace();
    encoder_ = std::make_unique<Encoder>(
        projector_, Encoder::Options{.cache_bytes = projector_->options().cache_bytes,
                                     .ended =
                                         [this] {
                                           const std::lock_guard lock(mutex_);
                                           ++events_;
                                           wake_.notify_all();
                                         },
                                     .turns = turns_ ? &*turns_ : nullptr});
  }
  thread_ = std::jthread([this] { run(); });
}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    ++events_;
    for (const auto& [id, known] : known_)
      if (const auto work = known.lock()) work->is_cancelled = true;
  }
  wake_.notify_all();
  thread_.join();
}

// Asking ----------------------------------------------------------------------------------------

void Scheduler::check(const Request& request) const {
  if (request.prompt.empty()) throw Fault::parameter("prompt", "empty", "at least one token");
  check_pictures(request);
  for (const auto token : request.prompt)
    if ((token < 0 && token != SeenPrompt::kPicture) || token >= model_->vocabulary_size())
      throw Fault::parameter(
          "prompt", "holding token " + std::to_string(token),
          "of tokens from 0 to " + std::to_string(model_->vocabulary_size() - 1));
  if (request.max_tokens < -1 || request.max_tokens == 0)
    throw Fault::parameter("max_tokens", std::to_string(request.max_tokens), "at least 1");
  if (request.log_probabilities < -1 || request.log_probabilities > 20)
    throw Fault::parameter("top_logprobs", std::to_string(request.log_probabilities),
                           "from 0 to 20");
  const auto needed =
      static_cast<std::int64_t>(request.prompt.size()) + std::max(1, request.max_tokens);
  if (needed > context_.options().context)
    throw Fault::context_limit(needed, context_.options().context);
}

// Requests of one client mostly come with the same schema. What was found out for one of them
// (states, masks, habits) serves the next.
std::shared_ptr<Automaton> Scheduler::known(const std::shared_ptr<Automaton>& automaton) {
  constexpr std::size_t kMostKnown = 4, kMostStates = 10'000;
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(known_automata_.begin(), known_automata_.end(),
                   [&](const auto& a) { return a->source() == automaton->source(); });
  auto result = automaton;
  if (found != known_automata_.end()) {
    if ((*found)->state_count() < kMostStates) result = *found;
    known_automata_.erase(found);
  }
  if (known_automata_.size() >= kMostKnown) known_automata_.erase(known_automata_.begin());
  known_automata_.push_back(result);
  return result;
}

WorkPtr Scheduler::make_work(Request request, Listener listener) {
  std::optional<Matcher> matcher;
  if (request.constraint) {
    std::call_once(trie_once_, [this] { trie_ = TokenTrie::of(*model_); });
    matcher.emplace(known(request.constraint->automaton()), trie_, request.triggers);
  }
  std::erase(request.stop, "");
  auto work = std::make_shared<Work>(request.sampling, model_->vocabulary_size(),
                                     std::move(matcher), request.stop);
  for (const auto token : request.prompt)
    if (token >= 0) work->sampler.see(token);
  work->tokens = request.prompt;
  add_pictures_of(request, *work);
  work->limit = request.max_tokens > 0
                    ? request.prompt.size() + static_cast<std::size_t>(request.max_tokens)
                    : static_cast<std::size_t>(context_.options().context);
  work->usage.prompt_tokens = static_cast<int>(request.prompt.size());
  work->request = std::move(request);
  work->listener = std::move(listener);
  return work;
}

Engine::Id Scheduler::submit(Request request, Listener listener) {
  check(request);
  auto work = make_work(std::move(request), std::move(listener));
  const std::lock_guard lock(mutex_);
  if (is_ending_) throw Fault(FaultKind::model_not_loaded, "The model is being unloaded.");
  if (static_cast<int>(queue_.size()) >= options_.queue)
    throw Fault(FaultKind::busy, "The queue is full: " + std::to_string(queue_.size()) +
                                     " requests are waiting. Try again in a moment.");
  const auto id = work->id = ++last_id_;
  known_.emplace(id, work);
  queue_.push(std::move(work));
  ++status_.requests;
  ++status_.waiting;
  ++events_;
  wake_.notify_all();
  return id;
}

void Scheduler::cancel(Engine::Id id) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(id); known != known_.end())
    if (const auto work = known->second.lock()) work->is_cancelled = true;
  ++events_;
  wake_.notify_all();
}

void Scheduler::cancel_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, known] : known_)
    if (const auto work = known.lock()) work->is_cancelled = true;
  ++events_;
  wake_.notify_all();
}

int Scheduler::queue_position(Engine::Id id) const {
  const std::lock_guard lock(mutex_);
  return queue_.position(id);
}

std::chrono::milliseconds Scheduler::expected_wait() const {
  const std::lock_guard lock(mutex_);
  const auto rounds =
      static_cast<double>(queue_.size() + 1) / static_cast<double>(context_.options().parallel);
  return std::chrono::milliseconds(static_cast<std::int64_t>(1000 * mean_service_s_ * rounds));
}

EngineStatus Scheduler::status() const {
  EngineStatus status;
  {
    const std::lock_guard lock(mutex_);
    status = status_;
  }
  if (encoder_) {
    const auto seen = encoder_->status();
    status.pictures = seen.pictures;
    status.pictures_cached = seen.cache_hits;
    status.picture_cache_bytes = seen.cache_bytes;
    status.encode_s = seen.encode_s;
  }
  return status;
}

// The thread's round ----------------------------------------------------------------------------

void Scheduler::run() {
  for (;;) {
    std::uint64_t seen = 0;
    {
      std::unique_lock lock(mutex_);
      const auto has_work = [&] { return is_ending_ || !known_.empty(); };
      wake_.wait(lock, has_work);
      if (is_ending_ && known_.empty()) return;
      seen = events_;
    }
    sweep();
    admit();
    bind_fresh();
    ask_pictures();
    bool has_computed = false;
    for (const auto fill : {&Scheduler::fill_picture_step, &Scheduler::fill_step}) {
      try {
        begin_step();
        (this->*fill)();
        if (context_.size() == 0) continue;
        has_computed = true;
        compute();
      } catch (const Fault& fault) {
        fail_step(fault);
      }
    }
    publish();
    if (!has_computed) wait_for_event(seen);
  }
}

// Everything waits for the encoder. The short sleep is for requests whose time is over.
void Scheduler::wait_for_event(std::uint64_t seen) {
  if (!encoder_) return;
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, std::chrono::milliseconds(20), [&] { return events_ != seen; });
}

// Ends what was cancelled or took too long, also in the queue.
void Scheduler::sweep() {
  std::vector<std::pair<WorkPtr, Fault>> ended;
  {
    const std::lock_guard lock(mutex_);
    queue_.remove_if([&](const WorkPtr& work) {
      const auto fault = end_of(*work);
      if (fault) ended.emplace_back(work, *fault);
      return fault.has_value();
    });
  }
  for (const auto& [work, fault] : ended) {
    if (work->admitted == Clock::time_point{})
      work->usage.queue_s = seconds(Clock::now() - work->submitted);
    tell_failed(work, fault);
  }
  for (auto& s : sequences_)
    if (s.work)
      if (const auto fault = end_of(*s.work)) fail(s, *fault);
}

void Scheduler::publish() {
  counted_.running = 0;
  counted_.cells_running = counted_.cells_kept = 0;
  const auto used = cells_of_requests();
  counted_.cells_running = std::count(used.begin(), used.end(), true);
  counted_.cells_kept = cells_.count() - cells_.free() - counted_.cells_running;
  for (const auto& s : sequences_)
    if (s.work) ++counted_.running;
  const std::lock_guard lock(mutex_);
  const auto requests = status_.requests;
  status_ = counted_;
  status_.requests = requests;
  status_.waiting = static_cast<int>(queue_.size());
}

// The step --------------------------------------------------------------------------------------

void Scheduler::begin_step() {
  context_.clear();
  outputs_ = drafted_ = 0;
  for (auto& s : sequences_) {
    s.first_output = -1;
    s.added = 0;
    s.draft.clear();
  }
}

// One token of each that is writing, with what must follow it; then prompts in turn.
void Scheduler::fill_step() {
  bool is_anyone_writing = false;
  for (auto& s : sequences_) {
    if (!s.work || !s.is_bound || s.missing() != 1) continue;
    if (s.work->tokens.size() > s.work->reserved && !reserve_more(s)) {
      preempt(*youngest(true));
      if (!s.work || !reserve_more(s)) continue;
    }
    add_reply_token(s);
    is_anyone_writing = true;
  }
  int share = is_anyone_writing ? kPromptShare : context_.options().micro_batch;
  for (std::size_t k = 0; k < sequences_.size() && share > 0 && context_.room() > 0; ++k) {
    auto& s = sequences_[(next_prompt_ + k) % sequences_.size()];
    if (!s.work || !s.is_bound || s.first_output >= 0 || s.missing() <= 1) continue;
    const int before = context_.size();
    add_prompt(s, share);
    share -= context_.size() - before;
  }
  next_prompt_ = (next_prompt_ + 1) % sequences_.size();
}

void Scheduler::add_token(Sequence& s, Token token, bool wants_output) {
  if (cells_.free() == 0) make_room();
  const int i = context_.add(token, s.work->position_of(s.tokens.size()), s.id, wants_output);
  if (wants_output) {
    ++outputs_;
    if (s.first_output < 0) s.first_output = i;
  }
  s.tokens.push_back(token);
  s.cells.push_back(cells_.take());
  ++s.added;
}

void Scheduler::add_reply_token(Sequence& s) {
  auto& work = *s.work;
  const int spare = context_.outputs() - context_.options().parallel - drafted_;
  if (auto* matcher = work.sampler.matcher(); matcher && spare > 0 && options_.guess_forced) {
    const auto room = std::min({kLongestDraft, static_cast<std::size_t>(spare),
                                work.reserved - std::min(work.reserved, work.tokens.size())});
    if (room > 0) s.draft = matcher->draft(room);
  }
  drafted_ += static_cast<int>(s.draft.size());
  add_token(s, work.tokens.back(), true);
  for (const auto token : s.draft) add_token(s, token, true);
}

void Scheduler::add_prompt(Sequence& s, int limit) {
  const auto& tokens = s.work->tokens;
  while (s.tokens.size() < tokens.size() && limit-- > 0 && context_.room() > 0) {
    const auto next = s.tokens.size();
    if (tokens[next] < 0) break;  // A picture, which has steps of its own.
    add_token(s, tokens[next], next + 1 == tokens.size());
  }
}

void Scheduler::compute() {
  const auto should_abort = [this] {
    return std::all_of(sequences_.begin(), sequences_.end(),
                       [](const Sequence& s) { return !s.work || s.work->is_cancelled; });
  };
  const bool is_of_pictures =
      std::any_of(sequences_.begin(), sequences_.end(),
                  [](const Sequence& s) { return s.added > 0 && s.tokens.back() < 0; });
  if (turns_) turns_->take(0);
  const auto start = Clock::now();
  const auto outcome = is_of_pictures && projector_->is_non_causal()
                           ? context_.compute_non_causal(should_abort)
                           : context_.compute(should_abort);
  const auto took = seconds(Clock::now() - start);
  if (turns_) turns_->give_back();
  for (auto& s : sequences_)
    if (s.work && s.added > 0 && s.work->usage.reply_tokens == 0) s.work->usage.prefill_s += took;
  if (is_of_pictures) counted_.picture_tokens += static_cast<std::uint64_t>(context_.size());
  ++counted_.steps;
  counted_.step_tokens += static_cast<std::uint64_t>(context_.size());
  counted_.busy_s += took;
  switch (outcome) {
    case Context::Outcome::done:
      return take_outputs();
    case Context::Outcome::no_cells:
      return without_cells();
    case Context::Outcome::aborted:
      return fail_step(Fault(FaultKind::cancelled, "The request was cancelled."));
    case Context::Outcome::failed:
      return fail_step(
          Fault(FaultKind::decode_failed, "The model could not compute this step (llama_decode)."));
  }
}

void Scheduler::undo_step() {
  for (auto& s : sequences_) {
    while (s.added > 0) {
      s.tokens.pop_back();
      cells_.give_back(s.cells.back());
      s.cells.pop_back();
      --s.added;
    }
    s.draft.clear();
    s.first_output = -1;
  }
}

// Models with several kinds of cells (sliding windows) may have fewer than we count. The step is
// tried again with less.
void Scheduler::without_cells() {
  undo_step();
  bool has_given = false;
  for (auto& s : sequences_)
    if (s.is_kept()) {
      forget(s);
      has_given = true;
    }
  if (has_given) return;
  const auto running = std::count_if(sequences_.begin(), sequences_.end(),
                                     [](const Sequence& s) { return s.work != nullptr; });
  auto* last = youngest(false);
  if (running > 1) {
    preempt(*last);
    return forget(*last);
  }
  fail(*last, Fault(FaultKind::decode_failed, "The model has no cell left for this request."));
}

// A step that did not end leaves its cells in an unknown state.
void Scheduler::fail_step(const Fault& fault) {
  for (auto& s : sequences_) {
    if (s.added == 0) continue;
    forget(s);
    if (s.work) fail(s, fault);
  }
}

void Scheduler::take_outputs() {
  for (auto& s : sequences_)
    if (s.work && s.first_output >= 0) take_tokens(s);
}

// Drawn tokens, one after the other, as long as the guesses computed with them are right: the reply
// is the same as if each had been computed alone.
void Scheduler::take_tokens(Sequence& s) {
  auto& work = *s.work;
  const auto before = s.tokens.size() - 1 - s.draft.size();
  std::size_t right = 0;
  std::optional<Finish> end;
  std::optional<Fault> fault;
  try {
    for (;; ++right) {
      Token token = 0;
      end = take_token(work, context_.logits(s.first_output + static_cast<int>(right)), token);
      if (end || right == s.draft.size() || token != s.draft[right]) break;
      ++work.usage.forced_tokens;
    }
  } catch (const Fault& thrown) {
    fault = thrown;
  } catch (const std::exception& thrown) {
    fault = Fault(FaultKind::sampling_failed, thrown.what());
  }
  truncate(s, before + 1 + right);
  s.draft.clear();
  if (fault) return fail(s, *fault);
  if (end) finish(s, *end);
}

std::optional<Finish> Scheduler::take_token(Work& work, std::span<float> logits, Token& token) {
  const auto& request = work.request;
  std::vector<float> unchanged;
  if (request.log_probabilities >= 0) unchanged.assign(logits.begin(), logits.end());
  token = work.sampler.next(logits);
  if (work.usage.reply_tokens == 0 && work.first_token == Clock::time_point{}) {
    for (auto& picture : work.pictures) picture.ticket.reset();
    work.first_token = Clock::now();
    work.usage.prompt_s = seconds(work.first_token - work.admitted);
  }
  work.usage.reply_s = seconds(Clock::now() - work.first_token);
  if (model_->is_end(token) && !request.ignore_end) return Finish::stop;
  ++work.usage.reply_tokens;
  work.tokens.push_back(token);
  const auto bytes = model_->piece(token);
  if (request.constraint) work.reply += bytes;
  Piece piece{token, work.text.add(bytes), {}};
  if (request.log_probabilities >= 0)
    piece.likely = likeliest(unchanged, request.log_probabilities, token);
  tell(work, [&] {
    if (work.listener.piece) work.listener.piece(piece);
  });
  if (work.text.is_stopped()) return Finish::stop;
  if (auto* matcher = work.sampler.matcher(); matcher && matcher->must_end()) return Finish::stop;
  if (work.tokens.size() >= work.limit) return Finish::length;
  return std::nullopt;
}

// Ends ------------------------------------------------------------------------------------------

// A listener that throws is not listened to any more.
void Scheduler::tell(Work& work, const std::function<void()>& call) {
  try {
    call();
  } catch (...) {
    work.is_cancelled = true;
  }
}

// What is kept for others: everything, or what comes before the first picture.
void Scheduler::give_up(Sequence& s, const Work& work) {
  if (work.request.keep) return keep_or_forget(s);
  const bool can_share = context_.sequences() > context_.options().parallel;
  const auto length = work.pictures.empty() ? 0 : work.pictures.front().span.begin;
  if (length == 0 || !can_share) return forget(s);
  truncate(s, length);
  if (!s.tokens.empty()) keep_or_forget(s);
}

void Scheduler::finish(Sequence& s, Finish how) {
  auto& request = s.work->request;
  if (how == Finish::stop && request.constraint && request.triggers.empty())
    if (const auto mistake = request.constraint->mistake_in(s.work->reply); !mistake.empty())
      return fail(s, Fault(FaultKind::sampling_failed,
                           "The reply does not fit the schema: " + mistake + "."));
  const auto work = std::exchange(s.work, nullptr);
  give_up(s, *work);
  ++counted_.finished;
  counted_.reply_tokens += static_cast<std::uint64_t>(work->usage.reply_tokens);
  counted_.forced_tokens += static_cast<std::uint64_t>(work->usage.forced_tokens);
  {
    const std::lock_guard lock(mutex_);
    known_.erase(work->id);
    const double took = seconds(Clock::now() - work->admitted);
    mean_service_s_ = mean_service_s_ == 0 ? took : 0.8 * mean_service_s_ + 0.2 * took;
  }
  publish();
  tell(*work, [&] {
    if (const auto rest = work->text.finish(); !rest.empty() && work->listener.piece)
      work->listener.piece({-1, rest, {}});
    if (work->listener.done) work->listener.done(how, work->usage);
  });
}

void Scheduler::fail(Sequence& s, const Fault& fault) {
  const auto work = std::exchange(s.work, nullptr);
  s.draft.clear();
  give_up(s, *work);
  tell_failed(work, fault);
}

void Scheduler::tell_failed(const WorkPtr& work, const Fault& fault) {
  ++counted_.failed;
  counted_.reply_tokens += static_cast<std::uint64_t>(work->usage.reply_tokens);
  {
    const std::lock_guard lock(mutex_);
    known_.erase(work->id);
  }
  publish();
  tell(*work, [&] {
    if (work->listener.failed) work->listener.failed(fault, work->usage);
  });
}

}  // namespace minerva
