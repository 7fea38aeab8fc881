#include "cinecut/edit/explain.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::edit {
namespace {

std::string time_text(base::FilmTime t) { return base::to_string(t.time_since_epoch()); }
std::string time_text(base::TrailerTime t) { return base::to_string(t.time_since_epoch()); }

template <typename Time>
std::string range_text(const base::Range<Time>& range) {
  return time_text(range.start) + " to " + time_text(range.end);
}

std::string two_digits(float value) {
  const auto hundredths = std::lround(std::clamp(value, 0.0f, 1.0f) * 100);
  const auto rest = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" + rest : rest);
}

std::string bar(float value) {
  constexpr int kWidth = 20;
  const auto full = static_cast<int>(std::lround(std::clamp(value, 0.0f, 1.0f) * kWidth));
  std::string text;
  for (int i = 0; i < kWidth; ++i) text += i < full ? "#" : ".";
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::string signals_text(const Clip& clip) {
  std::string text;
  for (const auto signal : kAllSignals) {
    const auto value = clip.signals[static_cast<std::size_t>(signal)];
    text += "    " + padded(name_of(signal), 12) + bar(value) + "  " + two_digits(value) + "\n";
  }
  return text;
}

void add_line(std::string& text, std::string_view label, std::string_view value) {
  if (!value.empty()) text += "  " + padded(label, 12) + std::string(value) + "\n";
}

/// What is read between this clip and the one before.
std::string card_before(const Manifest& m, std::size_t index) {
  const auto before = index == 0 ? base::TrailerTime{} : m.clips[index - 1].trailer.end;
  for (const auto& title : m.titles) {
    const bool is_here =
        title.trailer.start >= before && title.trailer.end <= m.clips[index].trailer.start;
    if (title.kind == "card" && is_here)
      return "\"" + title.text + "\" before it, " + range_text(title.trailer);
  }
  return {};
}

}  // namespace

std::string explain(const Manifest& m, int index) {
  const auto count = m.clips.size();
  if (index < 0 || static_cast<std::size_t>(index) >= count) {
    throw base::Error(base::ErrorKind::usage, "There is no clip " + std::to_string(index) +
                                                  "; this trailer has " + std::to_string(count) +
                                                  " clips, 0 to " + std::to_string(count - 1) +
                                                  ".");
  }
  const auto& clip = m.clips[static_cast<std::size_t>(index)];
  std::string text = "Clip " + std::to_string(index) + " of " + std::to_string(count) + ", " +
                     std::string(name_of(clip.part)) + "\n";
  add_line(text, "trailer", range_text(clip.trailer));
  add_line(text, "card", card_before(m, static_cast<std::size_t>(index)));
  add_line(text, "film", range_text(clip.source));
  add_line(text, "zone", name_of(clip.zone));
  add_line(text, "beat type", name_of(clip.beat_type));
  add_line(text, "begins with", name_of(clip.transition));
  add_line(text, "seen", clip.description.visual_content);
  add_line(text, "heard", clip.dialogue);
  if (clip.role) add_line(text, "role", name_of(*clip.role));
  add_line(text, "why", clip.reason);
  text += "  " + padded("score", 12) + two_digits(clip.score) + "\n" + signals_text(clip);
  text += clip.alternatives.empty() ? "  nothing else could stand here\n" : "  runner-ups\n";
  for (const auto& a : clip.alternatives) {
    text += "    " + range_text(a.source) + "  score " + two_digits(a.score) +
            (a.reason.empty() ? "" : "  " + a.reason) + "\n";
  }
  return text;
}

}  // namespace cinecut::edit
