#include "minerva/pool/pool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "minerva/model/testing.h"

namespace minerva::pool {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A folder with the same small model under several names.
class PoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("minerva_pool_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const auto* name : {"a", "b", "c"})
      fs::create_symlink(model::testing::model_file("smollm2"),
                         folder_ / (std::string(name) + ".gguf"));
    fs::create_symlink(model::testing::model_file("minilm"), folder_ / "words.gguf");
    options_.folders = {folder_};
    options_.engine.context = {.context = 256, .parallel = 2, .threads = 1};
    options_.embedder = {.context = 128, .threads = 1};
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::uint64_t bytes_of_one() { return Pool(options_).estimate("a").total_bytes(); }
  static std::uint64_t used_of(const Pool& pool) {
    return pool.status().used.at(model::kMainMemory);
  }
  static std::string say(LoadedModel& model, const std::string& prompt, int tokens) {
    return engine::generate(model.engine(), {.prompt = model.model()->tokenize(prompt),
                                             .sampling = {.temperature = 0},
                                             .constraint = nullptr,
                                             .max_tokens = tokens})
        .text;
  }

  fs::path folder_;
  PoolOptions options_;
};

TEST_F(PoolTest, LoadsAModelWhenItIsFirstAskedFor) {
  Pool pool(options_);
  EXPECT_EQ(pool.models().size(), 4u);
  EXPECT_EQ(pool.status("a").state, ModelState::unloaded);
  EXPECT_EQ(pool.try_acquire("a"), nullptr);
  const auto lease = pool.acquire("a");
  EXPECT_EQ(pool.status("a").state, ModelState::loaded);
  EXPECT_EQ(pool.status("a").leases, 1);
  EXPECT_FALSE(say(*lease, "The capital of France is", 4).empty());
}

TEST_F(PoolTest, ManyWhoAskForAColdModelLoadItOnce) {
  Pool pool(options_);
  std::vector<std::future<Lease>> asking;
  asking.reserve(8);
  for (int i = 0; i < 8; ++i)
    asking.push_back(std::async(std::launch::async, [&] { return pool.acquire("a"); }));
  const LoadedModel* first = nullptr;
  for (auto& future : asking) {
    const auto lease = future.get();
    if (!first) first = lease.get();
    EXPECT_EQ(lease.get(), first);
  }
  EXPECT_EQ(pool.status("a").loads, 1u);
  EXPECT_EQ(pool.status("a").uses, 8u);
}

TEST_F(PoolTest, TheEstimateIsWhatIsAllocated) {
  Pool pool(options_);
  for (const auto* name : {"a", "words"}) {
    const auto estimated = pool.estimate(name);
    const auto lease = pool.acquire(name);
    const auto real = pool.status(name).memory;
    EXPECT_NEAR(static_cast<double>(estimated.total_bytes()),
                static_cast<double>(real.total_bytes()),
                0.1 * static_cast<double>(real.total_bytes()))
        << name;
    EXPECT_EQ(estimated.sum().cache_bytes, real.sum().cache_bytes) << name;
  }
}

TEST_F(PoolTest, UnderABudgetForOneTheLeastRecentlyUsedIsUnloaded) {
  options_.budgets[model::kMainMemory] = bytes_of_one() * 5 / 2;
  Pool pool(options_);
  (void)pool.acquire("a");
  (void)pool.acquire("b");
  (void)pool.acquire("a");
  (void)pool.acquire("c");
  EXPECT_EQ(pool.status("a").state, ModelState::loaded);
  EXPECT_EQ(pool.status("b").state, ModelState::unloaded);
  EXPECT_EQ(pool.status("c").state, ModelState::loaded);
  EXPECT_EQ(pool.status("b").evictions, 1u);
  EXPECT_LE(used_of(pool), pool.status().budgets.at(model::kMainMemory));
}

TEST_F(PoolTest, AModelInUseIsWaitedForAndItsRequestEndsWell) {
  options_.budgets[model::kMainMemory] = bytes_of_one() * 3 / 2;
  Pool pool(options_);
  auto lease = pool.acquire("a");
  auto other = std::async(std::launch::async, [&] { return pool.acquire("b"); });
  EXPECT_EQ(other.wait_for(100ms), std::future_status::timeout);
  const auto text = say(*lease, "The capital of France is", 8);
  EXPECT_FALSE(text.empty());
  lease.reset();
  EXPECT_EQ(say(*other.get(), "The capital of France is", 8), text);
  EXPECT_EQ(pool.status("a").state, ModelState::unloaded);
}

TEST_F(PoolTest, APinnedModelStaysAndTheOtherIsRefusedWithBothNumbers) {
  options_.budgets[model::kMainMemory] = bytes_of_one() * 3 / 2;
  Pool pool(options_);
  (void)pool.acquire("a");
  pool.pin("a");
  try {
    (void)pool.acquire("b");
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::out_of_memory);
    EXPECT_NE(std::string(fault.what()).find("MiB"), std::string::npos) << fault.what();
  }
  EXPECT_EQ(pool.status("a").state, ModelState::loaded);
  pool.pin("a", false);
  (void)pool.acquire("b");
  EXPECT_EQ(pool.status("b").state, ModelState::loaded);
}

