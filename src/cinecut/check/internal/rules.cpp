#include "cinecut/check/internal/rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "cinecut/check/internal/edit.h"
#include "cinecut/edit/cards.h"
#include "cinecut/sound/loudness.h"

namespace cinecut::check {
namespace {

using MaybeRule = std::optional<Rule>;

constexpr double kOnBeats = 0.95;          // Share of the hard cuts under music.
constexpr double kVisibleCuts = 0.90;      // Two shots may look alike; most do not.
constexpr std::int64_t kShortestShot = 6;  // Pictures.
constexpr auto kStepOff = std::chrono::microseconds(1050);  // Matroska counts milliseconds.

std::string text(double value, int decimals = 2) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
  return buffer.data();
}

/// With as many decimals as it has.
std::string as_given(double value) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%g", value);
  return buffer.data();
}

std::string counted(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

/// "0:12.3, 0:45.6 and 3 more"
std::string places(const std::vector<std::int64_t>& pictures, const Measures& m) {
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(pictures.size(), 4); ++i) {
    const double s = base::to_seconds(m.frame()) * static_cast<double>(pictures[i]);
    list += (list.empty() ? "" : ", ") + std::to_string(static_cast<int>(s) / 60) + ":" +
            (std::fmod(s, 60) < 10 ? "0" : "") + text(std::fmod(s, 60));
  }
  if (pictures.size() > 4) list += " and " + std::to_string(pictures.size() - 4) + " more";
  return list;
}

base::TrailerTime time_of(std::int64_t picture, const Measures& m) {
  return base::TrailerTime{base::frame_start(picture, m.file.video.frame_rate)};
}

bool has_music(const edit::Manifest& manifest, base::TrailerTime t) {
  return std::any_of(manifest.music.segments.begin(), manifest.music.segments.end(),
                     [&](const edit::MusicSegment& segment) {
                       return segment.start <= t && t < segment.start + segment.source.length();
                     });
}

MaybeRule cuts_on_beats(const Measures& m, const edit::Manifest& manifest, const Edit& edit) {
  if (manifest.beats.empty()) return {};
  std::vector<std::int64_t> off;
  std::size_t cuts = 0;
  for (const std::int64_t cut : m.cuts) {
    const base::TrailerTime t = time_of(cut, m);
    const bool is_stray =  // That has a rule of its own.
        std::binary_search(edit.stray_cuts.begin(), edit.stray_cuts.end(), cut);
    if (!has_music(manifest, t) || edit.is_in_title(cut) || is_stray) continue;
    ++cuts;
    const bool is_on =
        std::any_of(manifest.beats.begin(), manifest.beats.end(), [&](base::TrailerTime beat) {
          return std::chrono::abs(beat - t) <= m.frame() + std::chrono::microseconds(50);
        });
    if (!is_on) off.push_back(cut);
  }
  if (cuts == 0) return {};
  const double share = 1 - static_cast<double>(off.size()) / static_cast<double>(cuts);
  return Rule{"cuts_on_beats", share >= kOnBeats, share, kOnBeats,
              text(100 * share, 0) + " % of the " + counted(cuts, "hard cut") +
                  " under music fall on a beat, to a frame" +
                  (off.empty() ? "." : "; these do not: " + places(off, m) + ".")};
}

MaybeRule cuts_where_planned(const Measures& m, const edit::Manifest&, const Edit& edit) {
  if (edit.planned_cuts.empty()) return {};
  std::vector<std::int64_t> missing;
  std::set_difference(edit.planned_cuts.begin(), edit.planned_cuts.end(), edit.found_cuts.begin(),
                      edit.found_cuts.end(), std::back_inserter(missing));
  const double share =
      static_cast<double>(edit.found_cuts.size()) / static_cast<double>(edit.planned_cuts.size());
  return Rule{"cuts_where_planned", share >= kVisibleCuts, share, kVisibleCuts,
              text(100 * share, 0) + " % of the edit's " +
                  counted(edit.planned_cuts.size(), "hard cut") +
                  " are seen where they were planned, to a frame" +
                  (missing.empty() ? "." : "; these are not: " + places(missing, m) + ".")};
}

