// Stills go to the engines, as many at a time as they take, and what comes back is written down.

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/mutex.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/descriptions/internal/alike.h"
#include "cinecut/descriptions/internal/dialogue.h"
#include "cinecut/descriptions/internal/engine.h"
#include "cinecut/descriptions/internal/link.h"
#include "cinecut/descriptions/internal/still_queue.h"
#include "cinecut/descriptions/internal/wording.h"
#include "openai_client/chat.h"
#include "openai_client/client.h"

namespace cinecut::descriptions {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A model's answer is worth more than measures, and still a guess.
constexpr float kConfidence = 0.8f;
/// So many stills given up with none described: it is not the stills.
constexpr int kHopeless = 4;
constexpr auto kPause = 250ms;
/// The second try is drawn otherwise: the first would be said again word by word.
constexpr double kSecondTemperature = 0.5;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// A refusal that every other still would meet, too.
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
  const int seconds = found == reply.headers.end() ? 1 : std::atoi(found->second.c_str());
  return std::chrono::seconds(std::clamp(seconds, 1, 10));
}

class Describing {
 public:
  Describing(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
             const EngineChoice& choice, Journal& journal, const std::vector<int>& asked,
             const DescribeListener& listener, const std::stop_token& stop)
      : survey_(survey),
        cues_(cues),
        choice_(choice),
        journal_(journal),
        queue_(asked),
        listener_(listener),
        total_(static_cast<int>(asked.size())) {
    forward_.emplace(stop, [this] { stop_.request_stop(); });
  }

  void run();

 private:
  void connect();
  void work(int engine);
  void settle(int engine, Link& link, const StillQueue::Task& task, openai_client::Client& client);
  edit::SceneDescription ask(Link& link, openai_client::Client& client,
                             const StillQueue::Task& task) const;
  void keep(int still, const Described& described);
  void failed(int engine, const StillQueue::Task& task, const std::string& why,
              bool is_late = false);
  bool wait_for(Link& link, const Link::Place& place);
  void give_up(std::exception_ptr why);
  void pause(std::chrono::milliseconds time);

  const survey::Survey& survey_;
  const std::vector<subtitles::Cue>& cues_;
  const EngineChoice& choice_;
  Journal& journal_ GUARDED_BY(mutex_);
  StillQueue queue_;
  const DescribeListener& listener_;
  int total_;

  std::stop_source stop_;
  std::optional<std::stop_callback<std::function<void()>>> forward_;
  std::unique_ptr<EngineLock> lock_;
  std::vector<std::unique_ptr<Link>> links_;

  base::Mutex mutex_;
  int described_ GUARDED_BY(mutex_) = 0;
  int skipped_ GUARDED_BY(mutex_) = 0;
  Clock::time_point last_sign_of_life_ GUARDED_BY(mutex_) = Clock::now();
  std::exception_ptr failure_ GUARDED_BY(mutex_);
};

void Describing::connect() {
  if (choice_.endpoints.empty()) {
    lock_ = std::make_unique<EngineLock>(stop_.get_token());
    links_.push_back(std::make_unique<Link>(choice_, stop_.get_token()));
    return;
  }
  for (const auto& endpoint : choice_.endpoints)
    links_.push_back(std::make_unique<Link>(choice_, endpoint));
}

void Describing::run() {
  connect();
  {
    const base::Lock lock(mutex_);
    last_sign_of_life_ = Clock::now();
  }
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
                      "Stopped; the same command goes on from here: " + std::to_string(described_) +
                          " new descriptions are kept.");
}

void Describing::give_up(std::exception_ptr why) {
  {
    const base::Lock lock(mutex_);
    if (!failure_) failure_ = std::move(why);
  }
  queue_.abort();
  stop_.request_stop();
}

void Describing::pause(std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  while (Clock::now() < until && !stop_.stop_requested() && queue_.left() > 0)
    std::this_thread::sleep_for(std::min<Clock::duration>(50ms, until - Clock::now()));
}

void Describing::work(int engine) {
  auto& link = *links_[at(engine)];
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
      if (was_sent)
        failed(engine, *task,
               e.what() + std::string(is_late ? " --frame-timeout can give it longer." : ""),
               is_late);
      else
        queue_.give_back(engine, *task);
      if (!wait_for(link, place)) return;
    }
  }
}

// One still at one server. Lets NoReply through, with the task not settled.
void Describing::settle(int engine, Link& link, const StillQueue::Task& task,
                        openai_client::Client& client) {
  try {
    const Described described{ask(link, client, task), ""};
    link.made_progress();
    keep(task.still, described);
    queue_.done(engine, task);
  } catch (const openai_client::BadReply& e) {
    link.made_progress();
    failed(engine, task, e.what());
  } catch (const Refused& e) {
    queue_.give_back(engine, task);
    throw base::Error(base::ErrorKind::unavailable,
                      link.name() + " refuses to describe stills: " + e.what());
  } catch (const Full& e) {
    queue_.give_back(engine, task);
    pause(e.wait());
  } catch (const base::Error& e) {
    queue_.give_back(engine, task);
    if (e.kind() != base::ErrorKind::cancelled) throw;
  }
}

