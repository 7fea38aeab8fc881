#include "minerva/server/internal/generation.h"

#include <utility>

#include "base/mutex.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

constexpr std::chrono::milliseconds kBetweenPositions{1000};
constexpr int kMostSilent = 15;  ///< Times that the same position is not told again.

class Generation : public std::enable_shared_from_this<Generation> {
 public:
  Generation(CallPtr call, pool::Lease lease, std::unique_ptr<openai::ReplyWriter> writer,
             std::size_t count)
      : call_(std::move(call)),
        lease_(std::move(lease)),
        writer_(std::move(writer)),
        remaining_(count) {}

  void submit(std::vector<engine::Request> requests) {
    const auto self = shared_from_this();
    const bool is_stream = writer_->is_stream();  // Read now: at the end writer_ may be gone.
    // The call ends only after all that was submitted has ended, so that the lease is held as
    // long as the engine works.
    for (std::size_t i = 0; i < requests.size(); ++i) {
      try {
        const auto id = lease_->engine().submit(std::move(requests[i]), callbacks(i));
        const base::Lock lock(mutex_);
        ids_.push_back(id);
      } catch (const model::Fault& fault) {
        if (i == 0) throw;
        call_->post([self, fault, missing = requests.size() - i] {
          self->remaining_ -= missing - 1;
          self->failed(fault);
        });
        break;
      }
    }
    call_->on_gone([self] { self->cancel(); });
    if (is_stream) tell_position_later();
  }

 private:
  engine::Callbacks callbacks(std::size_t choice) {
    const auto self = shared_from_this();
    return {.piece =
                [self, choice](const engine::Piece& piece) {
                  self->call_->post([self, choice, piece] { self->piece(choice, piece); });
                },
            .done =
                [self, choice](engine::Finish finish, const engine::Usage& usage) {
                  self->call_->post(
                      [self, choice, finish, usage] { self->done(choice, finish, usage); });
                },
            .failed =
                [self](const model::Fault& fault, const engine::Usage& usage) {
                  self->call_->post([self, fault, usage] {
                    self->note(usage);
                    self->failed(fault);
                  });
                }};
  }

  void tell_position_later() {
    call_->later(kBetweenPositions, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->tell_position();
    });
  }

  // While a stream waits, comments say how many requests are before it, and that it lives.
  void tell_position() {
    if (has_piece_ || fault_ || remaining_ == 0 || call_->is_gone()) return;
    int position = -1;
    {
      const base::Lock lock(mutex_);
      if (!lease_ || ids_.empty()) return;
      position = lease_->engine().queue_position(ids_.front());
    }
    if (position != told_position_ || ++silent_ >= kMostSilent) {
      tell([&] { start(); });
      call_->send(position >= 0 ? ": queue position " + std::to_string(position) + "\n\n"
                                : ": computing the prompt\n\n");
      told_position_ = position;
      silent_ = 0;
    }
    tell_position_later();
  }

  void cancel() {
    const base::Lock lock(mutex_);
    if (lease_)
      for (const auto id : ids_) lease_->engine().cancel(id);
  }

  void piece(std::size_t choice, const engine::Piece& piece) {
    has_piece_ = true;
    if (fault_ || call_->is_gone()) return;
    tell([&] {
      start();
      send(writer_->piece(choice, piece));
    });
  }

  void done(std::size_t choice, engine::Finish finish, const engine::Usage& usage) {
    note(usage);
    if (!fault_ && !call_->is_gone())
      tell([&] {
        start();
        send(writer_->done(choice, finish, usage));
      });
    ended_one();
  }

  void failed(const model::Fault& fault) {
    if (!fault_) fault_ = std::make_unique<model::Fault>(fault);
    cancel();
    ended_one();
  }

  // A writer that throws fails the request, and nothing else.
  template <typename Job>
  void tell(const Job& job) {
    try {
      job();
    } catch (const model::Fault& fault) {
      fault_ = std::make_unique<model::Fault>(fault);
    } catch (const std::exception& e) {
      fault_ = std::make_unique<model::Fault>(model::FaultKind::backend, e.what());
    }
    if (fault_) cancel();
  }

  void start() {
    if (!writer_->is_stream() || std::exchange(is_started_, true)) return;
    call_->start_stream(openai::kStreamType);
    send(writer_->start());
  }

  void send(std::string text) {
    if (!text.empty()) call_->send(std::move(text));
  }

  void finish() {
    auto text = writer_->finish();
    if (!writer_->is_stream()) return call_->reply({.body = std::move(text), .headers = {}});
    send(std::move(text));
    call_->end();
  }

  void ended_one() {
    if (--remaining_ > 0) return;
    if (!fault_ && !call_->is_gone()) tell([&] { finish(); });
    if (fault_) fail(call_, *fault_, lease_);
    call_->end();
    // Let go here: the engine's thread may be the last to hold this, and must not unload a model.
    pool::Lease lease;
    const auto writer = std::move(writer_);
    const base::Lock lock(mutex_);
    lease = std::exchange(lease_, nullptr);
  }

  void note(const engine::Usage& usage) {
    auto& note = call_->note;
    note.prompt_tokens += usage.prompt_tokens;
    note.cached_tokens += usage.cached_tokens;
    note.reply_tokens += usage.reply_tokens;
    if (note.queue_s < 0) note.queue_s = usage.queue_s;
    if (note.first_token_s < 0 && usage.reply_tokens > 0)
      note.first_token_s = usage.queue_s + usage.prompt_s;
    if (note.token_s < 0 && usage.reply_tokens > 1)
      note.token_s = usage.reply_s / (usage.reply_tokens - 1);
  }

  const CallPtr call_;
  base::Mutex mutex_;
  pool::Lease lease_;  ///< Given back with the lock, on the connection's thread.
  std::vector<engine::Engine::Id> ids_ GUARDED_BY(mutex_);
  std::unique_ptr<openai::ReplyWriter> writer_;
  std::size_t remaining_;
  bool is_started_ = false, has_piece_ = false;
  int told_position_ = -2, silent_ = 0;
  std::unique_ptr<model::Fault> fault_;
};

}  // namespace

void generate(const CallPtr& call, pool::Lease lease, std::vector<engine::Request> requests,
              std::unique_ptr<openai::ReplyWriter> writer) {
  const auto count = requests.size();
  std::make_shared<Generation>(call, std::move(lease), std::move(writer), count)
      ->submit(std::move(requests));
}

}  // namespace minerva::server
