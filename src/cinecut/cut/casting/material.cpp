#include "cinecut/cut/casting/material.h"

#include <algorithm>
#include <cmath>

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

base::Duration frame_of(const survey::Survey& survey) {
  const auto rate = survey.film.video.frame_rate;
  return rate.num > 0 && rate.den > 0 ? base::frame_start(1, rate) : base::Duration(42ms);
}

base::FilmRange both(base::FilmRange a, const base::FilmRange& b) {
  a.start = std::max(a.start, b.start);
  a.end = std::max(a.start, std::min(a.end, b.end));
  return a;
}

std::string spoken(const std::string& speaker, const std::string& text) {
  return speaker.empty() ? text : speaker + ": " + text;
}

float signal_of(const story::Moment& m, edit::Signal s) {
  return m.signals[static_cast<std::size_t>(s)];
}

double unit(double x) { return std::clamp(x, 0.0, 1.0); }

class Finder {
 public:
  Finder(const story::Story& story, const survey::Survey& survey,
         const std::vector<subtitles::Cue>& cues, const MaterialOptions& options,
         const MaterialWeights& weights)
      : story_(story),
        survey_(survey),
        cues_(cues),
        options_(options),
        weights_(weights),
        split_above_(base::from_seconds(options.splits_more ? weights.split_above_if_few
                                                            : weights.split_above)) {}

