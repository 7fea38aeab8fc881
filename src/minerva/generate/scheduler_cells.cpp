// Admission, and whose the cells are.

#include <algorithm>
#include <utility>

#include "minerva/generate/scheduler.h"

namespace minerva {
namespace {

/// A reply without a limit reserves its cells in pieces of this many.
constexpr std::size_t kPiece = 64;
/// Waiting for another request's prompt, or copying it, is worth it only for more tokens than this.
constexpr std::size_t kWorthwhile = 32;

std::size_t common_prefix(const std::vector<Token>& a, const std::vector<Token>& b) {
  const auto n = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + n, b.begin()).first -
                                  a.begin());
}

}  // namespace

std::size_t Scheduler::first_reservation(const Work& work) const {
  return work.has_limit() ? work.limit : std::min(work.limit, work.tokens.size() + kPiece);
}

int Scheduler::promised() const {
  std::size_t sum = 0;
  for (const auto& s : sequences_)
    if (s.work) sum += s.work->reserved - std::min(s.work->reserved, s.tokens.size());
  return static_cast<int>(sum);
}

std::vector<bool> Scheduler::cells_of_requests() const {
  std::vector<bool> used(static_cast<std::size_t>(cells_.count()), false);
  for (const auto& s : sequences_)
    if (s.work)
      for (const auto cell : s.cells) used[static_cast<std::size_t>(cell)] = true;
  return used;
}

// Kept prompts can be given up, except the part that this request would take over.
bool Scheduler::fits(const Work& work, const Sequence* donor, std::size_t shared) const {
  auto used = cells_of_requests();
  if (donor)
    for (std::size_t i = 0; i < shared; ++i) used[static_cast<std::size_t>(donor->cells[i])] = true;
  const auto taken = std::count(used.begin(), used.end(), true);
  const auto needed = first_reservation(work) - shared;
  return taken + promised() + static_cast<std::ptrdiff_t>(needed) <= cells_.count();
}

void Scheduler::admit() {
  for (;;) {
    const auto running = std::count_if(sequences_.begin(), sequences_.end(),
                                       [](const Sequence& s) { return s.work != nullptr; });
    if (running >= context_.options().parallel) return;
    WorkPtr work;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) return;
      work = queue_.first();
    }
    std::size_t shared = 0;
    auto* donor = best_donor(work->tokens, shared);
    if (!fits(*work, donor, shared)) return;
    auto* sequence = free_sequence(donor);
    {
      // It may have been cancelled meanwhile, but only this thread takes from the queue.
      const std::lock_guard lock(mutex_);
      work = queue_.pop();
    }
    if (sequence != donor) forget(*sequence);
    sequence->work = work;
    sequence->is_bound = false;
    sequence->last_used = ++clock_;
    work->reserved = first_reservation(*work);
    if (work->admitted == Clock::time_point{}) {
      work->admitted = Clock::now();
      work->usage.queue_s = std::chrono::duration<double>(work->admitted - work->submitted).count();
      counted_.prompt_tokens += work->request.prompt.size();
    }
    if (!should_wait_for_other(*sequence, shared)) bind(*sequence, donor, shared);
  }
}

// The sequence whose computed tokens begin most like these. The last token is always computed anew,
// for what the model says after it.
Scheduler::Sequence* Scheduler::best_donor(const std::vector<Token>& tokens, std::size_t& shared) {
  const bool can_copy = context_.sequences() > context_.options().parallel;
  Sequence* best = nullptr;
  shared = 0;
  for (auto& s : sequences_) {
    if (s.work && !can_copy) continue;
    const auto n = without_part_of_picture(
        tokens, std::min(common_prefix(s.tokens, tokens), tokens.size() - 1));
    if (n > shared) {
      best = &s;
      shared = n;
    }
  }
  return best;
}

// Without copies, the donor itself; else an empty one, else the one kept longest without use.
Scheduler::Sequence* Scheduler::free_sequence(const Sequence* spared) {
  const bool can_copy = context_.sequences() > context_.options().parallel;
  Sequence* oldest = nullptr;
  for (auto& s : sequences_) {
    if (s.work) continue;
    if (!can_copy && &s == spared) return &s;
    if (s.tokens.empty()) return &s;
    if (&s != spared && (!oldest || s.last_used < oldest->last_used)) oldest = &s;
  }
  if (oldest) return oldest;
  return const_cast<Sequence*>(spared);
}