MaybeRule no_stray_cuts(const Measures& m, const edit::Manifest&, const Edit& edit) {
  return Rule{"no_stray_cuts", edit.stray_cuts.empty(), static_cast<double>(edit.stray_cuts.size()),
              0,
              edit.stray_cuts.empty()
                  ? "No clip holds a shot change of the film."
                  : counted(edit.stray_cuts.size(), "shot change") +
                        " of the film inside a clip: " + places(edit.stray_cuts, m) + "."};
}

MaybeRule no_source_twice(const Measures&, const edit::Manifest& manifest, const Edit&) {
  std::vector<base::FilmRange> sources;
  sources.reserve(manifest.clips.size());
  for (const edit::Clip& clip : manifest.clips) sources.push_back(clip.source);
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.start < b.start; });
  std::size_t twice = 0;
  base::FilmTime end{};
  for (const base::FilmRange& source : sources) {
    twice += source.start < end ? 1 : 0;
    end = std::max(end, source.end);
  }
  return Rule{"no_source_twice", twice == 0, static_cast<double>(twice), 0,
              twice == 0 ? "No part of the film is shown twice."
                         : counted(twice, "clip") + " show what another clip shows already."};
}

MaybeRule lengths_match(const Measures& m) {
  const double apart = std::abs(base::to_seconds(m.picture_length() - m.sound_length));
  const double frame = base::to_seconds(m.frame());
  const std::string lengths =
      "The picture lasts " + text(base::to_seconds(m.picture_length()), 3) + " s";
  if (!m.file.audio) {
    return Rule{"lengths_match", false, apart, frame, lengths + " and there is no sound."};
  }
  const bool holds = apart <= frame * 1.0001;
  return Rule{"lengths_match", holds, apart, frame,
              lengths + ", the sound " + text(base::to_seconds(m.sound_length), 3) +
                  " s: " + (holds ? "the same to a frame." : "more than a frame apart.")};
}

MaybeRule loudness(const Measures& m, const vibe::Vibe& vibe) {
  if (!m.file.audio) return {};
  const double off = m.programme_lufs - vibe.loudness_lufs;
  const double tolerance = vibe.loudness_tolerance_lu;
  return Rule{"loudness", std::abs(off) <= tolerance, m.programme_lufs, vibe.loudness_lufs,
              "The programme's loudness is " + text(m.programme_lufs, 1) + " LUFS; " + vibe.name +
                  " asks for " + text(vibe.loudness_lufs, 1) + " ± " + as_given(tolerance) + "."};
}

MaybeRule true_peak(const Measures& m) {
  if (!m.file.audio) return {};
  return Rule{"true_peak", m.true_peak_dbtp <= sound::kTruePeakDbtp, m.true_peak_dbtp,
              sound::kTruePeakDbtp,
              "The highest true peak is " + text(m.true_peak_dbtp) + " dBTP; " +
                  text(sound::kTruePeakDbtp, 1) + " is the most."};
}

/// Mean length of the shots that can be seen in each act, in seconds; 0 where there are none.
std::array<double, 3> shot_by_act(const Measures& m, const Edit& edit) {
  std::array<double, 3> seconds{}, shots{};
  const auto is_in = [](const std::vector<std::int64_t>& list, std::int64_t n) {
    return std::binary_search(list.begin(), list.end(), n);
  };
  for (const PlannedShot& shot : edit.shots) {
    const edit::Part part = shot.clip->part;
    if (part != edit::Part::act_1 && part != edit::Part::act_2 && part != edit::Part::act_3)
      continue;
    const std::size_t act = part == edit::Part::act_1 ? 0 : part == edit::Part::act_2 ? 1 : 2;
    seconds[act] += base::to_seconds(m.frame()) * static_cast<double>(shot.run.length());
    // A planned cut that nobody can see makes one shot of two.
    const bool is_hidden = is_in(edit.planned_cuts, shot.run.start) &&
                           !is_in(edit.found_cuts, shot.run.start) && shots[act] > 0;
    shots[act] += is_hidden ? 0 : 1;
    for (const std::int64_t cut : edit.stray_cuts) {
      shots[act] += shot.run.start < cut && cut < shot.run.end ? 1 : 0;
    }
  }
  for (std::size_t act = 0; act < 3; ++act) {
    if (shots[act] > 0) seconds[act] /= shots[act];
  }
  return seconds;
}

