#pragma once
// How the program shows what it is doing, on stderr.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "cinecut/pipeline/pipeline.h"

namespace app {

enum class ProgressStyle {
  automatic,  ///< `bar` on a terminal, else `plain`.
  bar,        ///< One line that is drawn again, and one line a finished stage.
  plain,      ///< One line for the start and the end of each stage, nothing drawn again.
  jsonl,  ///< One JSON object a line: {"stage","state","share","elapsed_s","left_s","done","total"}
          ///< or {"note"}.
  none
};

/// "auto", "plain", "jsonl", "none". Throws Error: usage.
ProgressStyle progress_style(const std::string& name);

/// Shows stages as they come. From any thread.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(ProgressStyle style);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void show(const cinecut::pipeline::StageEvent& event);
  /// What the user should know besides, whatever the style.
  void note(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  struct Stage {
    Clock::time_point start;
    double share = 0;
    int done = 0, total = 0;
  };

  void show_text(const cinecut::pipeline::StageEvent& event, double elapsed_s, bool is_due);
  void say(const std::string& line);
  void draw();
  void clear_line();
  void print_json(const cinecut::pipeline::StageEvent& event, double elapsed_s,
                  double left_s) const;

  std::mutex mutex_;
  ProgressStyle style_;
  bool is_drawn_ = false;
  bool has_colour_ = false;
  Clock::time_point last_draw_{};
  std::map<std::string, Stage> running_;
};

/// While it lives, what libraries have to say is shown as notes.
class NotesShown {
 public:
  explicit NotesShown(ProgressDisplay& display);
  ~NotesShown();
  NotesShown(const NotesShown&) = delete;
  NotesShown& operator=(const NotesShown&) = delete;
};

}  // namespace app