  Material run() {
    material_.film = survey_.film.duration;
    if (material_.film <= 0ns && !survey_.shots.empty()) {
      material_.film = survey_.shots.back().range.end.time_since_epoch();
    }
    for (const auto& cue : cues_) {
      if (!cue.is_sound) material_.words.push_back(cue.range);
    }
    for (std::size_t i = 0; i < story_.moments.size(); ++i) add_moment(i);
    std::stable_sort(material_.pieces.begin(), material_.pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.range.start < b.range.start; });
    for (auto& piece : material_.pieces) add_speech(piece);
    compare_words();
    return std::move(material_);
  }

 private:
  void add_moment(std::size_t index) {
    const auto& moment = story_.moments[index];
    if (moment.shot < 0 || static_cast<std::size_t>(moment.shot) >= survey_.shots.size()) return;
    const auto shot_index = static_cast<std::size_t>(moment.shot);
    const auto& shot = survey_.shots[shot_index];
    if (shot.is_credits) return;
    if (options_.only_exact && (shot.start_error > 0ns || shot.end_error > 0ns)) return;
    const auto range = both(moment.range, survey::inside_of(survey_, shot_index));
    if (range.length() < base::from_seconds(weights_.shortest)) return;
    material_.usable += range.length();
    if (range.length() < split_above_) {
      add_piece(index, range, false);
    } else {
      split(index, range);
    }
  }

  /// The best of a long shot, and what lies before and after it.
  void split(std::size_t index, const base::FilmRange& range) {
    const auto gap = 2 * frame_of(survey_);
    const auto most = static_cast<std::int64_t>(weights_.most_pieces);
    const auto parts = std::clamp<std::int64_t>(range.length() / (split_above_ / 2), 2,
                                                std::max<std::int64_t>(most, 2));
    const auto length = range.length() / parts;
    const auto focus = story_.moments[index].focus;
    for (std::int64_t i = 0; i < parts; ++i) {
      base::FilmRange one{range.start + i * length, range.start + (i + 1) * length - gap};
      if (i + 1 == parts) one.end = range.end;
      const bool is_best = (i == 0 || focus >= one.start) &&
                           (i + 1 == parts || focus < range.start + (i + 1) * length);
      add_piece(index, one, !is_best);
    }
  }

  void add_piece(std::size_t index, const base::FilmRange& range, bool is_second) {
    const auto& moment = story_.moments[index];
    const auto& shot = survey_.shots[static_cast<std::size_t>(moment.shot)];
    const auto& m = shot.measures;
    Piece piece;
    piece.moment = static_cast<int>(index);
    piece.shot = moment.shot;
    piece.setup = shot.setup;
    piece.is_second = is_second;
    piece.range = range;
    piece.focus = std::clamp(moment.focus, range.start, range.end);
    piece.zone = moment.zone;
    piece.beat_type = moment.beat_type;
    piece.score = std::isfinite(moment.score) ? std::clamp(moment.score, 0.0f, 1.0f) : 0;
    if (is_second) {
      piece.score *= static_cast<float>(weights_.second_score);
      piece.focus = range.middle();
    }
    piece.length = base::to_seconds(range.length());
    piece.place = material_.film > 0ns
                      ? base::to_seconds(range.middle()) / base::to_seconds(material_.film)
                      : 0;
    piece.light = unit(static_cast<double>(m.light));
    piece.warmth = unit(static_cast<double>(m.warmth));
    piece.saturation = unit(static_cast<double>(m.saturation));
    piece.motion = unit(static_cast<double>(signal_of(moment, edit::Signal::motion)));
    piece.size = unit(static_cast<double>(m.face_size));
    piece.loudness = unit(static_cast<double>(m.loudness));
    piece.intensity = unit(weights_.intensity_motion * piece.motion +
                           weights_.intensity_emotion *
                               static_cast<double>(signal_of(moment, edit::Signal::emotion)) +
                           weights_.intensity_loudness * piece.loudness);
    material_.pieces.push_back(std::move(piece));
  }

  void compare_words() {
    const auto& pieces = material_.pieces;
    const auto seen = [&](std::size_t i) -> const meaning::Vector& {
      return story_.moments[static_cast<std::size_t>(pieces[i].moment)].seen;
    };
    bool is_known = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) is_known = is_known || !seen(i).empty();
    if (!is_known) return;
    material_.likeness.assign(pieces.size() * pieces.size(), 0);
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      for (std::size_t q = 0; q < p; ++q) {
        const float alike = meaning::likeness(seen(p), seen(q));
        material_.likeness[p * pieces.size() + q] = alike;
        material_.likeness[q * pieces.size() + p] = alike;
      }
    }
  }

  void add_speech(Piece& piece) {
    for (const auto& line : story_.lines) {
      if (line.range.start < piece.range.start || line.range.start >= piece.range.end) continue;
      piece.speech.push_back({line.range, spoken(line.speaker, line.text), line.score, line.cue,
                              line.last_cue, line.role});
    }
    const int cue = story_.moments[static_cast<std::size_t>(piece.moment)].line;
    if (piece.speech.empty() && cue >= 0 && static_cast<std::size_t>(cue) < cues_.size()) {
      add_cue(piece, cue);
    }
    const auto most = static_cast<std::size_t>(weights_.most_lines);
    if (piece.speech.size() > most) piece.speech.resize(most);
  }

  void add_cue(Piece& piece, int index) {
    const auto& cue = cues_[static_cast<std::size_t>(index)];
    const auto room = base::from_seconds(weights_.room);
    base::FilmRange range{cue.range.start - room, cue.range.end + room};
    range.start = std::max(range.start, base::FilmTime{});
    if (!piece.range.contains(range)) return;
    piece.speech.push_back({range, spoken(cue.speaker, cue.text),
                            static_cast<float>(weights_.cue_score), index, index, std::nullopt});
  }

  const story::Story& story_;
  const survey::Survey& survey_;
  const std::vector<subtitles::Cue>& cues_;
  const MaterialOptions& options_;
  const MaterialWeights& weights_;
  base::Duration split_above_;
  Material material_;
};

}  // namespace

Material find_material(const story::Story& story, const survey::Survey& survey,
                       const std::vector<subtitles::Cue>& cues, const MaterialOptions& options,
                       const MaterialWeights& weights) {
  return Finder(story, survey, cues, options, weights).run();
}

namespace {
auto first_after(const std::vector<base::FilmRange>& words, base::FilmTime t) {
  return std::upper_bound(
      words.begin(), words.end(), t,
      [](base::FilmTime time, const base::FilmRange& w) { return time < w.end; });
}
}  // namespace

bool cuts_words(const Material& material, const base::FilmRange& range) {
  for (const auto t : {range.start, range.end}) {
    const auto it = first_after(material.words, t);
    if (it != material.words.end() && it->start < t && t < it->end) return true;
  }
  return false;
}

bool has_words(const Material& material, const base::FilmRange& range) {
  const auto it = first_after(material.words, range.start);
  return it != material.words.end() && it->overlaps(range);
}

}  // namespace cinecut::casting
