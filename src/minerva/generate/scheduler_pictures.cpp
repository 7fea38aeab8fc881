// Pictures in prompts: from the request to the steps that compute them.

#include <algorithm>
#include <string>
#include <utility>

#include "minerva/generate/scheduler.h"

namespace minerva {
namespace {

/// While replies are being written, pictures get this many tokens of a step, if they can be cut.
constexpr int kPictureShare = 192;
/// Requests in the queue whose pictures are encoded before it is their turn: a place that becomes
/// free then writes soon.
constexpr std::size_t kEncodedAhead = 2;

}  // namespace

void Scheduler::check_pictures(const Request& request) const {
  if (!request.pictures.empty() && !projector_)
    throw Fault(FaultKind::invalid_parameter,
                "This model does not see pictures: it has no projector beside it.", "messages");
  std::size_t covered = 0, end = 0;
  for (const auto& span : request.pictures) {
    const bool fits = span.begin >= end && span.count > 0 &&
                      span.begin + span.count <= request.prompt.size() && span.picture &&
                      span.pieces && span.piece < span.pieces->size();
    if (!fits) throw Fault::parameter("pictures", "not as they are in the prompt", "tokenized");
    end = span.begin + span.count;
    covered += span.count;
  }
  const auto stand_ins =
      std::count(request.prompt.begin(), request.prompt.end(), SeenPrompt::kPicture);
  if (static_cast<std::size_t>(stand_ins) != covered)
    throw Fault::parameter("prompt", "holding token -1", "of tokens from 0");
  if (request.prompt.back() == SeenPrompt::kPicture)
    throw Fault::parameter("prompt", "ending with a picture", "ending with text");
}

void Scheduler::add_pictures_of(Request& request, Work& work) {
  const Picture* last = nullptr;
  for (auto& span : request.pictures) {
    const auto first = picture_tokens_.first_of(span);
    for (std::size_t i = 0; i < span.count; ++i)
      work.tokens[span.begin + i] = first - static_cast<Token>(i);
    work.usage.picture_tokens += static_cast<int>(span.count);
    if (span.piece == 0) ++work.usage.pictures;
    if (span.picture.get() != last) work.usage.decode_s += span.picture->decode_s;
    last = span.picture.get();
    work.pictures.push_back({.span = std::move(span)});
  }
  request.pictures.clear();
}

// Pieces of one picture have one ticket.
void Scheduler::ask_pictures_of(Work& work, std::size_t computed) {
  const WorkPicture* last = nullptr;
  for (auto& p : work.pictures) {
    if (p.end() <= computed) continue;
    if (!p.ticket && last && last->span.pieces == p.span.pieces)
      p.ticket = last->ticket;
    else if (!p.ticket)
      p.ticket = encoder_->ask(p.span);
    last = &p;
  }
}

// Those of requests that have a sequence, then those of the next ones.
void Scheduler::ask_pictures() {
  if (!encoder_) return;
  for (auto& s : sequences_)
    if (s.work && s.is_bound && s.missing() > 1) ask_pictures_of(*s.work, s.tokens.size());
  std::vector<WorkPtr> next;
  {
    const std::lock_guard lock(mutex_);
    next = queue_.first(kEncodedAhead);
  }
  for (const auto& work : next) ask_pictures_of(*work, 0);
}

// Pieces that are encoded, of as many requests as there is room for.
void Scheduler::fill_picture_step() {
  if (!encoder_) return;
  const bool is_anyone_writing =
      std::any_of(sequences_.begin(), sequences_.end(),
                  [](const Sequence& s) { return s.work && s.is_bound && s.missing() == 1; });
  int room = context_.options().micro_batch;
  if (is_anyone_writing && !projector_->is_non_causal()) room = std::min(room, kPictureShare);
  for (std::size_t k = 0; k < sequences_.size() && room > 0; ++k) {
    auto& s = sequences_[(next_picture_ + k) % sequences_.size()];
    if (s.work && s.is_bound && s.missing() > 1) room -= add_pictures(s, room);
  }
  next_picture_ = (next_picture_ + 1) % sequences_.size();
}

int Scheduler::add_pictures(Sequence& s, int room) {
  int added = 0;
  while (auto* p = s.work->picture_at(s.tokens.size())) {
    if (!p->ticket || !p->ticket->has_ended()) break;
    count(*p, s.work->usage);
    if (const auto& fault = p->ticket->fault(); fault) {
      if (s.added == 0) fail(s, *fault);  // Else in the next step: this one holds tokens of it.
      break;
    }
    const auto offset = s.tokens.size() - p->span.begin;
    const auto rest = p->span.count - offset;
    const auto free = static_cast<std::size_t>(room - added);
    if (free == 0 || (projector_->is_non_causal() && rest > free)) break;
    const auto width = projector_->width();
    const auto* values = (*p->ticket->result())[p->span.piece].data() + offset * width;
    for (std::size_t i = offset; i < offset + std::min(rest, free); ++i, values += width) {
      std::array<std::int32_t, 4> at{
          static_cast<std::int32_t>(static_cast<std::size_t>(p->span.position) + i)};
      for (std::size_t k = 0; k < 4 && !p->span.grid.empty(); ++k)
        at[k] = p->span.grid[k * p->span.count + i];
      if (cells_.free() == 0) make_room();
      context_.add_embedding(values, at, s.id);
      s.tokens.push_back(s.work->tokens[p->span.begin + i]);
      s.cells.push_back(cells_.take());
      ++s.added;
      ++added;
    }
    if (p->end() > s.tokens.size()) break;
  }
  return added;
}

void Scheduler::count(WorkPicture& p, Usage& usage) {
  if (std::exchange(p.is_counted, true) || p.span.piece > 0) return;
  if (p.ticket->was_cached()) ++usage.cached_pictures;
  usage.decode_s += p.ticket->prepare_s();
  usage.encode_s += p.ticket->encode_s();
}

}  // namespace minerva