MaybeRule acts_quicken(const Measures& m, const edit::Manifest&, const Edit& edit) {
  double before = 0, worst = 0;
  std::string list;
  for (const double mean : shot_by_act(m, edit)) {
    if (mean <= 0) continue;
    if (before > 0) worst = std::max(worst, mean / before);
    before = mean;
    list += (list.empty() ? "" : ", then ") + text(mean) + " s";
  }
  if (worst <= 0) return {};
  return Rule{"acts_quicken", worst < 1, worst, 1,
              "The mean shot lasts " + list +
                  (worst < 1 ? ": shorter act by act." : ": not shorter act by act.")};
}

MaybeRule constant_frame_rate(const Measures& m) {
  std::vector<std::int64_t> holes;
  for (std::size_t i = 1; i < m.times.size(); ++i) {
    const base::Duration step = m.times[i] - m.times[i - 1];
    if (std::chrono::abs(step - m.frame()) > kStepOff) {
      holes.push_back(static_cast<std::int64_t>(i));
    }
  }
  const bool holds = holes.empty() && m.damaged == 0 && !m.times.empty();
  std::string sentence = counted(m.times.size(), "picture") + " at " +
                         text(m.file.video.frame_rate.value(), 3) + " a second";
  if (holds) sentence += ", without a hole.";
  if (!holes.empty()) sentence += "; the time between pictures jumps at " + places(holes, m) + ".";
  if (m.damaged > 0) sentence += "; " + std::to_string(m.damaged) + " cannot be decoded.";
  return Rule{"constant_frame_rate", holds, static_cast<double>(holes.size()) + m.damaged, 0,
              sentence};
}

MaybeRule no_black_or_frozen(const Measures& m, const edit::Manifest&, const Edit& edit) {
  std::vector<std::int64_t> black, frozen;
  const auto look_at = [&](const std::vector<base::FrameRange>& runs, std::int64_t least,
                           std::vector<std::int64_t>& found) {
    for (const base::FrameRange& run : runs) {
      std::int64_t unwanted = 0, first = -1;
      for (std::int64_t i = run.start; i < run.end; ++i) {
        if (edit.may_rest[static_cast<std::size_t>(i)]) continue;
        if (first < 0) first = i;
        ++unwanted;
      }
      if (unwanted >= least) found.push_back(first);
    }
  };
  look_at(m.black, 2, black);
  look_at(m.frozen, std::llround(m.file.video.frame_rate.value() / 2), frozen);
  const bool holds = black.empty() && frozen.empty();
  std::string sentence = "Outside of titles, transitions and the silence";
  if (holds) sentence += " no picture is black or stands still.";
  if (!black.empty()) sentence += " it is black at " + places(black, m);
  if (!frozen.empty()) {
    sentence += std::string(black.empty() ? "" : " and") + " the picture stands still at " +
                places(frozen, m);
  }
  return Rule{"no_black_or_frozen", holds, static_cast<double>(black.size() + frozen.size()), 0,
              sentence + (holds ? "" : ".")};
}

MaybeRule cards_can_be_read(const Measures& m, const edit::Manifest& manifest, const Edit&) {
  std::vector<std::int64_t> brief, spoken_over;
  std::size_t cards = 0;
  for (const edit::Title& title : manifest.titles) {
    if (title.kind != "card") continue;
    ++cards;
    const auto start = base::nearest_frame(title.trailer.start, m.file.video.frame_rate);
    if (title.trailer.length() + m.frame() / 2 < edit::time_to_read(title.text))
      brief.push_back(start);
    if (edit::is_spoken_over(manifest, title.trailer)) spoken_over.push_back(start);
  }
  if (cards == 0) return {};
  std::string sentence = cards == 1 ? "The card stands" : counted(cards, "card") + " stand";
  if (brief.empty()) sentence += " long enough to be read";
  if (!brief.empty()) sentence += " too briefly to be read at " + places(brief, m);
  sentence += spoken_over.empty() ? ", without a line" : ", under a line at ";
  if (!spoken_over.empty()) sentence += places(spoken_over, m);
  const auto wrong = brief.size() + spoken_over.size();
  return Rule{"cards_can_be_read", wrong == 0, static_cast<double>(wrong), 0, sentence + "."};
}

