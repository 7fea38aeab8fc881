#include "minerva/engine/engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "minerva/model/chat.h"
#include "minerva/model/testing.h"

namespace minerva::engine {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const model::Model> model() {
  static const auto shared =
      std::make_shared<const model::Model>(model::testing::model_file("smollm2"));
  return shared;
}

/// Threads: one, since barriers take long on a busy machine.
EngineOptions small(int context = 512, int parallel = 4, int cells = 0) {
  return {.context = {.context = context, .parallel = parallel, .cells = cells, .threads = 1}};
}

Request asking(const std::string& text, int max_tokens = 12) {
  Request request;
  request.prompt = model()->tokenize(text);
  request.sampling.temperature = 0;
  request.max_tokens = max_tokens;
  return request;
}

std::string long_text(int words, const std::string& first = "") {
  std::string text = first;
  for (int i = 0; i < words; ++i) text += " the number " + std::to_string(i * 37 % 100);
  return text;
}

/// A request whose end can be waited for, and whose pieces can be counted meanwhile.
class Running {
 public:
  Running(Engine& engine, Request request, const std::function<void()>& on_piece = {}) {
    id = engine.submit(std::move(request), {.piece =
                                                [this, on_piece](const Piece& piece) {
                                                  text += piece.text;
                                                  ++pieces;
                                                  if (on_piece) on_piece();
                                                },
                                            .done =
                                                [this](Finish f, const Usage& u) {
                                                  usage = u;
                                                  finish = f;
                                                  ended_.set_value(std::nullopt);
                                                },
                                            .failed =
                                                [this](const model::Fault& f, const Usage& u) {
                                                  usage = u;
                                                  ended_.set_value(f);
                                                }});
  }
  std::optional<model::Fault> wait() { return ended_.get_future().get(); }

  Engine::Id id = 0;
  std::string text;
  std::atomic<int> pieces = 0;
  Usage usage;
  Finish finish = Finish::stop;

 private:
  std::promise<std::optional<model::Fault>> ended_;
};

void expect_empty(const Engine& engine) {
  const auto status = engine.status();
  EXPECT_EQ(status.running, 0);
  EXPECT_EQ(status.waiting, 0);
  EXPECT_EQ(status.cells_running, 0);
}

TEST(Engine, AnswersAQuestionThroughTheModelsTemplate) {
  Engine engine(model(), small());
  const model::ChatTemplate chat(model());
  const auto prompt = chat.apply({{.role = "user", .content = "What is the capital of France?"}});
  Request request = asking("", 12);
  request.prompt = prompt.tokens;
  const auto reply = generate(engine, request);
  EXPECT_FALSE(reply.text.empty());
  EXPECT_EQ(reply.text.find("<|im_end|>"), std::string::npos) << reply.text;
  EXPECT_EQ(reply.usage.prompt_tokens, static_cast<int>(prompt.tokens.size()));
  EXPECT_EQ(chat.parse(prompt, reply.text).content, reply.text);
  expect_empty(engine);
}

TEST(Engine, GivesEachOfManyTheAnswerItGivesAlone) {
  Engine engine(model(), small(256, 4, 1024));
  std::vector<std::string> prompts;
  for (const auto* subject : {"The sun", "My dog", "Water", "In 1969", "A triangle", "The old man"})
    prompts.push_back(std::string(subject) + " is");
  std::vector<std::string> alone;
  alone.reserve(prompts.size());
  for (const auto& p : prompts) alone.push_back(generate(engine, asking(p)).text);
  std::vector<std::unique_ptr<Running>> together;
  together.reserve(prompts.size());
  for (const auto& p : prompts) together.push_back(std::make_unique<Running>(engine, asking(p)));
  int same = 0;
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    EXPECT_FALSE(together[i]->wait().has_value());
    same += together[i]->text == alone[i];
  }
  EXPECT_GE(same, 5);  // The shape of a step changes the rounding: a near tie may fall otherwise.
  expect_empty(engine);
}

