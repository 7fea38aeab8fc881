#include "minerva/engine/internal/step.h"

#include <algorithm>

namespace minerva::engine {
namespace {

/// While replies are being written, prompts get this many tokens of a step, so that nobody's reply
/// stands still for long.
constexpr int kPromptShare = 192;
constexpr std::size_t kLongestDraft = 8;

}  // namespace

Step::Step(const Limits& limits, Admission& admission, StepInput& input)
    : limits_(limits), admission_(admission), input_(input), parts_(admission.sequences().size()) {}

void Step::begin() {
  input_.clear();
  drafted_ = 0;
  is_of_pictures_ = false;
  for (auto& part : parts_) {
    part.first_output = -1;
    part.added = 0;
    part.draft.clear();
  }
}

void Step::add_texts(std::span<const WorkPtr> works) {
  const auto& sequences = admission_.sequences();
  bool is_anyone_writing = false;
  for (const auto& s : sequences) {
    if (!s.is_writing() || s.claim->tokens.size() > s.claim->reserved) continue;
    add_reply(s, works[static_cast<std::size_t>(s.id)]->sampler);
    is_anyone_writing = true;
  }
  int share = is_anyone_writing ? kPromptShare : limits_.micro_batch;
  for (std::size_t k = 0; k < sequences.size() && share > 0 && input_.room() > 0; ++k) {
    const auto& s = sequences[(next_prompt_ + k) % sequences.size()];
    if (!s.is_reading()) continue;
    const int before = input_.size();
    add_prompt(s, share);
    share -= input_.size() - before;
  }
  next_prompt_ = (next_prompt_ + 1) % sequences.size();
}

void Step::add_reply(const Sequence& s, Sampler& sampler) {
  const auto& claim = *s.claim;
  auto& draft = part_of(s.id).draft;
  const int spare = limits_.outputs - limits_.parallel - drafted_;
  if (auto* matcher = sampler.matcher(); matcher && spare > 0 && limits_.guess_forced) {
    const auto room = std::min({kLongestDraft, static_cast<std::size_t>(spare),
                                claim.reserved - std::min(claim.reserved, claim.tokens.size())});
    if (room > 0) draft = matcher->draft(room);
  }
  drafted_ += static_cast<int>(draft.size());
  add_token(s, claim.tokens.back(), true);
  for (const auto token : draft) add_token(s, token, true);
}

void Step::add_prompt(const Sequence& s, int limit) {
  const auto& tokens = s.claim->tokens;
  while (s.tokens.size() < tokens.size() && limit-- > 0 && input_.room() > 0) {
    const auto next = s.tokens.size();
    if (tokens[next] < 0) break;  // A picture, which has steps of its own.
    add_token(s, tokens[next], next + 1 == tokens.size());
  }
}

void Step::add_token(const Sequence& s, model::Token token, bool wants_output) {
  const auto position = s.claim->position_of(s.tokens.size());
  admission_.add(s.id, token);
  const int index = input_.add(token, position, s.id, wants_output);
  auto& part = part_of(s.id);
  if (wants_output && part.first_output < 0) part.first_output = index;
  ++part.added;
}

void Step::add_embedding(int sequence, model::Token token, const float* values,
                         const std::array<std::int32_t, 4>& positions) {
  admission_.add(sequence, token);
  input_.add_embedding(values, positions, sequence);
  ++part_of(sequence).added;
  is_of_pictures_ = true;
}

void Step::undo() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    auto& part = parts_[i];
    admission_.take_back(static_cast<int>(i), part.added);
    part.added = 0;
    part.draft.clear();
    part.first_output = -1;
  }
}

}  // namespace minerva::engine
