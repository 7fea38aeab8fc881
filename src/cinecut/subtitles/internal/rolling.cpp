#include "cinecut/subtitles/internal/rolling.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::FilmTime;
using Lines = std::vector<std::string>;

constexpr Duration kAtOnce = 50ms;     // Other subtitles leave two pictures between two texts.
constexpr Duration kFlash = 50ms;      // Automatic captions show each line for 10 ms in between.
constexpr int kAround = 10;            // Captions before and after that tell whether one rolls ...
constexpr int kFewest = 3;             // ... as at least three of them do, ...
constexpr int kOneIn = 5;              // ... and a fifth.
constexpr std::size_t kMostLines = 8;  // More are no caption.

/// What a caption shows that the one before it did not.
struct Change {
  bool follows = false;       ///< Something of the one before is still there.
  std::string added;          ///< To the line that was last.
  std::size_t first_new = 0;  ///< Lines from here on are new.
};

std::string joined(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : " ") + line;
  return text;
}

bool grows(const std::string& from, const std::string& to) {
  return to.size() > from.size() && to.starts_with(from);
}

/// Does what `last` ends with begin `next`, `count` lines of it?
bool moves_up(const Lines& last, const Lines& next, std::size_t count) {
  const auto tail = last.end() - static_cast<std::ptrdiff_t>(count);
  return std::equal(tail, last.end() - 1, next.begin()) &&
         (last.back() == next[count - 1] || grows(last.back(), next[count - 1]));
}

Change compare(const Lines& last, const Lines& next) {
  if (last.empty() || next.empty()) return {};
  if (last.size() > kMostLines || next.size() > kMostLines) return {};
  for (std::size_t count = std::min(last.size(), next.size()); count > 0; --count)
    if (moves_up(last, next, count))
      return {true, next[count - 1].substr(last.back().size()), count};
  if (std::search(last.begin(), last.end(), next.begin(), next.end()) != last.end())
    return {true, {}, next.size()};
  // The words were broken into lines anew.
  const std::string before = joined(last), now = joined(next);
  if (!grows(before, now)) return {};
  return {true, now.substr(before.size()), next.size()};
}

/// How long the words may take that came last; rather too long.
Duration time_for(std::size_t bytes) { return 1s + static_cast<int>(bytes) * 67ms; }

class Unrolling {
 public:
  Unrolling(std::vector<SubtitleEvent>& events, std::vector<PlainText>& texts)
      : events_(events), texts_(texts) {
    find_changes();
  }

  int run() {
    const std::size_t before = events_.size();
    Lines last;
    for (std::size_t i = 0; i < before; ++i) {
      Lines shown = texts_[i].lines;
      if (rolls(i))
        go_on(i, compare(last, shown));
      else
        keep(i);
      last = std::move(shown);
    }
    close();
    events_.resize(kept_);
    texts_.resize(kept_);
    return static_cast<int>(before - kept_);
  }

 private:
  /// Does caption `i` take over something from the one before it, as rolling ones do?
  bool rolls(std::size_t i) const {
    if (!follows_[i]) return false;
    const auto reach = static_cast<std::size_t>(kAround);
    const std::size_t first = i > reach ? i - reach : 0;
    const std::size_t last = std::min(i + reach + 1, events_.size());
    const int signs = signs_[last] - signs_[first];
    return signs >= kFewest && signs * kOneIn >= static_cast<int>(last - first);
  }

  void find_changes() {
    const std::size_t count = events_.size();
    follows_.assign(count, false);
    signs_.assign(count + 1, 0);
    for (std::size_t i = 0; i < count; ++i) {
      bool is_sign = false;
      if (i > 0 && is_next(events_[i - 1], events_[i])) {
        const Lines &last = texts_[i - 1].lines, &now = texts_[i].lines;
        follows_[i] = compare(last, now).follows;
        is_sign = follows_[i] && (last != now || is_flash(events_[i - 1]) != is_flash(events_[i]));
      }
      signs_[i + 1] = signs_[i] + is_sign;
    }
  }

  static bool is_next(const SubtitleEvent& a, const SubtitleEvent& b) {
    return a.start <= b.start && b.start <= a.end + kAtOnce && !a.text.starts_with(kVerbatim) &&
           !b.text.starts_with(kVerbatim);
  }
  static bool is_flash(const SubtitleEvent& e) { return e.end - e.start <= kFlash; }

  void keep(std::size_t i) {
    close();
    if (kept_ != i) {
      events_[kept_] = std::move(events_[i]);
      texts_[kept_] = std::move(texts_[i]);
    }
    open(texts_[kept_].last_word, texts_[kept_].after_last_word);
  }

  void open(std::optional<FilmTime> last_word, std::size_t length) {
    is_open_ = true;
    last_word_ = last_word;
    last_length_ = length;
    ++kept_;
  }

  void go_on(std::size_t i, const Change& change) {
    SubtitleEvent& current = events_[kept_ - 1];
    Lines& lines = texts_[kept_ - 1].lines;
    const FilmTime start = events_[i].start, end = events_[i].end;
    const auto last_word = texts_[i].last_word;
    const std::size_t length = texts_[i].after_last_word;
    if (!change.added.empty()) {
      last_word_ = last_word ? last_word : start;
      last_length_ = change.added.size();
      lines.back() += change.added;
    }
    Lines& shown = texts_[i].lines;
    Lines fresh(shown.begin() + static_cast<std::ptrdiff_t>(change.first_new), shown.end());
    if (fresh.empty()) {
      current.end = std::max(current.end, end);
      return;
    }
    if (change.added.empty()) current.end = std::max(current.end, start);
    close();
    SubtitleEvent next = events_[i];
    PlainText text = std::move(texts_[i]);
    text.lines = std::move(fresh);
    events_[kept_] = std::move(next);
    texts_[kept_] = std::move(text);
    open(last_word, length);
  }

  /// The line is as it stays: it ends when its last word was said.
  void close() {
    if (!std::exchange(is_open_, false)) return;
    SubtitleEvent& event = events_[kept_ - 1];
    if (last_word_ && *last_word_ >= event.start && *last_word_ < event.end)
      event.end = std::min(event.end, *last_word_ + time_for(last_length_));
  }

  std::vector<SubtitleEvent>& events_;
  std::vector<PlainText>& texts_;
  std::vector<bool> follows_;
  std::vector<int> signs_;  ///< How many captions before each show that they roll.
  std::size_t kept_ = 0;
  std::optional<FilmTime> last_word_;  ///< Of the line being read, where it is known.
  std::size_t last_length_ = 0;        ///< Bytes from that word on.
  bool is_open_ = false;
};

}  // namespace

int unroll(std::vector<SubtitleEvent>& events, std::vector<PlainText>& texts) {
  return Unrolling(events, texts).run();
}

}  // namespace cinecut::subtitles
