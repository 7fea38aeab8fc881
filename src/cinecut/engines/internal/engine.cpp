#include "cinecut/engines/internal/engine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/utf8.h"
#include "openai_client/chat.h"
#include "openai_client/client.h"

namespace cinecut::engines {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLinesKept = 40, kLinesShown = 8;
constexpr auto kPause = 50ms;

[[noreturn]] void stopped() {
  throw base::Error(base::ErrorKind::cancelled, "Stopped while the model was made ready.");
}

/// A port that nobody uses now.
int free_port() {
  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool is_bound =
      s >= 0 && ::bind(s, generic, size) == 0 && ::getsockname(s, generic, &size) == 0;
  ::close(s);
  if (!is_bound)
    throw base::Error(base::ErrorKind::unavailable, "There is no free port on this machine.");
  return ntohs(address.sin_port);
}

void check_file(const fs::path& path, const char* what) {
  if (!fs::is_regular_file(path))
    throw base::Error(base::ErrorKind::not_found,
                      std::string("There is no ") + what + " " + base::quoted(path) + ".");
}

std::string in_mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

/// A llama-server does not say before it fails. What it needs: its files, and a half more.
void check_gpu_memory(const EngineChoice& choice, const std::vector<Gpu>& found) {
  if (found.empty()) return;
  std::uint64_t free = 0;
  for (const auto& gpu : found) free = std::max(free, gpu.free_bytes);
  auto needed = fs::file_size(choice.model);
  if (!choice.projector.empty()) needed += fs::file_size(choice.projector);
  needed += needed / 2;
  if (free < needed)
    throw base::Error(base::ErrorKind::out_of_memory,
                      "The model needs about " + in_mebibytes(needed) + " on the graphics card, " +
                          "and " + in_mebibytes(free) +
                          " are free. End other programs that use it, or choose a smaller model.");
}

}  // namespace

int slots_of(const EngineChoice& choice) {
  if (choice.in_flight > 0) return choice.in_flight;
  // llama-servers share nothing of their contexts.
  return choice.server_binary.empty() ? choice.slots : std::min(4, choice.slots);
}

// ---------------------------------------------------------------------------------------------

EngineLock::EngineLock(const std::stop_token& stop) {
  const auto path = fs::temp_directory_path() / "cinecut-engine.lock";
  // Of another user it can be opened, but not created.
  file_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0)
    throw base::Error(base::ErrorKind::unavailable,
                      "cannot open " + base::quoted(path) + ": " +
                          std::generic_category().message(errno) +
                          ". Set TMPDIR to a folder that can be written.");
  (void)::fchmod(file_, 0666);
  bool has_said = false;
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    if (!has_said)
      base::log(base::LogLevel::info,
                "Another cinecut is using a model on this machine: waiting until it is done.");
    has_said = true;
    if (stop.stop_requested()) {
      ::close(file_);
      stopped();
    }
    std::this_thread::sleep_for(kPause);
  }
}

EngineLock::~EngineLock() { ::close(file_); }

// ---------------------------------------------------------------------------------------------

Engine::Engine(const EngineChoice& choice, const std::stop_token& stop) {
  check_file(choice.model, "model");
  if (!choice.projector.empty()) check_file(choice.projector, "projector");
  const auto found = gpus();
  if (found.empty() && !choice.is_light)
    base::log(base::LogLevel::info,
              "No NVIDIA graphics card was found: the model may run on the processor, slowly.");
  if (choice.server_binary.empty())
    start_minerva(choice, stop);
  else
    start_llama_server(choice, found, stop);
}

void Engine::start(base::ChildCommand command) {
  name_ = command.program.filename().string();
  command.line = [this](const std::string& line) { hear(line); };
  child_ = std::make_unique<base::Child>(std::move(command));
}

