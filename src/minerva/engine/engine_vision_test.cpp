// Prompts with pictures: the replies are those of llama.cpp's own plain way, one prompt at a time.

#include <gtest/gtest.h>
#include <llama.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/model/testing.h"
#include "minerva/vision/testing.h"

namespace minerva::engine {
namespace {

constexpr int kTokens = 8;
constexpr float kTie = 0.3F;  ///< Measured: 0.16, of replies whose logits are near 15.

std::shared_ptr<const model::Model> model(const std::string& kind) {
  static std::map<std::string, std::shared_ptr<const model::Model>> all;
  auto& found = all[kind];
  if (!found)
    found = std::make_shared<const model::Model>(model::testing::vision_files(kind).model);
  return found;
}

EngineOptions options(const std::string& kind, model::ContextOptions context = {}) {
  if (context.context == 0) context.context = 1024;
  if (context.cells == 0) context.cells = 4096;
  context.threads = 1;
  return {.context = context, .projector = model::testing::vision_files(kind).projector};
}

std::vector<vision::PromptPart> parts_of(const std::vector<vision::PicturePtr>& pictures,
                                         const std::string& question = "What is to be seen?") {
  std::vector<vision::PromptPart> parts{
      {.text = "<|im_start|>user\n", .special = model::SpecialText::as_tokens}, {.text = question}};
  for (const auto& picture : pictures) parts.push_back({.picture = picture});
  parts.push_back(
      {.text = "<|im_end|>\n<|im_start|>assistant\n", .special = model::SpecialText::as_tokens});
  return parts;
}

Request asking(const Engine& engine, const std::vector<vision::PromptPart>& parts) {
  auto seen = engine.projector()->tokenize(parts);
  Request request;
  request.prompt = std::move(seen.tokens);
  request.pictures = std::move(seen.pictures);
  request.sampling.temperature = 0;
  request.max_tokens = kTokens;
  request.ignore_end = true;
  return request;
}

struct Plain {
  std::string text;
  std::vector<float> margins;            ///< Of the likeliest token before the next, in logits.
  std::vector<std::size_t> text_before;  ///< Bytes of the text before each token.
};

/// With mtmd's own helper: a chunk after the other, in a context of its own.
Plain plain_reply(const std::string& kind, const std::vector<vision::PromptPart>& parts) {
  const auto files = model::testing::vision_files(kind);
  auto* handle = model(kind)->handle();
  auto p = mtmd_context_params_default();
  p.use_gpu = false;
  p.print_timings = false;
  p.n_threads = 1;
  const mtmd::context_ptr eye(mtmd_init_from_file(files.projector.c_str(), handle, p));
  auto c = llama_context_default_params();
  c.n_ctx = 1024;
  c.n_threads = c.n_threads_batch = 1;
  auto* context = llama_init_from_model(handle, c);
  std::vector<mtmd_input_text> texts(parts.size());
  std::vector<mtmd::bitmap> bitmaps(parts.size());
  std::vector<mtmd_input_part> inputs(parts.size());
  std::vector<const mtmd_input_part*> pointers;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    texts[i] = {part.text.data(), part.text.size(), false,
                part.special == model::SpecialText::as_tokens};
    if (part.picture)
      bitmaps[i].ptr.reset(mtmd_bitmap_init(static_cast<std::uint32_t>(part.picture->width),
                                            static_cast<std::uint32_t>(part.picture->height),
                                            part.picture->rgb.data()));
    inputs[i] = {part.picture ? nullptr : &texts[i], bitmaps[i].ptr.get()};
    pointers.push_back(&inputs[i]);
  }
  const mtmd::input_chunks_ptr chunks(mtmd_input_chunks_init());
  EXPECT_EQ(
      mtmd_tokenize_from_parts(eye.get(), chunks.get(), pointers.data(), pointers.size(), true), 0);
  llama_pos position = 0;
  EXPECT_EQ(mtmd_helper_eval_chunks(eye.get(), context, chunks.get(), 0, 0, 512, true, &position),
            0);
  Plain reply;
  for (int i = 0; i < kTokens; ++i) {
    float* logits = llama_get_logits_ith(context, -1);
    const auto size = model(kind)->vocabulary_size();
    auto* best = std::max_element(logits, logits + size);
    const auto token = static_cast<llama_token>(best - logits);
    const auto value = std::exchange(*best, -1e9F);
    reply.margins.push_back(value - *std::max_element(logits, logits + size));
    reply.text_before.push_back(reply.text.size());
    reply.text += model(kind)->piece(token);
    llama_batch batch = llama_batch_init(1, 0, 1);
    batch.n_tokens = 1;
    batch.token[0] = token;
    batch.pos[0] = position++;
    batch.n_seq_id[0] = 1;
    batch.seq_id[0][0] = 0;
    batch.logits[0] = 1;
    EXPECT_EQ(llama_decode(context, batch), 0);
    llama_batch_free(batch);
  }
  llama_free(context);
  return reply;
}

/// The same text; or another one from where two tokens were as good as equally likely, since steps
/// of other sizes round otherwise.
::testing::AssertionResult is_like(const std::string& text, const Plain& plain) {
  const auto [at, same] =
      std::mismatch(text.begin(), text.end(), plain.text.begin(), plain.text.end());
  if (at == text.end() && same == plain.text.end()) return ::testing::AssertionSuccess();
  const auto bytes = static_cast<std::size_t>(at - text.begin());
  for (std::size_t i = 0; i < plain.margins.size(); ++i) {
    const auto end = i + 1 < plain.margins.size() ? plain.text_before[i + 1] : plain.text.size();
    if (bytes >= end) continue;
    if (plain.margins[i] < kTie) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\"" << text << "\" instead of \"" << plain.text
                                         << "\", which was better by " << plain.margins[i];
  }
  return ::testing::AssertionFailure()
         << "\"" << text << "\" goes on after \"" << plain.text << "\"";
}

/// Those with SmolLM2's text take seconds for what the others do at once.
int few(const std::string& kind, int slow, int fast) {
  return kind == "llava" || kind == "smolvlm" || kind == "internvl" ? slow : fast;
}

/// Several at once.
std::vector<Reply> replies(Engine& engine, const std::vector<Request>& requests) {
  std::vector<std::future<Reply>> running;
  running.reserve(requests.size());
  for (const auto& request : requests)
    running.push_back(
        std::async(std::launch::async, [&engine, request] { return generate(engine, request); }));
  std::vector<Reply> all;
  all.reserve(running.size());
  for (auto& r : running) all.push_back(r.get());
  return all;
}

class EngineVision : public ::testing::TestWithParam<const char*> {};

TEST_P(EngineVision, RepliesLikeThePlainWay) {
  const std::string kind = GetParam();
  Engine engine(model(kind), options(kind));
  const int count = few(kind, 1, 3);
  for (int seed = 1; seed <= count; ++seed) {
    const auto parts = parts_of({vision::testing::drawn(120, 80, seed)});
    const auto reply = generate(engine, asking(engine, parts));
    EXPECT_TRUE(is_like(reply.text, plain_reply(kind, parts))) << kind << " " << seed;
    EXPECT_EQ(reply.usage.pictures, 1);
    EXPECT_GT(reply.usage.encode_s, 0);
    EXPECT_GT(reply.usage.prefill_s, 0);
  }
  EXPECT_EQ(engine.status().pictures, count);
}

TEST_P(EngineVision, RepliesToManyAtOnceAsToEachAlone) {
  const std::string kind = GetParam();
  Engine engine(model(kind), options(kind, {.parallel = 3}));
  std::vector<Request> requests;
  std::vector<Plain> plain;
  for (int seed = 1; seed <= few(kind, 3, 6); ++seed) {
    const auto parts = parts_of({vision::testing::drawn(120 - 8 * seed, 80, seed)});
    requests.push_back(asking(engine, parts));
    requests.back().keep = false;
    plain.push_back(plain_reply(kind, parts));
  }
  const auto all = replies(engine, requests);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_TRUE(is_like(all[i].text, plain[i])) << kind << " " << i;
}

TEST_P(EngineVision, SeveralPicturesInOnePromptAreToldApart) {
  const std::string kind = GetParam();
  Engine engine(model(kind), options(kind));
  const auto a = vision::testing::drawn(60, 60, 1), b = vision::testing::drawn(60, 60, 2);
  std::vector<std::vector<vision::PromptPart>> prompts{parts_of({a, b}), parts_of({b, a}),
                                                       parts_of({a, a})};
  prompts.resize(static_cast<std::size_t>(few(kind, 1, 3)));
  for (const auto& parts : prompts)
    EXPECT_TRUE(is_like(generate(engine, asking(engine, parts)).text, plain_reply(kind, parts)))
        << kind;
  EXPECT_EQ(engine.status().pictures, 2);
}

TEST_P(EngineVision, APictureThatComesAgainIsNotEncodedAgain) {
  const std::string kind = GetParam();
  Engine engine(model(kind), options(kind));
  const auto picture = vision::testing::drawn(60, 60, 1);
  auto request = asking(engine, parts_of({picture}, "One?"));
  request.keep = false;
  const auto first = generate(engine, request);
  request = asking(engine, parts_of({vision::testing::drawn(60, 60, 1)}, "Two?"));
  request.keep = false;
  const auto second = generate(engine, request);
  EXPECT_EQ(first.usage.cached_pictures, 0);
  EXPECT_EQ(second.usage.cached_pictures, 1);
  EXPECT_EQ(engine.status().pictures, 1);
  EXPECT_EQ(engine.status().pictures_cached, 1);
  EXPECT_TRUE(is_like(second.text, plain_reply(kind, parts_of({picture}, "Two?"))));
}

TEST(EngineSeeing, PicturesOfTheNextRequestAreEncodedMeanwhile) {
  std::atomic<bool> has_ended = false;
  auto o = options("qwen");
  o.context.parallel = 1;
  Engine engine(model("qwen"), o);
  std::vector<Request> requests;
  for (const int seed : {1, 2, 3, 4}) {
    requests.push_back(asking(engine, parts_of({vision::testing::drawn(60, 60, seed)}, "What?")));
    requests.back().max_tokens = 300;
    requests.back().ignore_end = true;
  }
  Callbacks callbacks;
  callbacks.done = [&](Finish, const Usage&) { has_ended = true; };
  for (auto& request : requests) engine.submit(std::move(request), callbacks);
  while (engine.status().pictures < 3 && !has_ended)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(has_ended);
  EXPECT_EQ(engine.status().pictures, 3);  // The fourth one has time.
  engine.cancel_all();
}

INSTANTIATE_TEST_SUITE_P(Kinds, EngineVision, ::testing::ValuesIn(vision::testing::kVisionKinds),
                         [](const auto& kind) { return std::string(kind.param); });

TEST(EngineSeeing, PromptsAreSharedUpToWherePicturesDiffer) {
  for (const auto* kind : {"qwen"}) {
    Engine engine(model(kind), options(kind));
    const auto a = vision::testing::drawn(60, 60, 1), b = vision::testing::drawn(60, 60, 2);
    const auto first = asking(engine, parts_of({a, b}));
    (void)generate(engine, first);
    const auto same = generate(engine, asking(engine, parts_of({a, b})));
    EXPECT_EQ(same.usage.cached_tokens, same.usage.prompt_tokens - 1) << kind;
    const auto other =
        generate(engine, asking(engine, parts_of({a, vision::testing::drawn(60, 60, 3)})));
    EXPECT_EQ(other.usage.cached_tokens, static_cast<int>(first.pictures[1].begin)) << kind;
    EXPECT_TRUE(
        is_like(other.text, plain_reply(kind, parts_of({a, vision::testing::drawn(60, 60, 3)}))))
        << kind;
  }
}

TEST(EngineSeeing, OfFramesOnlyTheTextBeforeIsKept) {
  Engine engine(model("qwen"), options("qwen"));
  std::optional<std::size_t> before;
  for (int seed = 1; seed <= 4; ++seed) {
    auto request = asking(engine, parts_of({vision::testing::drawn(60, 60, seed)}));
    request.keep = false;
    before = request.pictures[0].begin;
    const auto reply = generate(engine, request);
    EXPECT_EQ(reply.usage.cached_tokens, seed == 1 ? 0 : static_cast<int>(*before));
    EXPECT_EQ(engine.status().cells_kept, static_cast<std::int64_t>(*before));
  }
}

TEST(EngineSeeing, MicroBatchesHoldTheLargestPictureThatMustBeWhole) {
  Engine engine(model("gemma"), options("gemma", {.batch = 32, .micro_batch = 32}));
  const auto parts =
      parts_of({vision::testing::drawn(60, 60, 1), vision::testing::drawn(60, 60, 2)});
  EXPECT_TRUE(is_like(generate(engine, asking(engine, parts)).text, plain_reply("gemma", parts)));
}

TEST(EngineSeeing, PicturesLargerThanAMicroBatchAreCutWhereTheyCanBe) {
  for (const auto* kind : {"llava", "qwen"}) {
    Engine engine(model(kind), options(kind, {.batch = 16, .micro_batch = 16}));
    const auto parts = parts_of({vision::testing::drawn(280, 200, 1)});
    EXPECT_TRUE(is_like(generate(engine, asking(engine, parts)).text, plain_reply(kind, parts)))
        << kind;
  }
}

TEST(EngineSeeing, PicturesCountForTheLimitOfTheContext) {
  Engine engine(model("qwen"), options("qwen", {.context = 256}));
  auto request = asking(engine, parts_of({vision::testing::drawn(640, 480, 1)}));
  try {
    engine.submit(request, {});
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::context_limit_exceeded);
    EXPECT_EQ(fault.available(), 256);
    EXPECT_GT(fault.needed(), 300);
  }
}