TEST_F(PoolTest, WhoWaitsTooLongForMemoryIsToldSo) {
  options_.budgets[model::kMainMemory] = bytes_of_one() * 3 / 2;
  options_.patience = 20ms;
  Pool pool(options_);
  const auto lease = pool.acquire("a");
  EXPECT_THROW((void)pool.acquire("b"), model::Fault);
  EXPECT_EQ(pool.status("b").state, ModelState::unloaded);
}

TEST_F(PoolTest, AModelWithoutUseIsUnloadedAfterAWhile) {
  options_.idle = 50ms;
  Pool pool(options_);
  (void)pool.acquire("words");
  for (int i = 0; i < 200 && pool.status("words").state == ModelState::loaded; ++i)
    std::this_thread::sleep_for(20ms);
  EXPECT_EQ(pool.status("words").state, ModelState::unloaded);
  EXPECT_EQ(used_of(pool), 0u);
}

TEST_F(PoolTest, UnloadingWaitsForNobodyUnlessTold) {
  Pool pool(options_);
  auto lease = pool.acquire("a");
  EXPECT_THROW(pool.unload("a"), model::Fault);
  std::promise<model::FaultKind> ended;
  lease->engine().submit(
      {.prompt = lease->model()->tokenize("Once upon a time"),
       .sampling = {},
       .constraint = nullptr,
       .ignore_end = true},
      {.piece = {}, .done = {}, .failed = [&](const model::Fault& f, const engine::Usage&) {
         ended.set_value(f.fault());
       }});
  std::thread holder([&, held = std::move(lease)]() mutable {
    EXPECT_EQ(ended.get_future().get(), model::FaultKind::cancelled);
    held.reset();
  });
  pool.unload("a", true);
  holder.join();
  EXPECT_EQ(pool.status("a").state, ModelState::unloaded);
}

TEST_F(PoolTest, AnUnknownModelIsNamedTogetherWithThoseThatThereAre) {
  Pool pool(options_);
  try {
    (void)pool.acquire("nope");
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::model_not_found);
    EXPECT_NE(std::string(fault.what()).find("words"), std::string::npos);
  }
}

TEST_F(PoolTest, ADamagedFileIsRefusedAndTheNextLoadWorks) {
  std::ofstream(folder_ / "bad.gguf") << "GGUF and then nothing of use";
  Pool pool(options_);
  try {
    (void)pool.acquire("bad");
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::invalid_model) << fault.what();
  }
  EXPECT_EQ(used_of(pool), 0u);
  EXPECT_NE(pool.acquire("words"), nullptr);
}

TEST_F(PoolTest, AWritingModelEmbedsTooAndItsMemoryCounts) {
  Pool pool(options_);
  const auto lease = pool.acquire("a");
  const auto before = used_of(pool);
  EXPECT_EQ(lease->embedder().embed(std::vector<std::string>{"hello"})[0].vector.size(), 576u);
  EXPECT_GT(used_of(pool), before);
  EXPECT_THROW(pool.acquire("words")->engine(), model::Fault);
}

}  // namespace
}  // namespace minerva::pool