edit::SceneDescription Describing::ask(Link& link, openai_client::Client& client,
                                       const StillQueue::Task& task) const {
  const auto& still = survey_.stills[at(task.still)];
  const openai_client::PictureQuestion asked{.model = link.model(),
                                             .text = question(),
                                             .jpeg = still.jpeg,
                                             .after = context_of(cue_near(cues_, still.time)),
                                             .schema = answer_schema(),
                                             .max_tokens = kAnswerTokens,
                                             .temperature = task.is_second ? kSecondTemperature : 0,
                                             .seed = task.is_second ? 1 : 0};
  const auto reply =
      client.request("/chat/completions", openai_client::to_body(asked, link.dialect()),
                     choice_.still_timeout, stop_.get_token());
  if (reply.status == 429 || reply.status == 503) throw Full(wait_of(reply));
  if (reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 405)
    throw Refused(openai_client::error_of(reply.body));
  if (reply.status != 200)
    throw openai_client::BadReply("status " + std::to_string(reply.status) + ": " +
                                  openai_client::error_of(reply.body));
  const auto answer = openai_client::answer_of(reply.body);
  if (answer.is_cut) throw openai_client::BadReply("the answer was longer than allowed");
  return description_of(answer.text);
}

void Describing::keep(int still, const Described& described) {
  const base::Lock lock(mutex_);
  journal_.add(survey_.stills[at(still)].time, described);
  ++(described.skipped.empty() ? described_ : skipped_);
  last_sign_of_life_ = Clock::now();
  if (listener_) listener_(described_ + skipped_, total_);
}

void Describing::failed(int engine, const StillQueue::Task& task, const std::string& why,
                        bool is_late) {
  if (task.is_second) {
    const auto seconds = base::to_seconds(survey_.stills[at(task.still)].time);
    base::warn("The still at " + std::to_string(static_cast<int>(seconds)) +
               " s is described from measures, since the model failed twice: " + why);
    keep(task.still, {{}, why});
    links_[at(engine)]->made_progress();
  }
  queue_.failed(engine, task, is_late);
  const base::Lock lock(mutex_);
  const auto known = journal_.descriptions().by_time.size();
  if (skipped_ >= kHopeless && known == static_cast<std::size_t>(skipped_))
    throw base::Error(
        base::ErrorKind::unavailable,
        "The model gives nothing usable: " + why + " Use --describer measures, or another model.");
}

// False: nobody needs this server any more.
bool Describing::wait_for(Link& link, const Link::Place& place) {
  bool has_warned = link.is_ours();
  const auto start = Clock::now();
  while (!stop_.stop_requested() && queue_.left() > 0) {
    if (link.revive(place, stop_.get_token())) return true;
    if (!has_warned)
      base::log(base::LogLevel::info, link.name() + " does not answer; others get its stills.");
    has_warned = true;
    {
      const base::Lock lock(mutex_);
      if (Clock::now() - std::max(start, last_sign_of_life_) > choice_.ready_timeout)
        throw base::Error(base::ErrorKind::unavailable,
                          "No server has answered for " +
                              std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                                 choice_.ready_timeout)
                                                 .count()) +
                              " s. What was described is kept: the same command goes on from "
                              "there.");
    }
    pause(kPause);
  }
  return false;
}

/// Puts together what the model said, what it said of a picture alike, and what was measured.
DescribeResult gather(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
                      const EngineChoice& choice, const std::vector<int>& by,
                      const Descriptions& known) {
  DescribeResult result;
  result.scenes = describe_from_measures(survey, cues);
  const auto name = choice.model.empty() ? choice.endpoint_model : choice.model.stem().string();
  for (std::size_t i = 0; i < by.size(); ++i) {
    const auto found = known.by_time.find(survey.stills[at(by[i])].time);
    if (found == known.by_time.end()) continue;
    if (!found->second.skipped.empty()) {
      if (by[i] == static_cast<int>(i)) ++result.skipped;
      continue;
    }
    auto& scene = result.scenes[i];
    scene.description = found->second.description;
    scene.confidence = kConfidence;
    scene.source = name.empty() ? "model" : name;
    if (by[i] != static_cast<int>(i)) scene.shared_with = by[i];
  }
  return result;
}

}  // namespace

std::string EngineChoice::describer() const {
  std::string text = std::string("wording ") + kWordingVersion;
  const auto identity = [](const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    const auto changed = std::filesystem::last_write_time(path, error).time_since_epoch().count();
    return path.stem().string() + " " + std::to_string(error ? 0 : size) + " " +
           std::to_string(error ? 0 : changed);
  };
  if (!endpoints.empty()) return text + ", endpoint model " + endpoint_model;
  text += ", " + identity(model);
  return projector.empty() ? text : text + ", " + identity(projector);
}

DescribeResult describe_with_model(const survey::Survey& survey,
                                   const std::vector<subtitles::Cue>& cues,
                                   const EngineChoice& choice, const std::filesystem::path& path,
                                   const Provenance& provenance, const DescribeListener& listener,
                                   const std::stop_token& stop) {
  const auto by = described_by(survey.stills);
  const auto missing_in = [&](const Descriptions& known) {
    std::vector<int> missing;
    for (std::size_t i = 0; i < by.size(); ++i)
      if (by[i] == static_cast<int>(i) && !known.by_time.contains(survey.stills[i].time))
        missing.push_back(by[i]);
    return missing;
  };
  const auto known = read_journal(path, provenance);
  if (known && known->is_complete && missing_in(*known).empty())
    return gather(survey, cues, choice, by, *known);
  Journal journal(path, provenance);
  if (const auto asked = missing_in(journal.descriptions()); !asked.empty()) {
    Describing describing(survey, cues, choice, journal, asked, listener, stop);
    describing.run();
  }
  journal.complete();
  return gather(survey, cues, choice, by, journal.descriptions());
}

}  // namespace cinecut::descriptions