void Engine::start_minerva(const EngineChoice& choice, const std::stop_token& stop) {
  auto program =
      choice.minerva.empty() ? base::program_file().parent_path() / "minerva" : choice.minerva;
  const auto slots = slots_of(choice);
  // Most questions take less than a fifth of a context. Where they do not, fewer are at work at
  // once.
  const auto cells = choice.context_tokens * std::max(2, slots / 6);
  base::ChildCommand command{
      .program = std::move(program),
      .arguments = {"serve", "--host", "127.0.0.1", "--port", "0", "--log", "text", "--model",
                    choice.model.string(), "--parallel", std::to_string(slots), "--ctx",
                    std::to_string(choice.context_tokens), "--cells", std::to_string(cells),
                    "--no-mmap", "--timeout", "0"},
      .environment = {},
      .line = {}};
  if (!choice.projector.empty()) {
    command.arguments.emplace_back("--mmproj");
    command.arguments.push_back(choice.projector.string());
  }
  start(std::move(command));
  const auto until = Clock::now() + choice.ready_timeout;
  while (said_address().empty()) {
    check_alive();
    if (stop.stop_requested()) stopped();
    if (Clock::now() > until)
      throw base::Error(base::ErrorKind::unavailable, name_ + " does not begin to listen.");
    std::this_thread::sleep_for(kPause);
  }
  address_ = openai_client::parse_address(said_address());
  wait_until_ready(choice, stop);
  // Its own estimate decides whether there is room, and says so.
  openai_client::Client client(address_);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  try {
    const auto reply =
        client.request("/v1/models/load", openai_client::to_load_body(choice.model.stem().string()),
                       std::max(left, 1'000ms), stop);
    if (reply.status == 200) return;
    throw base::Error(
        reply.status == 503 ? base::ErrorKind::out_of_memory : base::ErrorKind::unavailable,
        "The model could not be loaded: " + openai_client::error_of(reply.body));
  } catch (const openai_client::NoReply& e) {
    check_alive();
    throw base::Error(base::ErrorKind::unavailable,
                      "The model was not loaded in time: " + std::string(e.what()) +
                          " It said last:\n" + last_lines());
  }
}

// Only what builds of any age know.
void Engine::start_llama_server(const EngineChoice& choice, const std::vector<Gpu>& found,
                                const std::stop_token& stop) {
  check_gpu_memory(choice, found);
  const auto slots = slots_of(choice);
  const auto port = std::to_string(free_port());
  base::ChildCommand command{
      .program = choice.server_binary,
      .arguments = {"-m", choice.model.string(), "--host", "127.0.0.1", "--port", port, "-np",
                    std::to_string(slots), "-c", std::to_string(choice.context_tokens * slots)},
      .environment = {},
      .line = {}};
  if (!choice.projector.empty()) {
    command.arguments.emplace_back("--mmproj");
    command.arguments.push_back(choice.projector.string());
  }
  if (!found.empty()) {
    command.arguments.emplace_back("-ngl");
    command.arguments.emplace_back("99");
  }
  // With OpenMP's default, threads that wait for each other burn the time of those they wait for:
  // on a machine that does anything else, five times as slow. minerva sees to it itself.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT"))
    command.environment["GOMP_SPINCOUNT"] = "1000";
  start(std::move(command));
  address_ = openai_client::parse_address("http://127.0.0.1:" + port);
  wait_until_ready(choice, stop);
}

void Engine::wait_until_ready(const EngineChoice& choice, const std::stop_token& stop) {
  const auto until = Clock::now() + choice.ready_timeout;
  openai_client::Client client(address_, {.api_key = {}, .connect = 1'000ms});
  for (;;) {
    check_alive();
    try {
      if (client.request("/health", "", 2'000ms, stop).status == 200) return;
    } catch (const openai_client::NoReply&) {
      // Not yet.
    }
    if (stop.stop_requested()) stopped();
    if (Clock::now() > until)
      throw base::Error(
          base::ErrorKind::unavailable,
          name_ + " was not ready after " +
              std::to_string(
                  std::chrono::duration_cast<std::chrono::seconds>(choice.ready_timeout).count()) +
              " s. It said last:\n" + last_lines());
    std::this_thread::sleep_for(kPause);
  }
}

void Engine::check_alive() const {
  if (const auto end = ended())
    throw base::Error(base::ErrorKind::unavailable, name_ + " ended before it was ready (" + *end +
                                                        "). It said last:\n" + last_lines());
}

void Engine::hear(const std::string& line) {
  const base::Lock lock(mutex_);
  lines_.push_back(base::in_one_line(line));
  if (lines_.size() > kLinesKept) lines_.pop_front();
  constexpr std::string_view kSays = "minerva is listening on ";
  if (line.starts_with(kSays)) said_address_ = line.substr(kSays.size());
}

std::string Engine::said_address() const {
  const base::Lock lock(mutex_);
  return said_address_;
}

std::string Engine::last_lines() const {
  const base::Lock lock(mutex_);
  std::string text;
  const auto n = std::min(lines_.size(), kLinesShown);
  for (auto i = lines_.size() - n; i < lines_.size(); ++i) text += "  " + lines_[i] + "\n";
  return text.empty() ? "  (nothing)" : text.substr(0, text.size() - 1);
}

}  // namespace cinecut::engines
