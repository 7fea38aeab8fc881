#include "minerva/engine/internal/reply.h"

#include <utility>
#include <vector>

namespace minerva::engine {
namespace {

template <typename Call>
void tell(Work& work, const Call& call) {
  try {
    call();
  } catch (...) {
    work.is_cancelled = true;
  }
}

void note_first_token(Work& work) {
  for (auto& picture : work.pictures) picture.ticket.reset();
  work.first_token = Clock::now();
  work.usage.prompt_s = seconds(work.first_token - work.admitted);
}

}  // namespace

std::optional<Finish> write_token(Work& work, const model::Model& model, std::span<float> logits,
                                  model::Token& token) {
  const auto& request = work.request;
  std::vector<float> unchanged;
  if (request.log_probabilities >= 0) unchanged.assign(logits.begin(), logits.end());
  token = work.sampler.next(logits);
  if (work.usage.reply_tokens == 0 && work.first_token == Clock::time_point{})
    note_first_token(work);
  work.usage.reply_s = seconds(Clock::now() - work.first_token);
  if (model.is_end(token) && !request.ignore_end) return Finish::stop;
  ++work.usage.reply_tokens;
  work.claim.tokens.push_back(token);
  const auto bytes = model.piece(token);
  if (request.constraint) work.reply += bytes;
  Piece piece{token, work.text.add(bytes), {}};
  if (request.log_probabilities >= 0)
    piece.likely = likeliest(unchanged, request.log_probabilities, token);
  tell(work, [&] {
    if (work.callbacks.piece) work.callbacks.piece(piece);
  });
  if (work.text.is_stopped()) return Finish::stop;
  if (auto* matcher = work.sampler.matcher(); matcher && matcher->must_end()) return Finish::stop;
  if (work.claim.tokens.size() >= work.claim.limit) return Finish::length;
  return std::nullopt;
}

void tell_done(Work& work, Finish finish) {
  tell(work, [&] {
    if (const auto rest = work.text.finish(); !rest.empty() && work.callbacks.piece)
      work.callbacks.piece({-1, rest, {}});
    if (work.callbacks.done) work.callbacks.done(finish, work.usage);
  });
}

void tell_failed(Work& work, const model::Fault& fault) {
  tell(work, [&] {
    if (work.callbacks.failed) work.callbacks.failed(fault, work.usage);
  });
}

}  // namespace minerva::engine