// Another request is about to compute more of the same beginning.
bool Scheduler::should_wait_for_other(const Sequence& sequence, std::size_t shared) const {
  if (context_.sequences() == context_.options().parallel) return false;
  const auto& tokens = sequence.work->tokens;
  return std::any_of(sequences_.begin(), sequences_.end(), [&](const Sequence& other) {
    if (!other.work || !other.is_bound || &other == &sequence || other.missing() <= 1) return false;
    const auto planned = std::min(common_prefix(other.work->tokens, tokens), tokens.size() - 1);
    return planned > std::max(shared, other.tokens.size()) + kWorthwhile;
  });
}

// Takes over what the donor has computed.
void Scheduler::bind(Sequence& sequence, Sequence* donor, std::size_t shared) {
  sequence.is_bound = true;
  if (donor == &sequence) {
    truncate(sequence, shared);
  } else if (donor && shared > 0) {
    context_.copy(donor->id, sequence.id, sequence.work->position_of(shared));
    const auto n = static_cast<std::ptrdiff_t>(shared);
    sequence.tokens.assign(donor->tokens.begin(), donor->tokens.begin() + n);
    sequence.cells.assign(donor->cells.begin(), donor->cells.begin() + n);
    for (const auto cell : sequence.cells) cells_.share(cell);
    donor->last_used = ++clock_;
    if (donor->is_kept() && donor->tokens.size() == shared) forget(*donor);
  }
  auto& work = *sequence.work;
  if (work.usage.reply_tokens == 0) {
    work.usage.cached_tokens = static_cast<int>(sequence.tokens.size());
    counted_.cached_tokens += sequence.tokens.size();
  }
}

void Scheduler::bind_fresh() {
  for (auto& s : sequences_) {
    if (!s.work || s.is_bound) continue;
    std::size_t shared = 0;
    auto* donor = best_donor(s.work->tokens, shared);
    if (!should_wait_for_other(s, shared)) bind(s, donor, shared);
  }
}

void Scheduler::forget(Sequence& sequence) {
  if (!sequence.tokens.empty()) context_.forget(sequence.id);
  for (const auto cell : sequence.cells) cells_.give_back(cell);
  sequence.tokens.clear();
  sequence.cells.clear();
}

void Scheduler::truncate(Sequence& sequence, std::size_t length) {
  if (length >= sequence.tokens.size()) return;
  // Without work, there is no picture before it.
  const auto position = sequence.work ? sequence.work->position_of(length) : length;
  if (length == 0 || !context_.truncate(sequence.id, position)) return forget(sequence);
  while (sequence.cells.size() > length) {
    cells_.give_back(sequence.cells.back());
    sequence.cells.pop_back();
  }
  sequence.tokens.resize(length);
}

// Gives up kept prompts, the one unused longest first, until a cell is free. What was reserved
// makes sure that there is one.
void Scheduler::make_room() {
  while (cells_.free() == 0) {
    Sequence* oldest = nullptr;
    for (auto& s : sequences_)
      if (s.is_kept() && (!oldest || s.last_used < oldest->last_used)) oldest = &s;
    if (!oldest)
      throw Fault(FaultKind::decode_failed, "There is no cell left for a request that had one.");
    forget(*oldest);
  }
}

bool Scheduler::reserve_more(Sequence& sequence) {
  auto& work = *sequence.work;
  const auto used = cells_of_requests();
  const auto taken = std::count(used.begin(), used.end(), true);
  const auto available =
      static_cast<std::ptrdiff_t>(cells_.count()) - taken - static_cast<std::ptrdiff_t>(promised());
  if (available < 1) return false;
  const auto more = std::min({kPiece, static_cast<std::size_t>(available),
                              work.limit - std::min(work.limit, work.reserved)});
  work.reserved += more;
  return more > 0;
}

Scheduler::Sequence* Scheduler::youngest(bool only_without_limit) {
  Sequence* found = nullptr;
  for (auto& s : sequences_)
    if (s.work && !(only_without_limit && s.work->has_limit()) &&
        (!found || s.work->id > found->work->id))
      found = &s;
  return found;
}

// Back to the queue; what it has computed is kept as long as nobody needs the cells.
void Scheduler::preempt(Sequence& sequence) {
  auto work = std::exchange(sequence.work, nullptr);
  work->reserved = 0;
  sequence.draft.clear();
  sequence.last_used = ++clock_;
  ++counted_.preempted;
  const std::lock_guard lock(mutex_);
  queue_.push_first(std::move(work));
}

// A kept prompt that another one contains is not needed.
void Scheduler::keep_or_forget(Sequence& sequence) {
  sequence.last_used = ++clock_;
  for (auto& other : sequences_) {
    if (&other == &sequence || !other.is_kept()) continue;
    const auto shared = common_prefix(other.tokens, sequence.tokens);
    if (shared == other.tokens.size()) {
      forget(other);
    } else if (shared == sequence.tokens.size()) {
      other.last_used = clock_;
      return forget(sequence);
    }
  }
}

}  // namespace minerva
