#include "minerva/vision/encoder.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace minerva::vision {
namespace {

using Clock = std::chrono::steady_clock;

/// Pictures prepared ahead: enough for the encoder never to wait, and for a batch.
constexpr std::size_t kAhead = 4;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::uint64_t bytes_of(const Embeddings& embeddings) {
  std::uint64_t sum = 0;
  for (const auto& piece : embeddings) sum += piece.size() * sizeof(float);
  return sum;
}

model::Fault fault_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const model::Fault& fault) {
    return fault;
  } catch (const std::exception& e) {
    return {model::FaultKind::backend, std::string("A picture could not be encoded: ") + e.what()};
  }
}

}  // namespace

void Turns::take(int who) {
  const base::Lock lock(mutex_);
  is_waiting_[who] = true;
  changed_.wait(mutex_, [&]() REQUIRES(mutex_) {
    return !is_taken_ && !(is_waiting_[1 - who] && last_ == who);
  });
  is_waiting_[who] = false;
  is_taken_ = true;
  last_ = who;
}

void Turns::give_back() {
  {
    const base::Lock lock(mutex_);
    is_taken_ = false;
  }
  changed_.notify_all();
}

Encoder::Encoder(std::shared_ptr<Projector> projector, Options options)
    : projector_(std::move(projector)), options_(std::move(options)) {
  preparing_ = std::thread([this] { run_preparing(); });
  encoding_ = std::thread([this] { run_encoding(); });
}

