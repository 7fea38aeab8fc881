#include "cinecut/engines/session.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/mutex.h"
#include "cinecut/engines/internal/engine.h"
#include "cinecut/engines/internal/link.h"
#include "cinecut/engines/internal/task_queue.h"
#include "openai_client/client.h"

namespace cinecut::engines {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Links = std::vector<std::unique_ptr<Link>>;

/// So many items given up with none answered: it is not the items.
constexpr int kHopeless = 4;
constexpr auto kSessionPause = 250ms;

/// A refusal that every other question would meet, too.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// The server is full for now.
class Full : public std::runtime_error {
 public:
  explicit Full(std::chrono::milliseconds wait) : std::runtime_error("full"), wait_(wait) {}
  std::chrono::milliseconds wait() const { return wait_; }

 private:
  std::chrono::milliseconds wait_;
};

std::chrono::milliseconds wait_of(const openai_client::Reply& reply) {
  const auto found = reply.headers.find("retry-after");
  // A date is 0, as whatever is no number.
  const int seconds = found == reply.headers.end() ? 1 : std::atoi(found->second.c_str());
  return std::chrono::seconds(std::clamp(seconds, 1, 10));
}

std::string in_seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

/// One inquiry, from its first question to its last answer.
class Asking {
 public:
  Asking(const EngineChoice& choice, Links& links, const std::vector<int>& items,
         const Inquiry& inquiry, const std::stop_token& stop)
      : choice_(choice),
        links_(links),
        inquiry_(inquiry),
        queue_(items, choice.answer_timeout / 2),
        has_answers_(inquiry.has_answers) {
    forward_.emplace(stop, [this] { stop_.request_stop(); });
  }

  void run();

 private:
  void work(int engine);
  void settle(int engine, Link& link, const TaskQueue::Task& task, openai_client::Client& client);
  std::string ask(Link& link, openai_client::Client& client, const TaskQueue::Task& task) const;
  void keep(int item, const std::string& answer);
  void failed(int engine, const TaskQueue::Task& task, const std::string& why,
              bool is_late = false);
  bool wait_for(Link& link, const Link::Place& place);
  void give_up(std::exception_ptr why);
  void pause(std::chrono::milliseconds time);

  const EngineChoice& choice_;
  Links& links_;
  const Inquiry& inquiry_;
  TaskQueue queue_;

  std::stop_source stop_;
  std::optional<std::stop_callback<std::function<void()>>> forward_;

  base::Mutex mutex_;
  int answered_ GUARDED_BY(mutex_) = 0;
  int given_up_ GUARDED_BY(mutex_) = 0;
  bool has_answers_ GUARDED_BY(mutex_);
  Clock::time_point last_sign_of_life_ GUARDED_BY(mutex_) = Clock::now();
  std::exception_ptr failure_ GUARDED_BY(mutex_);
};

void Asking::run() {
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < links_.size(); ++i)
    for (int k = 0; k < links_[i]->in_flight(); ++k)
      threads.emplace_back([this, i] {
        try {
          work(static_cast<int>(i));
        } catch (...) {
          give_up(std::current_exception());
        }
      });
  threads.clear();
  const base::Lock lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
  if (queue_.left() > 0)
    throw base::Error(base::ErrorKind::cancelled,
                      "Stopped; the same command goes on from here: " + std::to_string(answered_) +
                          " new answers are kept.");
}

void Asking::give_up(std::exception_ptr why) {
  {
    const base::Lock lock(mutex_);
    if (!failure_) failure_ = std::move(why);
  }
  queue_.abort();
  stop_.request_stop();
}

void Asking::pause(std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  while (Clock::now() < until && !stop_.stop_requested() && queue_.left() > 0)
    std::this_thread::sleep_for(std::min<Clock::duration>(50ms, until - Clock::now()));
}

void Asking::work(int engine) {
  auto& link = *links_[static_cast<std::size_t>(engine)];
  std::optional<openai_client::Client> client;
  auto place = link.place();
  while (const auto task = queue_.take(engine, stop_.get_token())) {
    if (const auto now = link.place(); !client || now.generation != place.generation) {
      place = now;
      client.emplace(place.address, openai_client::ClientOptions{.api_key = choice_.api_key});
    }
    try {
      settle(engine, link, *task, *client);
    } catch (const openai_client::NoReply& e) {
      const bool was_sent = e.kind() != openai_client::NoReply::Kind::unreachable;
      const bool is_late = e.kind() == openai_client::NoReply::Kind::late;
      const auto& option = inquiry_.wording.timeout_option;
      const auto help = option.empty() ? "" : " " + option + " can give it longer.";
      if (was_sent)
        failed(engine, *task, e.what() + (is_late ? help : std::string()), is_late);
      else
        queue_.give_back(engine, *task);
      if (!wait_for(link, place)) return;
    }
  }
}