TEST(Engine, ComputesAPromptThatCameBeforeOnlyOnce) {
  Engine engine(model(), small());
  const auto first = generate(engine, asking(long_text(20), 4));
  const auto again = generate(engine, asking(long_text(20), 4));
  EXPECT_EQ(first.usage.cached_tokens, 0);
  EXPECT_EQ(again.usage.cached_tokens, again.usage.prompt_tokens - 1);
  EXPECT_EQ(again.text, first.text);
}

TEST(Engine, KnowsACapital) {
  Engine engine(model(), small());
  EXPECT_EQ(generate(engine, asking("The capital of France is", 1)).text, " Paris");
}

TEST(Engine, SharesABeginningAmongDifferentPrompts) {
  Engine engine(model(), small(512, 2));
  const auto start = long_text(20);
  const auto shared = static_cast<int>(model()->tokenize(start).size());
  generate(engine, asking(start + ". One", 4));
  for (const auto* end : {". Two and three", ". Four", ". Five and six"}) {
    const auto reply = generate(engine, asking(start + end, 4));
    EXPECT_GE(reply.usage.cached_tokens, shared - 2) << end;
  }
}

// With one thread and a short prompt llama.cpp adds attention up cell by cell. The shared cells
// come first with and without sharing, so the numbers must be the same to the bit.
TEST(Engine, ASharedBeginningChangesNoNumber) {
  const auto ask = [](Engine& engine, const std::string& end) {
    auto request = asking("Bread is a thing that people have known for a long time, " + end, 8);
    request.log_probabilities = 5;
    return generate(engine, request);
  };
  Engine fresh(model(), small());
  const auto alone = ask(fresh, "and it");
  Engine engine(model(), small());
  ask(engine, "but why?");
  const auto shared = ask(engine, "and it");
  EXPECT_GE(shared.usage.cached_tokens, 12);
  ASSERT_EQ(shared.pieces.size(), alone.pieces.size());
  for (std::size_t i = 0; i < alone.pieces.size(); ++i) {
    ASSERT_EQ(shared.pieces[i].likely.size(), alone.pieces[i].likely.size());
    for (std::size_t k = 0; k < alone.pieces[i].likely.size(); ++k) {
      EXPECT_EQ(shared.pieces[i].likely[k].token, alone.pieces[i].likely[k].token);
      EXPECT_EQ(shared.pieces[i].likely[k].log_probability,
                alone.pieces[i].likely[k].log_probability);
    }
  }
}

TEST(Engine, ComputesACommonBeginningOnceForThoseThatComeTogether) {
  Engine engine(model(), small(512, 4));
  std::vector<std::unique_ptr<Running>> together;
  together.reserve(4);
  for (int i = 0; i < 4; ++i)
    together.push_back(
        std::make_unique<Running>(engine, asking(long_text(30) + std::to_string(i), 4)));
  int computed = 0;
  for (auto& running : together) {
    EXPECT_FALSE(running->wait().has_value());
    computed += running->usage.prompt_tokens - running->usage.cached_tokens;
  }
  EXPECT_LT(computed, together[0]->usage.prompt_tokens * 3 / 2);
}

TEST(Engine, TheSameSeedGivesTheSameTextAndAnotherOneAnother) {
  Engine engine(model(), small());
  auto request = asking("Once upon a time", 24);
  request.sampling.temperature = 1;
  request.sampling.seed = 7;
  const auto a = generate(engine, request).text;
  EXPECT_EQ(generate(engine, request).text, a);
  request.sampling.seed = 8;
  EXPECT_NE(generate(engine, request).text, a);
}

TEST(Engine, StopsAtAStopTextAndDoesNotTellIt) {
  Engine engine(model(), small());
  auto request = asking("One, two, three, four,", 40);
  request.stop = {"seven"};
  const auto reply = generate(engine, request);
  EXPECT_EQ(reply.finish, Finish::stop);
  EXPECT_NE(reply.text.find("six"), std::string::npos) << reply.text;
  EXPECT_EQ(reply.text.find("seven"), std::string::npos) << reply.text;
}