MaybeRule picture_format(const Measures& m) {
  const media::VideoInfo& v = m.file.video;
  std::vector<std::string> wrong;
  if (m.other_format > 0) {
    wrong.push_back(std::to_string(m.other_format) + " pictures are not 8-bit 4:2:0");
  }
  if (v.colour.primaries == 2 || v.colour.transfer == 2 || v.colour.matrix == 2) {
    wrong.push_back("the colour tags are missing");
  }
  if (!(v.sample_aspect == base::Rational{1, 1})) wrong.push_back("pixels are not square");
  if (v.rotation_degrees != 0) wrong.push_back("it is stored rotated");
  if (v.is_mirrored) wrong.push_back("it is stored mirrored");
  if (v.is_interlaced) wrong.push_back("it is interlaced");
  if (v.width_px % 2 != 0 || v.height_px % 2 != 0) wrong.push_back("its size is odd");
  std::string sentence =
      std::to_string(v.width_px) + " x " + std::to_string(v.height_px) + " " + v.codec;
  for (std::size_t i = 0; i < wrong.size(); ++i) sentence += (i == 0 ? ": " : ", ") + wrong[i];
  if (wrong.empty()) sentence += ", 8-bit 4:2:0 with colour tags and square pixels, throughout";
  return Rule{"picture_format", wrong.empty(), static_cast<double>(wrong.size()), 0,
              sentence + "."};
}

/// Cuts that divide the trailer into shots: without those inside titles and stray ones, which have
/// rules of their own.
std::vector<std::int64_t> shot_cuts(const Measures& m, const Edit* edit) {
  std::vector<std::int64_t> cuts = m.cuts;
  if (edit != nullptr) {
    std::erase_if(cuts, [&](std::int64_t cut) {
      return edit->is_in_title(cut) ||
             std::binary_search(edit->stray_cuts.begin(), edit->stray_cuts.end(), cut);
    });
  }
  return cuts;
}

MaybeRule shortest_shot(const Measures& m, const Edit* edit) {
  std::int64_t shortest = static_cast<std::int64_t>(m.times.size());
  const std::vector<std::int64_t> cuts = shot_cuts(m, edit);
  for (std::size_t i = 1; i < cuts.size(); ++i)
    shortest = std::min(shortest, cuts[i] - cuts[i - 1]);
  if (edit != nullptr) {
    for (const PlannedShot& shot : edit->shots) shortest = std::min(shortest, shot.run.length());
  }
  return Rule{"shortest_shot", shortest >= kShortestShot, static_cast<double>(shortest),
              static_cast<double>(kShortestShot),
              "The shortest shot has " + counted(static_cast<std::size_t>(shortest), "picture") +
                  "; fewer than " + std::to_string(kShortestShot) + " cannot be read."};
}

/// Nothing to break: how fast it is cut, and how evenly.
MaybeRule pace(const Measures& m, const Edit* edit) {
  std::vector<std::int64_t> cuts = shot_cuts(m, edit);
  cuts.insert(cuts.begin(), 0);
  cuts.push_back(static_cast<std::int64_t>(m.times.size()));
  const double frame = base::to_seconds(m.frame());
  double sum = 0, squares = 0;
  const auto shots = static_cast<double>(cuts.size() - 1);
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    const double length = frame * static_cast<double>(cuts[i] - cuts[i - 1]);
    sum += length;
    squares += length * length;
  }
  const double mean = sum / shots;
  const double spread = std::sqrt(std::max(0.0, squares / shots - mean * mean));
  return Rule{"pace", true, mean, 0,
              counted(m.cuts.size(), "hard cut") + "; from one to the next " + text(mean) +
                  " s in the mean, spread over mean " + text(mean > 0 ? spread / mean : 0) + "."};
}

}  // namespace

std::vector<Rule> judge(const Measures& measures, const std::optional<edit::Manifest>& manifest,
                        const std::optional<vibe::Vibe>& vibe) {
  std::vector<Rule> rules;
  const auto add = [&](MaybeRule rule) {
    if (rule) rules.push_back(std::move(*rule));
  };
  std::optional<Edit> edit;
  if (manifest) {
    edit = plan_of(*manifest, measures);
    for (const auto rule : {cuts_on_beats, cuts_where_planned, no_stray_cuts, no_source_twice,
                            acts_quicken, no_black_or_frozen, cards_can_be_read}) {
      add(rule(measures, *manifest, *edit));
    }
  }
  if (vibe) add(loudness(measures, *vibe));
  for (const auto rule : {true_peak, lengths_match, constant_frame_rate, picture_format}) {
    add(rule(measures));
  }
  for (const auto rule : {shortest_shot, pace}) add(rule(measures, edit ? &*edit : nullptr));
  return rules;
}

}  // namespace cinecut::check
