#include "minerva/engine/internal/picture_feed.h"

#include <algorithm>
#include <array>

namespace minerva::engine {
namespace {

/// While replies are being written, pictures get this many tokens of a step, if they can be cut.
constexpr int kPictureShare = 192;

void count_once(WorkPicture& p, Usage& usage) {
  if (std::exchange(p.is_counted, true) || p.span.piece > 0) return;
  if (p.ticket->was_cached()) ++usage.cached_pictures;
  usage.decode_s += p.ticket->prepare_s();
  usage.encode_s += p.ticket->encode_s();
}

}  // namespace

PictureFeed::PictureFeed(std::shared_ptr<vision::Projector> projector, std::function<void()> ended)
    : projector_(std::move(projector)) {
  if (!projector_) return;
  // On the CPU both would slow each other down more than they gain.
  if (!projector_->is_on_gpu()) turns_.emplace();
  encoder_ = std::make_unique<vision::Encoder>(
      projector_, vision::Encoder::Options{.cache_bytes = projector_->options().cache_bytes,
                                           .ended = std::move(ended),
                                           .turns = turns_ ? &*turns_ : nullptr});
}

void PictureFeed::check(const Request& request) const {
  if (!request.pictures.empty() && !projector_)
    throw model::Fault(model::FaultKind::invalid_parameter,
                       "This model does not see pictures: it has no projector beside it.",
                       "messages");
  std::size_t covered = 0, end = 0;
  for (const auto& span : request.pictures) {
    const bool fits = span.begin >= end && span.count > 0 &&
                      span.begin + span.count <= request.prompt.size() && span.picture &&
                      span.pieces && span.piece < span.pieces->size();
    if (!fits)
      throw model::Fault::parameter("pictures", "not as they are in the prompt", "tokenized");
    end = span.begin + span.count;
    covered += span.count;
  }
  const auto stand_ins =
      std::count(request.prompt.begin(), request.prompt.end(), vision::SeenPrompt::kPicture);
  if (static_cast<std::size_t>(stand_ins) != covered)
    throw model::Fault::parameter("prompt", "holding token -1", "of tokens from 0");
  if (request.prompt.back() == vision::SeenPrompt::kPicture)
    throw model::Fault::parameter("prompt", "ending with a picture", "ending with text");
}

void PictureFeed::move_pictures(Request& request, Work& work) {
  const vision::Picture* last = nullptr;
  for (auto& span : request.pictures) {
    const auto first = tokens_.first_of(span);
    for (std::size_t i = 0; i < span.count; ++i)
      work.claim.tokens[span.begin + i] = first - static_cast<model::Token>(i);
    work.claim.pictures.push_back({.end = span.begin + span.count,
                                   .less = span.count - static_cast<std::size_t>(span.positions)});
    work.usage.picture_tokens += static_cast<int>(span.count);
    if (span.piece == 0) ++work.usage.pictures;
    if (span.picture.get() != last) work.usage.decode_s += span.picture->decode_s;
    last = span.picture.get();
    work.pictures.push_back({.span = std::move(span)});
  }
  request.pictures.clear();
}

void PictureFeed::count_in(EngineStatus& status) const {
  if (!encoder_) return;
  const auto seen = encoder_->status();
  status.pictures = seen.pictures;
  status.pictures_cached = seen.cache_hits;
  status.picture_cache_bytes = seen.cache_bytes;
  status.encode_s = seen.encode_s;
}

void PictureFeed::ask(const Admission& admission, std::span<const WorkPtr> works,
                      std::span<const WorkPtr> next) {
  if (!encoder_) return;
  for (const auto& s : admission.sequences())
    if (s.is_reading()) ask_for(*works[static_cast<std::size_t>(s.id)], s.tokens.size());
  for (const auto& work : next) ask_for(*work, 0);
}

// Pieces of one picture have one ticket.
void PictureFeed::ask_for(Work& work, std::size_t computed) {
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

PictureFeed::Failed PictureFeed::add_to(Step& step, const Admission& admission,
                                        std::span<const WorkPtr> works) {
  Failed failed;
  if (!encoder_) return failed;
  const auto& sequences = admission.sequences();
  const bool is_anyone_writing = std::any_of(sequences.begin(), sequences.end(),
                                             [](const Sequence& s) { return s.is_writing(); });
  int room = step.limits().micro_batch;
  if (is_anyone_writing && !is_non_causal()) room = std::min(room, kPictureShare);
  for (std::size_t k = 0; k < sequences.size() && room > 0; ++k) {
    const auto& s = sequences[(next_ + k) % sequences.size()];
    if (s.is_reading())
      room -= add_pictures(step, s, *works[static_cast<std::size_t>(s.id)], room, failed);
  }
  next_ = (next_ + 1) % sequences.size();
  return failed;
}

int PictureFeed::add_pictures(Step& step, const Sequence& s, Work& work, int room, Failed& failed) {
  int added = 0;
  while (auto* p = work.picture_at(s.tokens.size())) {
    if (!p->ticket || !p->ticket->has_ended()) break;
    count_once(*p, work.usage);
    if (const auto& fault = p->ticket->fault(); fault) {
      // Else in the next step: this one holds tokens of it.
      if (step.part(s.id).added == 0) failed.emplace_back(s.id, *fault);
      break;
    }
    const auto rest = p->end() - s.tokens.size();
    const auto free = static_cast<std::size_t>(room - added);
    if (free == 0 || (is_non_causal() && rest > free)) break;
    add_piece(step, s, *p, std::min(rest, free));
    added += static_cast<int>(std::min(rest, free));
    if (p->end() > s.tokens.size()) break;
  }
  return added;
}

// The next `count` tokens of a picture.
void PictureFeed::add_piece(Step& step, const Sequence& s, const WorkPicture& p,
                            std::size_t count) const {
  const auto& span = p.span;
  const auto width = projector_->width();
  const auto first = s.tokens.size() - span.begin;
  const auto* values = (*p.ticket->result())[span.piece].data() + first * width;
  for (std::size_t i = first; i < first + count; ++i, values += width) {
    std::array<std::int32_t, 4> at{
        static_cast<std::int32_t>(static_cast<std::size_t>(span.position) + i)};
    for (std::size_t k = 0; k < 4 && !span.grid.empty(); ++k) at[k] = span.grid[k * span.count + i];
    step.add_embedding(s.id, s.claim->tokens[span.begin + i], values, at);
  }
}

}  // namespace minerva::engine