TEST(Engine, CountsExactlyTheTokensAskedFor) {
  Engine engine(model(), small());
  auto request = asking("Once upon a time", 9);
  request.ignore_end = true;
  const auto reply = generate(engine, request);
  EXPECT_EQ(reply.finish, Finish::length);
  EXPECT_EQ(reply.usage.reply_tokens, 9);
  EXPECT_EQ(reply.pieces.size(), 9u);
  std::vector<model::Token> tokens;
  tokens.reserve(reply.pieces.size());
  for (const auto& piece : reply.pieces) tokens.push_back(piece.token);
  EXPECT_EQ(model()->detokenize(tokens), reply.text);
}

TEST(Engine, TellsTheLikeliestTokensBestFirst) {
  Engine engine(model(), small());
  auto request = asking("The capital of France is", 3);
  request.log_probabilities = 5;
  for (const auto& piece : generate(engine, request).pieces) {
    ASSERT_EQ(piece.likely.size(), 5u);
    EXPECT_EQ(piece.likely[0].token, piece.token);
    double sum = 0;
    for (std::size_t i = 0; i < piece.likely.size(); ++i) {
      sum += std::exp(static_cast<double>(piece.likely[i].log_probability));
      if (i > 0) {
        EXPECT_LE(piece.likely[i].log_probability, piece.likely[i - 1].log_probability);
      }
    }
    EXPECT_LE(sum, 1.0001);
  }
}

TEST(Engine, RefusesWhatIsOutOfRangeByName) {
  Engine engine(model(), small(128));
  const auto field_of = [&](const std::function<void(Request&)>& change) {
    auto request = asking("Hello");
    change(request);
    try {
      generate(engine, request);
    } catch (const model::Fault& fault) {
      EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
      return fault.field();
    }
    return std::string("nothing");
  };
  EXPECT_EQ(field_of([](Request& r) { r.sampling.temperature = -1; }), "temperature");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.temperature = std::nan(""); }), "temperature");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.top_p = 1.5; }), "top_p");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.top_k = -3; }), "top_k");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.min_p = 2; }), "min_p");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.presence_penalty = 3; }), "presence_penalty");
  EXPECT_EQ(field_of([](Request& r) { r.sampling.logit_bias[-1] = 1; }), "logit_bias");
  EXPECT_EQ(field_of([](Request& r) { r.max_tokens = 0; }), "max_tokens");
  EXPECT_EQ(field_of([](Request& r) { r.log_probabilities = 21; }), "top_logprobs");
  EXPECT_EQ(field_of([](Request& r) { r.prompt.clear(); }), "prompt");
  EXPECT_EQ(field_of([](Request& r) { r.prompt = {1 << 30}; }), "prompt");
}

TEST(Engine, RefusesAPromptThatDoesNotFitWithBothNumbers) {
  Engine engine(model(), small(128));
  try {
    generate(engine, asking(long_text(100), 10));
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::context_limit_exceeded);
    EXPECT_NE(std::string(fault.what()).find("128"), std::string::npos) << fault.what();
    const auto needed = model()->tokenize(long_text(100)).size() + 10;
    EXPECT_NE(std::string(fault.what()).find(std::to_string(needed)), std::string::npos);
  }
}

TEST(Engine, CancelsInThePromptAndInTheReplyWithoutHarmToOthers) {
  Engine engine(model(), small(1024, 2, 2048));
  const auto expected = generate(engine, asking("The capital of France is", 20)).text;
  Running other(engine, asking("The capital of France is", 20));
  Running in_prompt(engine, asking(long_text(180), 8));
  engine.cancel(in_prompt.id);
  EXPECT_EQ(in_prompt.wait()->fault(), model::FaultKind::cancelled);
  EXPECT_EQ(in_prompt.pieces, 0);
  EXPECT_FALSE(other.wait().has_value());
  EXPECT_EQ(other.text, expected);

  auto endless = asking("Once upon a time", -1);
  endless.ignore_end = true;
  Engine::Id id = 0;
  std::atomic<int> seen = 0;
  std::mutex mutex;
  std::condition_variable changed;
  Running in_reply(engine, endless, [&] {
    ++seen;
    changed.notify_all();
  });
  id = in_reply.id;
  {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, 10s, [&] { return seen > 2; });
  }
  engine.cancel(id);
  EXPECT_EQ(in_reply.wait()->fault(), model::FaultKind::cancelled);
  expect_empty(engine);
}

