#include "minerva/engine/internal/admission.h"

#include <algorithm>
#include <utility>

#include "minerva/engine/internal/picture_tokens.h"
#include "minerva/model/fault.h"

namespace minerva::engine {
namespace {

/// A reply without a limit reserves its cells in pieces of this many.
constexpr std::size_t kPiece = 64;
/// Waiting for another request's prompt, or copying it, is worth it only for more tokens than this.
constexpr std::size_t kWorthwhile = 32;

std::size_t common_prefix(const std::vector<model::Token>& a, const std::vector<model::Token>& b) {
  const auto n = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + n, b.begin()).first -
                                  a.begin());
}

std::size_t first_reservation(const Claim& claim) {
  return claim.has_limit ? claim.limit : std::min(claim.limit, claim.tokens.size() + kPiece);
}

std::size_t count(const std::vector<bool>& cells) {
  return static_cast<std::size_t>(std::count(cells.begin(), cells.end(), true));
}

}  // namespace

Admission::Admission(const Shape& shape, SequenceMemory& memory)
    : shape_(shape), sequences_(shape.sequences, shape.cells, memory) {}

int Admission::running() const {
  return static_cast<int>(std::count_if(sequences().begin(), sequences().end(),
                                        [](const Sequence& s) { return s.claim != nullptr; }));
}

Admission::CellUse Admission::cell_use() const {
  const auto of_claims = static_cast<std::int64_t>(count(sequences_.cells_of_claims()));
  return {of_claims, sequences_.cell_count() - sequences_.free_cells() - of_claims};
}

// Reserved and not yet used.
std::size_t Admission::promised() const {
  std::size_t sum = 0;
  for (const auto& s : sequences())
    if (s.claim) sum += s.claim->reserved - std::min(s.claim->reserved, s.tokens.size());
  return sum;
}

// Kept prompts can be given up, except the part that this claim would take over.
bool Admission::fits(const Claim& claim, const Donor& donor) const {
  auto used = sequences_.cells_of_claims();
  for (std::size_t i = 0; i < donor.shared; ++i)
    used[static_cast<std::size_t>(donor.sequence->cells[i])] = true;
  const auto needed = first_reservation(claim) - donor.shared;
  return count(used) + promised() + needed <= static_cast<std::size_t>(shape_.cells);
}

std::optional<int> Admission::admit(Claim& claim) {
  const auto donor = best_donor(claim.tokens);
  if (!fits(claim, donor)) return std::nullopt;
  auto& sequence = free_sequence(donor);
  if (&sequence != donor.sequence) sequences_.forget(sequence);
  sequence.claim = &claim;
  sequence.is_bound = false;
  sequence.last_used = ++clock_;
  claim.reserved = first_reservation(claim);
  if (!should_wait_for_other(sequence, donor.shared)) bind(sequence, donor);
  return sequence.id;
}

// The sequence whose computed tokens begin most like these. The last token is always computed anew,
// for what the model says after it.
Admission::Donor Admission::best_donor(const std::vector<model::Token>& tokens) {
  Donor best;
  for (auto& s : sequences_.all()) {
    if (s.claim && !can_copy()) continue;
    const auto shared = without_part_of_picture(
        tokens, std::min(common_prefix(s.tokens, tokens), tokens.size() - 1));
    if (shared > best.shared) best = {&s, shared};
  }
  return best;
}

// Without copies, the donor itself; else an empty one, else the one kept longest without use.
Sequence& Admission::free_sequence(const Donor& spared) {
  if (!can_copy() && spared.sequence) return *spared.sequence;
  Sequence* oldest = nullptr;
  for (auto& s : sequences_.all()) {
    if (s.claim) continue;
    if (s.tokens.empty()) return s;
    if (&s != spared.sequence && (!oldest || s.last_used < oldest->last_used)) oldest = &s;
  }
  // Who admits has seen that not all are claimed: where no other is free, the donor is.
  // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn)
  return oldest ? *oldest : *spared.sequence;
}

// Another claim is about to compute more of the same beginning.
bool Admission::should_wait_for_other(const Sequence& sequence, std::size_t shared) const {
  if (!can_copy()) return false;
  const auto& tokens = sequence.claim->tokens;
  return std::any_of(sequences().begin(), sequences().end(), [&](const Sequence& other) {
    if (&other == &sequence || !other.is_reading()) return false;
    const auto planned = std::min(common_prefix(other.claim->tokens, tokens), tokens.size() - 1);
    return planned > std::max(shared, other.tokens.size()) + kWorthwhile;
  });
}

