#include "progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/utf8.h"
#include "shared/short_time.h"

namespace app {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr int kBarWidth = 28;

double seconds(std::chrono::steady_clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

/// Time left, from the share done so far; negative: not known yet.
double time_left(double elapsed_s, double share) {
  if (share >= 1) return 0;
  if (share < 0.02 || elapsed_s < 0.5) return -1;
  return elapsed_s * (1 - share) / share;
}

/// Did this one fill another tenth of what is counted?
bool is_tenth(const cinecut::pipeline::StageEvent& event) {
  return event.done * 10 / event.total != (event.done - 1) * 10 / event.total;
}

/// "  123 of 200, 4.1 a second"; empty if nothing is counted.
std::string counted(int done, int total, double elapsed_s) {
  if (total == 0) return {};
  char rate[32] = "";
  if (done > 0 && elapsed_s > 0.5)
    std::snprintf(rate, sizeof rate, ", %.1f a second", done / elapsed_s);
  return "  " + std::to_string(done) + " of " + std::to_string(total) + rate;
}

int terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace

ProgressStyle progress_style(const std::string& name) {
  if (name == "auto") return ProgressStyle::automatic;
  if (name == "plain") return ProgressStyle::plain;
  if (name == "jsonl") return ProgressStyle::jsonl;
  if (name == "none") return ProgressStyle::none;
  throw base::Error(base::ErrorKind::usage,
                    "--progress " + name + ": must be auto, plain, jsonl or none.");
}

ProgressDisplay::ProgressDisplay(ProgressStyle style) : style_(style) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  if (style_ == ProgressStyle::automatic)
    style_ = terminal ? ProgressStyle::bar : ProgressStyle::plain;
  has_colour_ = terminal && std::getenv("NO_COLOR") == nullptr;
}

ProgressDisplay::~ProgressDisplay() { clear_line(); }

void ProgressDisplay::show(const cinecut::pipeline::StageEvent& event) {
  using cinecut::pipeline::StageState;
  if (style_ == ProgressStyle::none) return;
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (event.state == cinecut::pipeline::StageState::started) running_[event.stage] = {now, 0};
  const auto found = running_.find(event.stage);
  const double elapsed = found == running_.end() ? 0 : seconds(now - found->second.start);
  if (found != running_.end()) {
    found->second.share = event.share;
    found->second.done = event.done;
    found->second.total = event.total;
  }
  const bool is_end = event.state == cinecut::pipeline::StageState::finished ||
                      event.state == cinecut::pipeline::StageState::reused;
  const bool is_due = now - last_draw_ >= kRedraw;
  if (is_end) running_.erase(event.stage);
  if (style_ != ProgressStyle::jsonl)
    show_text(event, elapsed, is_due);
  else if (is_end || is_due || event.state == cinecut::pipeline::StageState::started)
    print_json(event, elapsed, time_left(elapsed, event.share));
  if (is_due) last_draw_ = now;
}

void ProgressDisplay::show_text(const cinecut::pipeline::StageEvent& event, double elapsed_s,
                                bool is_due) {
  using cinecut::pipeline::StageState;
  const bool is_end = event.state == cinecut::pipeline::StageState::finished ||
                      event.state == cinecut::pipeline::StageState::reused;
  if (is_end) {
    const char* mark = has_colour_ ? "\033[32m✓\033[0m" : "✓";
    const auto after = event.state == cinecut::pipeline::StageState::reused
                           ? std::string("kept from before")
                           : short_time(elapsed_s);
    say(std::string(mark) + " " + event.stage +
        std::string(std::max<std::size_t>(1, 13 - std::min<std::size_t>(12, event.stage.size())),
                    ' ') +
        after);
  } else if (style_ == ProgressStyle::plain &&
             event.state == cinecut::pipeline::StageState::started) {
    std::fprintf(stderr, "  %s …\n", event.stage.c_str());
  } else if (style_ == ProgressStyle::plain && event.total > 0 && is_tenth(event)) {
    const double left = time_left(elapsed_s, event.share);
    say("  " + event.stage + counted(event.done, event.total, elapsed_s) +
        (left < 0 ? "" : ", " + short_time(left) + " left"));
  }
  if (style_ == ProgressStyle::bar && (is_due || is_end)) draw();
}

void ProgressDisplay::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (style_ == ProgressStyle::jsonl)
    say(nlohmann::json{{"note", text}}.dump(-1, ' ', false,
                                            nlohmann::json::error_handler_t::replace));
  else
    say("note: " + base::visible(text));
}

NotesShown::NotesShown(ProgressDisplay& display) {
  base::set_log_listener([&display](base::LogLevel level, const std::string& message) {
    if (level >= base::LogLevel::info) display.note(message);
  });
}

NotesShown::~NotesShown() { base::set_log_listener({}); }

void ProgressDisplay::say(const std::string& line) {
  clear_line();
  std::fprintf(stderr, "%s\n", line.c_str());
}

void ProgressDisplay::draw() {
  clear_line();
  if (running_.empty()) return;
  // The stage that will take longest is the one worth a bar.
  const auto& [name, stage] = *std::min_element(
      running_.begin(), running_.end(),
      [](const auto& a, const auto& b) { return a.second.share < b.second.share; });
  const double elapsed = seconds(Clock::now() - stage.start);
  const double left = time_left(elapsed, stage.share);
  const int full = static_cast<int>(stage.share * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < full ? "━" : "─";
  char text[256];
  std::snprintf(text, sizeof text, "  %-12s %s %3.0f %%%s%s", name.c_str(), bar.c_str(),
                stage.share * 100, counted(stage.done, stage.total, elapsed).c_str(),
                left < 0 ? "" : ("  " + short_time(left) + " left").c_str());
  if (terminal_width() > kBarWidth + 36) std::fputs(text, stderr);
  is_drawn_ = true;
  std::fflush(stderr);
}

void ProgressDisplay::clear_line() {
  if (is_drawn_) std::fputs("\r\033[K", stderr);
  is_drawn_ = false;
}

void ProgressDisplay::print_json(const cinecut::pipeline::StageEvent& event, double elapsed_s,
                                 double left_s) const {
  const char* states[] = {"started", "advanced", "finished", "reused"};
  char left[40] = "", counts[64] = "";
  if (left_s >= 0) std::snprintf(left, sizeof left, R"(,"left_s":%.2f)", left_s);
  if (event.total > 0)
    std::snprintf(counts, sizeof counts, R"(,"done":%d,"total":%d)", event.done, event.total);
  std::fprintf(stderr,
               R"({"stage":"%s","state":"%s","share":%.4f,"elapsed_s":%.2f%s%s})"
               "\n",
               event.stage.c_str(), states[static_cast<int>(event.state)], event.share, elapsed_s,
               left, counts);
}

}  // namespace app