// One item at one server. Lets NoReply through, with the task not settled.
void Asking::settle(int engine, Link& link, const TaskQueue::Task& task,
                    openai_client::Client& client) {
  try {
    const auto answer = ask(link, client, task);
    link.made_progress();
    keep(task.item, answer);
    queue_.done(engine, task);
  } catch (const openai_client::BadReply& e) {
    link.made_progress();
    failed(engine, task, e.what());
  } catch (const Refused& e) {
    queue_.give_back(engine, task);
    throw base::Error(base::ErrorKind::unavailable,
                      link.name() + " refuses to " + inquiry_.wording.task + ": " + e.what());
  } catch (const Full& e) {
    queue_.give_back(engine, task);
    pause(e.wait());
  } catch (const base::Error& e) {
    queue_.give_back(engine, task);
    if (e.kind() != base::ErrorKind::cancelled) throw;
  }
}

std::string Asking::ask(Link& link, openai_client::Client& client,
                        const TaskQueue::Task& task) const {
  const auto body = inquiry_.body(
      task.item, {.model = link.model(), .dialect = link.dialect(), .is_second = task.is_second});
  const bool is_chat = inquiry_.route == Route::chat;
  auto reply = client.request(is_chat ? "/chat/completions" : "/embeddings", body,
                              choice_.answer_timeout, stop_.get_token());
  if (reply.status == 429 || reply.status == 503) throw Full(wait_of(reply));
  if (reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 405)
    throw Refused(openai_client::error_of(reply.body));
  if (reply.status != 200)
    throw openai_client::BadReply("status " + std::to_string(reply.status) + ": " +
                                  openai_client::error_of(reply.body));
  if (!is_chat) return std::move(reply.body);
  auto answer = openai_client::answer_of(reply.body);
  if (answer.is_cut) throw openai_client::BadReply("the answer was longer than allowed");
  return std::move(answer.text);
}

void Asking::keep(int item, const std::string& answer) {
  const base::Lock lock(mutex_);
  inquiry_.answered(item, answer);
  ++answered_;
  has_answers_ = true;
  last_sign_of_life_ = Clock::now();
}

void Asking::failed(int engine, const TaskQueue::Task& task, const std::string& why, bool is_late) {
  if (task.is_second) {
    const base::Lock lock(mutex_);
    inquiry_.given_up(task.item, why);
    ++given_up_;
    last_sign_of_life_ = Clock::now();
    links_[static_cast<std::size_t>(engine)]->made_progress();
  }
  queue_.failed(engine, task, is_late);
  const base::Lock lock(mutex_);
  if (given_up_ >= kHopeless && !has_answers_)
    throw NothingUsable("The model gives nothing usable: " + why + " " +
                        inquiry_.wording.otherwise);
}

// False: nobody needs this server any more.
bool Asking::wait_for(Link& link, const Link::Place& place) {
  bool has_warned = link.is_ours();
  const auto start = Clock::now();
  while (!stop_.stop_requested() && queue_.left() > 0) {
    if (link.revive(place, stop_.get_token())) return true;
    if (!has_warned)
      base::log(base::LogLevel::info,
                link.name() + " does not answer; others get its " + inquiry_.wording.items + ".");
    has_warned = true;
    {
      const base::Lock lock(mutex_);
      if (Clock::now() - std::max(start, last_sign_of_life_) > choice_.ready_timeout)
        throw base::Error(base::ErrorKind::unavailable,
                          "No server has answered for " + in_seconds(choice_.ready_timeout) +
                              ". What was answered is kept: the same command goes on from there.");
    }
    pause(kSessionPause);
  }
  return false;
}

}  // namespace

// ---------------------------------------------------------------------------------------------

struct Session::State {
  void connect(const std::stop_token& stop) {
    if (!links.empty()) return;
    if (choice.endpoints.empty()) {
      lock = std::make_unique<EngineLock>(stop);
      links.push_back(std::make_unique<Link>(choice, stop));
      return;
    }
    for (const auto& endpoint : choice.endpoints)
      links.push_back(std::make_unique<Link>(choice, endpoint));
  }

  EngineChoice choice;
  std::unique_ptr<EngineLock> lock;  ///< Held until the engine has ended.
  Links links;
};

Session::Session(EngineChoice choice) : state_(std::make_unique<State>()) {
  state_->choice = std::move(choice);
}

Session::~Session() = default;

void Session::ask(const std::vector<int>& items, const Inquiry& inquiry,
                  const std::stop_token& stop) {
  if (items.empty()) return;
  state_->connect(stop);
  Asking(state_->choice, state_->links, items, inquiry, stop).run();
}

}  // namespace cinecut::engines