TEST(Engine, CancelsInTheQueueAndKeepsTheOrderOfTheRest) {
  Engine engine(model(), small(256, 1));
  auto endless = asking("Once upon a time", -1);
  endless.ignore_end = true;
  endless.max_tokens = 200;
  Running first(engine, endless);
  Running second(engine, asking("Two", 2)), third(engine, asking("Three", 2));
  while (engine.queue_position(second.id) != 0) std::this_thread::yield();
  EXPECT_EQ(engine.queue_position(third.id), 1);
  engine.cancel(second.id);
  EXPECT_EQ(second.wait()->fault(), model::FaultKind::cancelled);
  EXPECT_EQ(engine.queue_position(third.id), 0);
  engine.cancel(first.id);
  EXPECT_FALSE(third.wait().has_value());
  EXPECT_EQ(first.wait()->fault(), model::FaultKind::cancelled);
  expect_empty(engine);
}

TEST(Engine, RefusesWhenTheQueueIsFull) {
  auto options = small(256, 1);
  options.queue = 2;
  Engine engine(model(), options);
  auto endless = asking("Once upon a time", 200);
  endless.ignore_end = true;
  Running first(engine, endless);
  while (engine.queue_position(first.id) >= 0) std::this_thread::yield();
  Running second(engine, asking("Two", 2)), third(engine, asking("Three", 2));
  try {
    Running fourth(engine, asking("Four", 2));
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::busy);
  }
  engine.cancel_all();
  EXPECT_TRUE(first.wait() && second.wait() && third.wait());
  expect_empty(engine);
}

TEST(Engine, EndsARequestThatTakesTooLong) {
  Engine engine(model(), small());
  auto endless = asking("Once upon a time", -1);
  endless.ignore_end = true;
  endless.timeout = 100ms;
  Running running(engine, endless);
  EXPECT_EQ(running.wait()->fault(), model::FaultKind::generation_timeout);
  expect_empty(engine);
}

TEST(Engine, ClientsTakeTurns) {
  Engine engine(model(), small(256, 1));
  auto endless = asking("Once upon a time", 200);
  endless.ignore_end = true;
  Running blocking(engine, endless);
  while (engine.queue_position(blocking.id) >= 0) std::this_thread::yield();
  std::vector<std::unique_ptr<Running>> greedy;
  for (int i = 0; i < 4; ++i) {
    auto request = asking("Again " + std::to_string(i), 2);
    request.client = "greedy";
    greedy.push_back(std::make_unique<Running>(engine, request));
  }
  auto request = asking("Once", 2);
  request.client = "modest";
  Running modest(engine, request);
  EXPECT_EQ(engine.queue_position(modest.id), 1);  // Behind one of the other's, not behind four.
  engine.cancel(blocking.id);
  EXPECT_FALSE(modest.wait().has_value());
  for (auto& running : greedy) EXPECT_FALSE(running->wait().has_value());
  (void)blocking.wait();
}

TEST(Engine, RequestsWithoutALimitShareTheCellsAndAllEndWell) {
  // Two replies to the very end of the context do not fit at once: one has to wait, and goes on.
  Engine engine(model(), small(160, 2, 256));
  auto endless = asking("Once upon a time", -1);
  endless.ignore_end = true;
  Running a(engine, endless);
  endless.prompt = model()->tokenize("In the year 2000");
  Running b(engine, endless);
  EXPECT_FALSE(a.wait().has_value());
  EXPECT_FALSE(b.wait().has_value());
  EXPECT_EQ(a.finish, Finish::length);
  EXPECT_EQ(a.usage.prompt_tokens + a.usage.reply_tokens, 160);
  EXPECT_EQ(b.usage.prompt_tokens + b.usage.reply_tokens, 160);
  EXPECT_GT(engine.status().preempted, 0u);
  expect_empty(engine);
}

