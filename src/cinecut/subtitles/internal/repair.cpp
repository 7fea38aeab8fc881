#include "cinecut/subtitles/internal/repair.h"

#include <algorithm>
#include <utility>

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::FilmRange;
using base::FilmTime;

constexpr Duration kOverlong = 15s;
constexpr Duration kTogether = 300ms;  // Two speakers: nobody notices the difference in start.
constexpr Duration kSameText = 50ms;   // Gap between the pictures of one animated text.
constexpr Duration kUnread = 2s;       // What a line takes that is not known.
constexpr std::size_t kLongestText = 1000;

/// How long the words take to say: about 15 characters a second, and a breath.
Duration time_to_say(const std::string& text) {
  if (text.empty()) return kUnread;
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  return 500ms + characters * 67ms;
}

FilmTime in_milliseconds(FilmTime t) { return std::chrono::floor<std::chrono::milliseconds>(t); }

void mend_length(Cue& cue, Repairs& repairs) {
  const Duration saying = std::chrono::floor<std::chrono::milliseconds>(time_to_say(cue.text));
  if (cue.range.end <= cue.range.start) {
    cue.range.end = cue.range.start + saying;
    ++repairs.negative;
  } else if (cue.range.length() > kOverlong && cue.range.length() > 3 * saying) {
    cue.range.end = in_milliseconds(cue.range.start + std::max<Duration>(saying * 3 / 2, 2s));
    ++repairs.overlong;
  }
}

/// False: nothing of it is inside the film.
bool mend_place(Cue& cue, Duration film, Repairs& repairs) {
  const FilmTime zero{};
  if (cue.range.start < zero) {
    ++repairs.negative;
    if (cue.range.end <= zero) return false;
    cue.range.start = zero;
  }
  if (film > Duration::zero() && cue.range.end > zero + film) {
    ++repairs.past_end;
    cue.range.end = in_milliseconds(zero + film);
  }
  return cue.range.start < cue.range.end;
}

bool begin_together(const FilmRange& a, const FilmRange& b) {
  if (b.start - a.start < kTogether) return true;
  const Duration shared = std::min(a.end, b.end) - b.start;
  return shared * 10 > std::max(a.length(), b.length()) * 6;
}

/// Two cues said at the same time become one.
void merge(Cue& into, Cue&& other) {
  const Duration shorter = std::min(into.range.length(), other.range.length());
  const Duration longer = std::max(into.range.length(), other.range.length());
  // What stays three times as long is written in the picture, or left over.
  const bool keep_longer = longer <= 3 * shorter || into.text == other.text;
  const FilmTime last = std::max(into.range.end, other.range.end);
  const FilmTime first = std::min(into.range.end, other.range.end);
  into.range.end = keep_longer ? last : first;
  if (into.text == other.text) return;
  if (into.is_sound != other.is_sound) {
    if (into.is_sound) {
      const FilmRange range = into.range;
      into = std::move(other);
      into.range = range;
    }
    return;
  }
  if (other.text.empty() || into.text.size() + other.text.size() >= kLongestText) return;
  into.text += (into.text.empty() ? "" : " ") + other.text;
  if (into.speaker != other.speaker) into.speaker.clear();
}

std::vector<Cue> without_overlaps(std::vector<Cue> cues, Repairs& repairs) {
  std::vector<Cue> out;
  out.reserve(cues.size());
  for (Cue& cue : cues) {
    if (out.empty()) {
      out.push_back(std::move(cue));
      continue;
    }
    Cue& last = out.back();
    const bool overlaps = cue.range.start < last.range.end;
    const bool repeats =
        !cue.text.empty() && cue.text == last.text && cue.range.start <= last.range.end + kSameText;
    repairs.overlapping += overlaps;
    if (repeats || (overlaps && begin_together(last.range, cue.range))) {
      merge(last, std::move(cue));
      continue;
    }
    if (overlaps) last.range.end = cue.range.start;
    out.push_back(std::move(cue));
  }
  return out;
}

}  // namespace

std::vector<Cue> repair(std::vector<Cue> cues, Duration film, Repairs& repairs) {
  std::vector<Cue> good;
  good.reserve(cues.size());
  for (Cue& cue : cues) {
    cue.range = {in_milliseconds(cue.range.start), in_milliseconds(cue.range.end)};
    mend_length(cue, repairs);
    if (mend_place(cue, film, repairs)) good.push_back(std::move(cue));
  }
  for (std::size_t i = 1; i < good.size(); ++i)
    repairs.unsorted += good[i].range.start < good[i - 1].range.start;
  std::stable_sort(good.begin(), good.end(), [](const Cue& a, const Cue& b) {
    return std::pair(a.range.start, a.range.end) < std::pair(b.range.start, b.range.end);
  });
  return without_overlaps(std::move(good), repairs);
}

}  // namespace cinecut::subtitles