// Takes over what the donor has computed.
void Admission::bind(Sequence& sequence, const Donor& donor) {
  sequence.is_bound = true;
  if (!donor.sequence) return;
  if (donor.sequence == &sequence) return sequences_.truncate(sequence, donor.shared);
  sequences_.copy(*donor.sequence, sequence, donor.shared);
  donor.sequence->last_used = ++clock_;
  if (donor.sequence->is_kept() && donor.sequence->tokens.size() == donor.shared)
    sequences_.forget(*donor.sequence);
}

std::vector<int> Admission::bind_waiting() {
  std::vector<int> bound;
  for (auto& s : sequences_.all()) {
    if (!s.claim || s.is_bound) continue;
    const auto donor = best_donor(s.claim->tokens);
    if (should_wait_for_other(s, donor.shared)) continue;
    bind(s, donor);
    bound.push_back(s.id);
  }
  return bound;
}

std::vector<int> Admission::reserve_for_writers() {
  std::vector<int> preempted;
  for (auto& s : sequences_.all()) {
    if (!s.is_writing() || s.claim->tokens.size() <= s.claim->reserved) continue;
    if (reserve_more(*s.claim)) continue;
    preempted.push_back(find_youngest(true)->id);
    preempt(preempted.back());
    if (s.claim) reserve_more(*s.claim);
  }
  return preempted;
}

bool Admission::reserve_more(Claim& claim) {
  const auto certain = count(sequences_.cells_of_claims()) + promised();
  const auto all = static_cast<std::size_t>(shape_.cells);
  if (certain >= all) return false;
  const auto more =
      std::min({kPiece, all - certain, claim.limit - std::min(claim.limit, claim.reserved)});
  claim.reserved += more;
  return more > 0;
}

const Sequence* Admission::find_youngest(bool only_without_limit) const {
  const Sequence* found = nullptr;
  for (const auto& s : sequences())
    if (s.claim && !(only_without_limit && s.claim->has_limit) &&
        (!found || s.claim->id > found->claim->id))
      found = &s;
  return found;
}

int Admission::youngest() const { return find_youngest(false)->id; }

void Admission::preempt(int sequence) {
  auto& s = sequences_[sequence];
  std::exchange(s.claim, nullptr)->reserved = 0;
  s.last_used = ++clock_;
}

void Admission::end(int sequence, std::size_t kept) {
  auto& s = sequences_[sequence];
  s.claim = nullptr;
  if (kept == kWhole) return keep_or_forget(s);
  if (kept == 0 || !can_copy()) return sequences_.forget(s);
  sequences_.truncate(s, kept);
  if (!s.tokens.empty()) keep_or_forget(s);
}

// A kept prompt that another one contains is not needed.
void Admission::keep_or_forget(Sequence& sequence) {
  sequence.last_used = ++clock_;
  for (auto& other : sequences_.all()) {
    if (&other == &sequence || !other.is_kept()) continue;
    const auto shared = common_prefix(other.tokens, sequence.tokens);
    if (shared == other.tokens.size()) {
      sequences_.forget(other);
    } else if (shared == sequence.tokens.size()) {
      other.last_used = clock_;
      return sequences_.forget(sequence);
    }
  }
}

void Admission::add(int sequence, model::Token token) {
  if (sequences_.free_cells() == 0) make_room();
  sequences_.add(sequences_[sequence], token);
}

// What was reserved makes sure that there is a prompt to give up.
void Admission::make_room() {
  while (sequences_.free_cells() == 0) {
    Sequence* oldest = nullptr;
    for (auto& s : sequences_.all())
      if (s.is_kept() && (!oldest || s.last_used < oldest->last_used)) oldest = &s;
    if (!oldest)
      throw model::Fault(model::FaultKind::decode_failed,
                         "There is no cell left for a request that had one.");
    sequences_.forget(*oldest);
  }
}

void Admission::take_back(int sequence, std::size_t count) {
  sequences_.take_back(sequences_[sequence], count);
}

void Admission::truncate(int sequence, std::size_t length) {
  sequences_.truncate(sequences_[sequence], length);
}

void Admission::forget(int sequence) { sequences_.forget(sequences_[sequence]); }

bool Admission::forget_kept() {
  bool has_given = false;
  for (auto& s : sequences_.all()) {
    if (!s.is_kept()) continue;
    sequences_.forget(s);
    has_given = true;
  }
  return has_given;
}

}  // namespace minerva::engine
