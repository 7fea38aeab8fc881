#pragma once
// The encoder: a thread that turns pictures into embeddings while the language model goes on, and
// keeps those of pictures that may come again.
//
// One more thread prepares pictures ahead of it. A picture that is asked for twice at the same time
// is encoded once; one that nobody waits for any more is left out, or left after its next piece.

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "minerva/model/fault.h"
#include "minerva/vision/projector.h"

namespace minerva::vision {

/// The pieces of one picture.
using Embeddings = std::vector<PieceEmbeddings>;
using EmbeddingsPtr = std::shared_ptr<const Embeddings>;

/// Lets two threads that both want all cores compute in turn.
class Turns {
 public:
  void take(int who);  ///< 0 or 1. Waits until the other has had its turn, if it waits.
  void give_back();

 private:
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  bool is_taken_ GUARDED_BY(mutex_) = false;
  std::array<bool, 2> is_waiting_ GUARDED_BY(mutex_) = {};
  int last_ GUARDED_BY(mutex_) = 1;
};

class Encoder {
 public:
  struct Options {
    std::uint64_t cache_bytes = 0;
    /// Told from the encoder's threads when an encoding has ended.
    std::function<void()> ended;
    /// Taken for each piece, as number 1. Nothing: pieces are encoded whenever they come.
    Turns* turns = nullptr;
  };
  Encoder(std::shared_ptr<Projector> projector, Options options);
  /// Whoever still waits gets Fault: cancelled.
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// A picture being encoded. Whoever lets go of it does not wait any more.
  class Encoding {
   public:
    bool has_ended() const { return has_ended_.load(std::memory_order_acquire); }
    // After the end.
    const EmbeddingsPtr& result() const { return result_; }  ///< Nothing: it failed.
    const std::optional<model::Fault>& fault() const { return fault_; }
    bool was_cached() const { return was_cached_; }
    double prepare_s() const { return prepare_s_; }
    double encode_s() const { return encode_s_; }

   private:
    friend class Encoder;
    PictureSpan span_;
    std::atomic<bool> has_ended_{false};
    EmbeddingsPtr result_;
    std::optional<model::Fault> fault_;
    bool was_cached_ = false;
    double prepare_s_ = 0, encode_s_ = 0;
  };
  using Ticket = std::shared_ptr<const Encoding>;

  /// The picture of a span. From any thread.
  Ticket ask(const PictureSpan& span);

  struct Status {
    std::uint64_t pictures = 0, pieces = 0, batches = 0;  ///< Encoded.
    std::uint64_t cache_hits = 0, cache_bytes = 0;
    double prepare_s = 0, encode_s = 0;
  };
  Status status() const;
  Projector& projector() { return *projector_; }
  const Projector& projector() const { return *projector_; }

 private:
  struct Key {
    std::array<std::uint64_t, 2> hash{};
    std::vector<std::size_t> pieces;
    auto operator<=>(const Key&) const = default;
  };
  struct Kept {
    Key key;
    EmbeddingsPtr embeddings;
    std::uint64_t bytes = 0;
  };
  struct Ready {
    std::weak_ptr<Encoding> encoding;
    PreparedPtr prepared;
    Embeddings pieces;  ///< So far.
  };

  static Key key_of(const PictureSpan& span);
  void run_preparing();
  void run_encoding();
  void encode_some(std::vector<Ready>& ready);
  void end(const std::weak_ptr<Encoding>& encoding, EmbeddingsPtr result,
           const std::optional<model::Fault>& fault);
  void keep(const Key& key, const EmbeddingsPtr& embeddings) REQUIRES(mutex_);

  const std::shared_ptr<Projector> projector_;
  const Options options_;
  mutable base::Mutex mutex_;
  std::condition_variable_any changed_;
  bool is_ending_ GUARDED_BY(mutex_) = false;
  std::deque<std::weak_ptr<Encoding>> asked_ GUARDED_BY(mutex_);
  std::deque<Ready> prepared_ GUARDED_BY(mutex_);
  std::map<Key, std::weak_ptr<Encoding>> under_way_ GUARDED_BY(mutex_);
  std::list<Kept> kept_ GUARDED_BY(mutex_);  ///< Used last at the front.
  std::map<Key, std::list<Kept>::iterator> index_ GUARDED_BY(mutex_);
  Status status_ GUARDED_BY(mutex_);
  std::thread preparing_, encoding_;
};

}  // namespace minerva::vision