TEST(Engine, KeepsToASchemaWhateverTheModelWouldRatherSay) {
  Engine engine(model(), small(512, 4, 1024));
  const std::string schema =
      R"({"type":"object","properties":{"visual_content":{"type":"string","maxLength":30},)"
      R"("mood":{"enum":["calm","tense"]},"people":{"type":"integer","minimum":0,"maximum":20}},)"
      R"("required":["visual_content","mood","people"],"additionalProperties":false})";
  const auto constraint = constrain::Constraint::from_schema(schema);
  int forced = 0;
  for (const double temperature : {0.0, 1.0}) {
    auto request = asking("A man walks through the rain. As JSON: ", 120);
    request.constraint = constraint;
    request.sampling.temperature = temperature;
    request.sampling.seed = 3;
    const auto reply = generate(engine, request);
    EXPECT_EQ(reply.finish, Finish::stop);
    EXPECT_EQ(constraint->mistake_in(reply.text), "") << reply.text;
    forced += reply.usage.forced_tokens;
  }
  EXPECT_GT(forced, 10);
}

TEST(Engine, WhatIsForcedTogetherIsWhatWouldHaveBeenWrittenAlone) {
  EngineOptions plain = small(512, 1);
  plain.guess_forced = false;
  Engine guessing(model(), small(512, 1)), plainly(model(), plain);
  const auto constraint = constrain::Constraint::from_schema(
      R"({"type":"object","properties":{"description":{"type":"string","maxLength":40},)"
      R"("characters":{"type":"array","items":{"type":"string","maxLength":12},"maxItems":3},)"
      R"("setting":{"enum":["indoors","outdoors"]}},)"
      R"("required":["description","characters","setting"]})");
  int same = 0, count = 0;
  for (const auto* subject : {"A dog in the park", "Two friends at sea", "The old king", "Night"})
    for (const double temperature : {0.0, 0.8}) {
      auto request = asking(std::string(subject) + ". As JSON: ", 100);
      request.constraint = constraint;
      request.sampling.temperature = temperature;
      const auto a = generate(guessing, request), b = generate(plainly, request);
      EXPECT_EQ(b.usage.forced_tokens, 0);
      same += a.text == b.text;
      ++count;
    }
  EXPECT_GE(same, count - 1);  // Other shapes of steps round otherwise.
}

TEST(Engine, AListenerThatThrowsEndsItsOwnRequestOnly) {
  Engine engine(model(), small());
  Running good(engine, asking("The capital of France is", 12));
  Running bad(engine, asking("Once upon a time", 200), [] { throw std::runtime_error("gone"); });
  EXPECT_EQ(bad.wait()->fault(), model::FaultKind::cancelled);
  EXPECT_FALSE(good.wait().has_value());
}

TEST(Engine, EndsEveryRequestWhenItIsDestroyed) {
  std::unique_ptr<Running> running, waiting;
  {
    Engine engine(model(), small(256, 1));
    auto endless = asking("Once upon a time", -1);
    endless.ignore_end = true;
    running = std::make_unique<Running>(engine, endless);
    waiting = std::make_unique<Running>(engine, asking("Two", 2));
  }
  EXPECT_TRUE(running->wait().has_value());
  EXPECT_TRUE(waiting->wait().has_value());
}

TEST(Engine, AfterRandomCancelsEveryCellIsFreeOrKept) {
  Engine engine(model(), small(256, 3, 512));
  std::vector<std::unique_ptr<Running>> all;
  for (int i = 0; i < 24; ++i) {
    auto request = asking(long_text(i * 7 % 20, "Story " + std::to_string(i % 5)), 3 + i % 9);
    request.keep = i % 3 != 0;
    if (i % 4 == 0) request.max_tokens = -1, request.ignore_end = true;
    all.push_back(std::make_unique<Running>(engine, request));
    if (i % 4 == 0 || i % 5 == 0) engine.cancel(all.back()->id);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto fault = all[i]->wait();
    if (fault) {
      EXPECT_EQ(fault->fault(), model::FaultKind::cancelled) << fault->what();
    }
  }
  expect_empty(engine);
  EXPECT_LE(engine.status().cells_kept, engine.status().cells);
}

}  // namespace
}  // namespace minerva::engine
