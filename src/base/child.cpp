#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/mutex.h"

extern "C" char** environ;

namespace base {
namespace {

/// Bytes in, lines out.
class Lines {
 public:
  explicit Lines(const std::function<void(const std::string&)>& line) : line_(line) {}
  void add(const char* bytes, std::size_t n) {
    constexpr std::size_t kLongest = 4096;
    for (std::size_t i = 0; i < n; ++i)
      if (bytes[i] == '\n')
        end();
      else if (text_.size() < kLongest)
        text_ += bytes[i];
  }
  void end() {
    if (line_ && !text_.empty()) line_(text_);
    text_.clear();
  }

 private:
  const std::function<void(const std::string&)>& line_;
  std::string text_;
};

std::string how(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  return "signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Everything that the child needs between fork and exec, where nothing may be allocated.
struct Launch {
  explicit Launch(const ChildCommand& command) : program(command.program.string()) {
    words.push_back(program);
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    for (char** one = environ; *one != nullptr; ++one) {
      const std::string text = *one;
      if (!command.environment.contains(text.substr(0, text.find('=')))) variables.push_back(text);
    }
    for (const auto& [name, value] : command.environment)
      variables.emplace_back(name).append("=").append(value);
    arguments = pointers(words);
    environment = pointers(variables);
  }

  [[noreturn]] void become(int output, int trouble, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // It died before it could be seen.
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole group: the parent decides.
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execve(program.c_str(), arguments.data(), environment.data());
    const int error = errno;
    (void)!::write(trouble, &error, sizeof error);
    ::_exit(127);
  }

  std::string program;
  std::vector<std::string> words, variables;
  std::vector<char*> arguments, environment;
};

}  // namespace

struct Child::State {
  explicit State(ChildCommand c) : command(std::move(c)) {}

  // The kernel's signal comes when the thread ends that has forked: so one thread forks, and stays
  // until the child has ended.
  void live() {
    std::array<int, 2> output{}, trouble{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0 || ::pipe2(trouble.data(), O_CLOEXEC) != 0)
      return begun(-1, errno);
    Launch launch(command);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) launch.become(output[1], trouble[1], parent);
    const int fork_error = errno;
    ::close(output[1]);
    ::close(trouble[1]);
    int error = 0;
    if (child < 0)
      error = fork_error;
    else if (::read(trouble[0], &error, sizeof error) != sizeof error)
      error = 0;
    ::close(trouble[0]);
    if (child > 0 && error != 0) ::waitpid(child, nullptr, 0);
    begun(error == 0 ? child : -1, error);
    if (error == 0) watch(child, output[0]);
    ::close(output[0]);
  }

  void begun(pid_t child, int error) {
    const Lock lock(mutex);
    id = child;
    start_error = error;
    has_begun = true;
    changed.notify_all();
  }

  /// Its grandchildren may keep the pipe open: its own end counts.
  void watch(pid_t child, int output) {
    Lines lines(command.line);
    std::array<char, 4096> bytes{};
    bool is_open = true;
    for (;;) {
      pollfd waiting{output, POLLIN, 0};
      const int ready = is_open ? ::poll(&waiting, 1, 20) : 0;
      if (!is_open) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      if (ready > 0) {
        const auto n = ::read(output, bytes.data(), bytes.size());
        if (n > 0)
          lines.add(bytes.data(), static_cast<std::size_t>(n));
        else
          is_open = n < 0 && errno == EINTR;
        if (n > 0) continue;
      }
      const Lock lock(mutex);
      int status = 0;
      if (::waitpid(child, &status, WNOHANG) != child) continue;
      lines.end();
      end = how(status);
      changed.notify_all();
      return;
    }
  }

  void send(int signal) {
    const Lock lock(mutex);
    if (id > 0 && !end) ::kill(id, signal);
  }

  ChildCommand command;
  mutable Mutex mutex;
  mutable std::condition_variable_any changed;
  bool has_begun GUARDED_BY(mutex) = false;
  pid_t id GUARDED_BY(mutex) = -1;
  int start_error GUARDED_BY(mutex) = 0;
  std::optional<std::string> end GUARDED_BY(mutex);
  std::thread thread;
};

Child::Child(ChildCommand command) : state_(std::make_unique<State>(std::move(command))) {
  auto& s = *state_;
  const auto program = s.command.program.string();
  if (::access(program.c_str(), X_OK) != 0)
    throw Error(ErrorKind::not_found, "the program \"" + program + "\" cannot be started: " +
                                          std::generic_category().message(errno) + ".");
  s.thread = std::thread([&s] { s.live(); });
  int start_error = 0;
  {
    const Lock lock(s.mutex);
    s.changed.wait(s.mutex, [&]() REQUIRES(s.mutex) { return s.has_begun; });
    if (s.id > 0) return;
    start_error = s.start_error;
  }
  s.thread.join();
  throw Error(ErrorKind::unavailable, "the program \"" + program + "\" cannot be started: " +
                                          std::generic_category().message(start_error) + ".");
}

Child::~Child() {
  state_->send(SIGTERM);
  if (!wait_for(state_->command.grace)) kill();
  state_->thread.join();
}

int Child::id() const {
  const Lock lock(state_->mutex);
  return state_->id;
}

std::optional<std::string> Child::ended() const {
  const Lock lock(state_->mutex);
  return state_->end;
}

bool Child::wait_for(std::chrono::milliseconds time) const {
  const Lock lock(state_->mutex);
  return state_->changed.wait_for(
      state_->mutex, time, [&]() REQUIRES(state_->mutex) { return state_->end.has_value(); });
}

void Child::kill() { state_->send(SIGKILL); }

}  // namespace base
