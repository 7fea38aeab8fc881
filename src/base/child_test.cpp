#include "base/child.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/error.h"

namespace base {
namespace {

using namespace std::chrono_literals;

/// A shell's script as a child, with its lines.
class Script {
 public:
  explicit Script(const std::string& text, std::chrono::milliseconds grace = 5s)
      : child({.program = "/bin/sh",
               .arguments = {"-c", text},
               .environment = {{"GREETING", "hello"}},
               .line =
                   [this](const std::string& line) {
                     const std::lock_guard lock(mutex_);
                     lines_.push_back(line);
                     changed_.notify_all();
                   },
               .grace = grace}) {}
  std::vector<std::string> wait_for_lines(std::size_t n) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 20s, [&] { return lines_.size() >= n; });
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;

 public:
  Child child;  ///< Ends before what its lines are put into.
};

bool is_alive(int id) { return ::kill(id, 0) == 0; }

TEST(Child, GivesItsLinesAndTellsHowItEnded) {
  Script script("echo $GREETING; printf 'no end of line' >&2; exit 3");
  ASSERT_TRUE(script.child.wait_for(20s));
  EXPECT_EQ(script.child.ended(), "exit code 3");
  EXPECT_EQ(script.wait_for_lines(2), (std::vector<std::string>{"hello", "no end of line"}));
}

TEST(Child, IsAskedToEndAndLeavesNoZombie) {
  int id = 0;
  {
    Script script("trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done");
    ASSERT_EQ(script.wait_for_lines(1).size(), 1u);
    EXPECT_FALSE(script.child.ended());
    id = script.child.id();
    EXPECT_TRUE(is_alive(id));
  }
  EXPECT_FALSE(is_alive(id));
}

TEST(Child, ThatDoesNotListenIsKilled) {
  int id = 0;
  {
    Script script("trap '' TERM; echo ready; while :; do sleep 0.05; done", 50ms);
    ASSERT_EQ(script.wait_for_lines(1).size(), 1u);
    id = script.child.id();
  }
  EXPECT_FALSE(is_alive(id));
}

TEST(Child, EndsAlthoughItsOwnChildHoldsThePipe) {
  Script script("sleep 2 & exit 0");
  ASSERT_TRUE(script.child.wait_for(20s));
  EXPECT_EQ(script.child.ended(), "exit code 0");
}

TEST(Child, DiesWithItsParent) {
  int ids[2] = {};
  ASSERT_EQ(::pipe(ids), 0);
  const int parent = ::fork();
  if (parent == 0) {
    Script script("while :; do sleep 0.05; done");
    const int id = script.child.id();
    (void)!::write(ids[1], &id, sizeof id);
    for (;;) ::pause();
  }
  int id = 0;
  ASSERT_EQ(::read(ids[0], &id, sizeof id), static_cast<ssize_t>(sizeof id));
  EXPECT_TRUE(is_alive(id));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // It is reaped by whoever adopts it: gone, or dead.
  const auto is_gone = [&] {
    if (!is_alive(id)) return true;
    char state = 0;
    const auto path = "/proc/" + std::to_string(id) + "/stat";
    if (FILE* file = std::fopen(path.c_str(), "r")) {
      if (std::fscanf(file, "%*d %*s %c", &state) != 1) state = 'Z';
      std::fclose(file);
    }
    return state == 'Z' || state == 'X' || state == 0;
  };
  for (int i = 0; i < 400 && !is_gone(); ++i) std::this_thread::sleep_for(20ms);
  EXPECT_TRUE(is_gone());
  ::close(ids[0]);
  ::close(ids[1]);
}

TEST(Child, ThatCannotBeStartedIsRefused) {
  EXPECT_THROW(
      Child({.program = "/nowhere/at/all", .arguments = {}, .environment = {}, .line = {}}), Error);
  EXPECT_THROW(Child({.program = "/etc/passwd", .arguments = {}, .environment = {}, .line = {}}),
               Error);
}

}  // namespace
}  // namespace base
