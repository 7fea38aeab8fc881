#include "cinecut/engines/internal/link.h"

#include "base/error.h"
#include "base/log.h"
#include "openai_client/client.h"

namespace cinecut::engines {
namespace {

using namespace std::chrono_literals;

constexpr int kDefaultSlots = 4, kMostSlots = 64;
/// Questions that wait at a server for a slot, so that none stands empty; minerva looks at stills
/// ahead.
constexpr int kWaiting = 2;
constexpr int kMostDeaths = 3;  ///< In a row, with nothing done between.
constexpr auto kHealth = 5'000ms;

}  // namespace

Link::Link(const EngineChoice& choice, const std::stop_token& stop)
    : choice_(choice),
      name_((choice.server_binary.empty() ? std::string("minerva")
                                          : choice.server_binary.filename().string())),
      is_ours_(true),
      dialect_(choice.server_binary.empty() ? openai_client::Dialect::minerva
                                            : openai_client::Dialect::llama),
      in_flight_(slots_of(choice) + (choice.in_flight > 0 ? 0 : kWaiting)),
      engine_(std::make_unique<Engine>(choice, stop)) {
  place_.address = engine_->address();
}

Link::Link(const EngineChoice& choice, const std::string& endpoint)
    : choice_(choice), name_(endpoint) {
  place_.address = openai_client::parse_address(endpoint);
  if (place_.address.path.empty()) place_.address.path = "/v1";
  model_ = choice.endpoint_model;
  in_flight_ = choice.in_flight > 0 ? choice.in_flight : kDefaultSlots;
  learn_about_endpoint(choice);
}

// What it does not tell, it does not tell: not all have these routes.
void Link::learn_about_endpoint(const EngineChoice& choice) {
  try {
    openai_client::Client client(place_.address, {.api_key = choice.api_key});
    if (model_.empty()) {
      const auto reply = client.request("/models", "", kHealth);
      if (reply.status == 200) model_ = openai_client::first_model_of(reply.body);
    }
    if (choice.in_flight > 0) return;
    auto root = place_.address;
    root.path.clear();
    openai_client::Client at_root(root, {.api_key = choice.api_key});
    const auto reply = at_root.request("/props", "", kHealth);
    if (const int n = reply.status == 200 ? openai_client::total_slots_of(reply.body) : 0; n > 0)
      in_flight_ = std::min(n, kMostSlots) + kWaiting;
  } catch (const openai_client::NoReply&) {
    // It may come.
  }
}

Link::Place Link::place() const {
  const base::Lock lock(mutex_);
  return place_;
}

std::string Link::model() const {
  const base::Lock lock(mutex_);
  return model_;
}

bool Link::answers(const std::stop_token& stop) const {
  try {
    openai_client::Client client(place_.address, {.api_key = choice_.api_key});
    const auto path = is_ours_ ? "/health" : "/models";
    return client.request(path, "", kHealth, stop).status < 500;
  } catch (const openai_client::NoReply&) {
    return false;
  }
}

bool Link::revive(const Place& place, const std::stop_token& stop) {
  const base::Lock lock(mutex_);
  if (place.generation != place_.generation) return true;  // Another thread has done it.
  if (!is_ours_) {
    if (!answers(stop)) return false;
    if (model_.empty()) learn_about_endpoint(choice_);
    return true;
  }
  if (!engine_->ended() && answers(stop)) return true;
  // A dying program takes a moment.
  if (!engine_->wait_for_end(1'000ms)) {
    engine_->kill();
    engine_->wait_for_end(10'000ms);
  }
  const auto how = engine_->ended().value_or("killed");
  if (++deaths_ > kMostDeaths)
    throw base::Error(base::ErrorKind::unavailable,
                      name_ + " has died " + std::to_string(kMostDeaths + 1) +
                          " times with nothing done between (" + how + "). It said last:\n" +
                          engine_->last_lines());
  base::warn(name_ + " has died (" + how + ") and is started again.");
  engine_.reset();
  engine_ = std::make_unique<Engine>(choice_, stop);
  place_ = {engine_->address(), place_.generation + 1};
  return true;
}

}  // namespace cinecut::engines