TEST(EngineSeeing, RefusesPicturesWhereNothingSees) {
  Engine engine(model("llava"), options("llava"));
  const auto request = asking(engine, parts_of({vision::testing::drawn(60, 60, 1)}));
  Engine blind(model("llava"), {.context = {.context = 512, .threads = 1}});
  EXPECT_EQ(blind.projector(), nullptr);
  EXPECT_THROW(blind.submit(request, {}), model::Fault);
  auto without = request;
  without.pictures.clear();
  EXPECT_THROW(engine.submit(without, {}), model::Fault);
}

TEST(EngineSeeing, CancelledRequestsLeaveNothingBehind) {
  Engine engine(model("smolvlm"), options("smolvlm", {.parallel = 2}));
  std::vector<std::future<std::optional<model::Fault>>> ends;
  std::vector<Engine::Id> ids;
  for (int seed = 1; seed <= 12; ++seed) {
    auto ended = std::make_shared<std::promise<std::optional<model::Fault>>>();
    ends.push_back(ended->get_future());
    auto request = asking(engine, parts_of({vision::testing::drawn(90, 60, seed)}));
    request.keep = false;
    ids.push_back(engine.submit(
        std::move(request),
        {.done = [ended](Finish, const Usage&) { ended->set_value(std::nullopt); },
         .failed = [ended](const model::Fault& f, const Usage&) { ended->set_value(f); }}));
  }
  for (std::size_t i = 1; i < ids.size(); ++i) engine.cancel(ids[i]);
  EXPECT_FALSE(ends[0].get());
  for (std::size_t i = 1; i < ends.size(); ++i)
    if (const auto fault = ends[i].get()) {
      EXPECT_EQ(fault->fault(), model::FaultKind::cancelled);
    }
  EXPECT_EQ(engine.status().running, 0);
  EXPECT_EQ(engine.status().cells_running, 0);
  const auto parts = parts_of({vision::testing::drawn(90, 60, 50)});
  EXPECT_TRUE(is_like(generate(engine, asking(engine, parts)).text, plain_reply("smolvlm", parts)));
}

TEST(EngineSeeing, AnEngineThatGoesEndsWhatItEncodes) {
  std::promise<model::FaultKind> ended;
  {
    Engine engine(model("smolvlm"), options("smolvlm"));
    auto request = asking(engine, parts_of({vision::testing::drawn(90, 60, 1)}));
    request.max_tokens = 400;
    engine.submit(std::move(request), {.failed = [&](const model::Fault& f, const Usage&) {
                    ended.set_value(f.fault());
                  }});
  }
  EXPECT_EQ(ended.get_future().get(), model::FaultKind::cancelled);
}

}  // namespace
}  // namespace minerva::engine