Encoder::~Encoder() {
  {
    const base::Lock lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  preparing_.join();
  encoding_.join();
}

Encoder::Key Encoder::key_of(const PictureSpan& span) { return {span.picture->hash, *span.pieces}; }

Encoder::Ticket Encoder::ask(const PictureSpan& span) {
  const auto key = key_of(span);
  const base::Lock lock(mutex_);
  if (const auto found = under_way_.find(key); found != under_way_.end())
    if (auto encoding = found->second.lock()) return encoding;
  auto encoding = std::make_shared<Encoding>();
  encoding->span_ = span;
  if (const auto found = index_.find(key); found != index_.end()) {
    kept_.splice(kept_.begin(), kept_, found->second);
    encoding->result_ = found->second->embeddings;
    encoding->was_cached_ = true;
    encoding->has_ended_ = true;
    ++status_.cache_hits;
    return encoding;
  }
  std::erase_if(under_way_, [](const auto& entry) { return entry.second.expired(); });
  under_way_[key] = encoding;
  asked_.push_back(encoding);
  changed_.notify_all();
  return encoding;
}

Encoder::Status Encoder::status() const {
  const base::Lock lock(mutex_);
  return status_;
}

void Encoder::run_preparing() {
  for (;;) {
    std::shared_ptr<Encoding> encoding;
    {
      const base::Lock lock(mutex_);
      changed_.wait(mutex_, [&]() REQUIRES(mutex_) {
        return is_ending_ || (!asked_.empty() && prepared_.size() < kAhead);
      });
      if (is_ending_) return;
      encoding = asked_.front().lock();
      asked_.pop_front();
    }
    if (!encoding) continue;
    const auto start = Clock::now();
    Ready ready{encoding, nullptr, {}};
    try {
      ready.prepared = projector_->prepare(encoding->span_);
    } catch (...) {
      end(encoding, nullptr, fault_of(std::current_exception()));
      continue;
    }
    encoding->prepare_s_ = seconds_since(start);
    {
      const base::Lock lock(mutex_);
      status_.prepare_s += encoding->prepare_s_;
      prepared_.push_back(std::move(ready));
    }
    changed_.notify_all();
  }
}

void Encoder::run_encoding() {
  std::vector<Ready> ready;
  for (;;) {
    {
      const base::Lock lock(mutex_);
      changed_.wait(mutex_, [&]() REQUIRES(mutex_) {
        return is_ending_ || !prepared_.empty() || !ready.empty();
      });
      if (is_ending_) break;
      while (!prepared_.empty()) {
        ready.push_back(std::move(prepared_.front()));
        prepared_.pop_front();
      }
    }
    changed_.notify_all();  // There is room for more.
    encode_some(ready);
  }
  const model::Fault cancelled(model::FaultKind::cancelled, "The model is being unloaded.");
  for (const auto& r : ready) end(r.encoding, nullptr, cancelled);
  std::vector<std::weak_ptr<Encoding>> others;
  {
    const base::Lock lock(mutex_);
    for (const auto& r : prepared_) others.push_back(r.encoding);
    others.insert(others.end(), asked_.begin(), asked_.end());
  }
  for (const auto& encoding : others) end(encoding, nullptr, cancelled);
}

// The next pieces, as many as go together.
void Encoder::encode_some(std::vector<Ready>& ready) {
  std::erase_if(ready, [](const Ready& r) { return r.encoding.expired(); });
  std::vector<Projector::Piece> pieces;
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < ready.size(); ++i) {
    const auto encoding = ready[i].encoding.lock();
    if (!encoding) continue;
    for (auto k = ready[i].pieces.size(); k < encoding->span_.pieces->size(); ++k) {
      pieces.push_back({ready[i].prepared, k});
      owners.push_back(i);
    }
  }
  if (pieces.empty()) return;
  pieces.resize(projector_->together(pieces));
  std::vector<PieceEmbeddings> encoded;
  std::optional<model::Fault> fault;
  if (options_.turns) options_.turns->take(1);
  const auto start = Clock::now();
  try {
    encoded = projector_->encode(pieces);
  } catch (...) {
    fault = fault_of(std::current_exception());
  }
  const auto took = seconds_since(start);
  if (options_.turns) options_.turns->give_back();
  {
    const base::Lock lock(mutex_);
    status_.encode_s += took;
    status_.pieces += encoded.size();
    ++status_.batches;
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto& r = ready[owners[i]];
    const auto encoding = r.encoding.lock();
    if (!encoding) continue;
    encoding->encode_s_ += took / static_cast<double>(pieces.size());
    if (!fault) r.pieces.push_back(std::move(encoded[i]));
    if (fault)
      end(r.encoding, nullptr, fault);
    else if (r.pieces.size() == encoding->span_.pieces->size())
      end(r.encoding, std::make_shared<const Embeddings>(std::move(r.pieces)), std::nullopt);
  }
  std::erase_if(ready, [](const Ready& r) {
    const auto encoding = r.encoding.lock();
    return !encoding || encoding->has_ended();
  });
}

void Encoder::end(const std::weak_ptr<Encoding>& weak, EmbeddingsPtr result,
                  const std::optional<model::Fault>& fault) {
  const auto encoding = weak.lock();
  if (!encoding || encoding->has_ended()) return;
  const auto key = key_of(encoding->span_);
  {
    const base::Lock lock(mutex_);
    under_way_.erase(key);
    if (result) {
      ++status_.pictures;
      keep(key, result);
    }
  }
  encoding->result_ = std::move(result);
  encoding->fault_ = fault;
  encoding->span_.picture.reset();
  encoding->has_ended_.store(true, std::memory_order_release);
  if (options_.ended) options_.ended();
}

void Encoder::keep(const Key& key, const EmbeddingsPtr& embeddings) {
  const auto bytes = bytes_of(*embeddings);
  if (bytes > options_.cache_bytes || index_.contains(key)) return;
  kept_.push_front({key, embeddings, bytes});
  index_[key] = kept_.begin();
  status_.cache_bytes += bytes;
  while (status_.cache_bytes > options_.cache_bytes) {
    status_.cache_bytes -= kept_.back().bytes;
    index_.erase(kept_.back().key);
    kept_.pop_back();
  }
}

}  // namespace minerva::vision
