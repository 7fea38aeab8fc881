#include "cinecut/edit/explain.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

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

/// A row of the film's time.
class Strip {
 public:
  explicit Strip(base::Duration film) : film_(std::max(base::to_seconds(film), 1e-3)) {}

  void mark(base::FilmTime time, char sign) {
    const auto share = std::clamp(base::to_seconds(time) / film_, 0.0, 1.0);
    row_[std::min(static_cast<std::size_t>(share * kColumns), kColumns - 1)] = sign;
  }
  std::string text() const { return "|" + row_ + "|"; }

 private:
  static constexpr std::size_t kColumns = 60;
  double film_;
  std::string row_ = std::string(kColumns, '.');
};

std::string act_row(const Manifest& m, base::Duration film, int act) {
  Strip strip(film);
  int count = 0;
  for (const auto& clip : m.clips) {
    if (clip.act != act) continue;
    strip.mark(clip.source.start, '#');
    ++count;
  }
  return strip.text() + "  " + std::to_string(count) + (count == 1 ? " clip" : " clips");
}

std::string turns_row(const Manifest& m, base::Duration film) {
  Strip strip(film);
  strip.mark(m.anchors.begin, 'B');
  strip.mark(m.anchors.escalation, 'E');
  strip.mark(m.anchors.climax, 'C');
  return strip.text() + "  " + m.anchors.source;
}

/// What is heard, in film order: "0:12:01.500  threat      Run!"
std::string heard_rows(const Manifest& m) {
  struct Heard {
    base::FilmTime time;
    std::optional<Role> role;
    std::string text;
  };
  std::vector<Heard> all;
  for (const auto& clip : m.clips)
    if (!clip.dialogue.empty()) all.push_back({clip.source.start, clip.role, clip.dialogue});
  for (const auto& v : m.voice) all.push_back({v.source.start, v.role, v.text});
  std::ranges::stable_sort(all, {}, &Heard::time);
  std::string text;
  for (const auto& line : all)
    text += "    " + time_text(line.time) + "  " +
            padded(line.role ? name_of(*line.role) : "", 11) + line.text + "\n";
  return text.empty() ? "" : "  heard\n" + text;
}

}  // namespace

std::string explain_film(const Manifest& m, base::Duration film) {
  if (film <= base::Duration{}) {
    film = m.anchors.climax.time_since_epoch();
    for (const auto& clip : m.clips) film = std::max(film, clip.source.end.time_since_epoch());
  }
  std::string text = "The film from its beginning to " + base::to_string(film) + "\n";
  if (m.anchors.climax > base::FilmTime{}) {
    add_line(text, "begin", time_text(m.anchors.begin));
    add_line(text, "escalation", time_text(m.anchors.escalation));
    add_line(text, "climax", time_text(m.anchors.climax));
    add_line(text, "turns", turns_row(m, film));
  }
  for (int act = 1; act <= 3; ++act)
    add_line(text, "act " + std::to_string(act), act_row(m, film, act));
  return text + heard_rows(m);
}

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
