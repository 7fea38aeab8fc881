#include "cinecut/cut/casting/draft.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "cinecut/cut/grid/cards.h"
#include "cinecut/edit/cards.h"

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kShortest = 15s;
constexpr int kVariants = 6;    ///< Rhythms that are cast.
constexpr double kStep = 0.88;  ///< To the next number of shots, and the next length.

double spread(const std::vector<grid::Slot>& slots) {
  double sum = 0;
  double squares = 0;
  for (const auto& s : slots) {
    const auto n = static_cast<double>(s.frames());
    sum += n;
    squares += n * n;
  }
  const auto count = static_cast<double>(slots.size());
  const double mean = sum / count;
  return std::sqrt(std::max(squares / count - mean * mean, 0.0)) / mean;
}

/// Bounds for the rhythm that the material can fill: those whose number of shots comes closest to
/// what is wanted without showing a shot of the film twice, and among alike those with the longest
/// shots.
std::optional<grid::RhythmOptions> fitting_rhythm(const Sources& sources, const Draft& draft,
                                                  bool must_quicken) {
  const auto& w = sources.weights.draft;
  const auto& skeleton = draft.skeleton;
  const auto& material = draft.material;
  const int wanted = grid::shots_wanted(skeleton, sources.vibe, sources.grid_weights.count);
  const auto shots = static_cast<double>(std::count_if(
      material.pieces.begin(), material.pieces.end(), [](const Piece& p) { return !p.is_second; }));
  std::optional<grid::RhythmOptions> best;
  double best_cost = 0;
  double share = 1;
  while (share > w.fewest) {
    for (std::size_t i = 0; i < w.longest.values.size(); ++i) {
      const double least = w.shorter * static_cast<double>(i);
      if (best && least >= best_cost) break;
      const grid::RhythmOptions options{
          .shots = std::max(static_cast<int>(std::lround(wanted * share)), 3),
          .longest_seconds = w.longest[i]};
      const auto slots = grid::plan_rhythm(skeleton, sources.vibe, options, sources.grid_weights);
      if (must_quicken && !grid::quickens(slots)) continue;
      const auto count = static_cast<double>(slots.size());
      const double reuse = std::max(0.0, std::log2(count / std::max(shots, 1.0)));
      const double cost = least + w.count * std::abs(std::log2(count / wanted)) + w.reuse * reuse;
      if (best && cost >= best_cost) continue;
      if (!can_be_filled(slots, material, skeleton.rate)) continue;
      best = options;
      best_cost = cost;
    }
    share *= kStep;
  }
  return best;
}

CastingGoal goal_of(const Sources& sources, const grid::Skeleton& skeleton) {
  const double whole = static_cast<double>(skeleton.frames()) / skeleton.rate.value();
  const auto& w = sources.weights.draft;
  const bool has_voice = !sources.story.lines.empty() && whole >= w.voice_from;
  return {.dialogue_share = sources.vibe.dialogue_share,
          .voice_seconds = has_voice ? w.voice * whole : 0,
          .rate = skeleton.rate,
          .frames = skeleton.frames()};
}

/// Rhythms that are equally good for the ear are cast, and the best casting is kept.
bool cast(const Sources& sources, Draft& draft, bool must_quicken) {
  const auto options = fitting_rhythm(sources, draft, must_quicken);
  if (!options) return false;
  draft.goal = goal_of(sources, draft.skeleton);
  const auto& w = sources.weights.draft;
  double best = 0;
  for (std::uint32_t v = 0; v < kVariants; ++v) {
    auto turned = *options;
    turned.variant = sources.options.seed % 8 + v;
    auto slots = grid::plan_rhythm(draft.skeleton, sources.vibe, turned, sources.grid_weights);
    if (must_quicken && !grid::quickens(slots)) continue;
    if (draft.goal.voice_seconds > 0) {
      grid::keep_for_voice(slots, draft.skeleton.rate, sources.grid_weights.voice);
    };
    if (!can_be_filled(slots, draft.material, draft.skeleton.rate)) continue;
    auto casting = Caster(slots, draft.material, draft.goal, sources.weights).solve();
    if (!casting) continue;
    const double cost = casting->cost / static_cast<double>(slots.size()) +
                        w.even * std::max(0.0, w.spread - spread(slots));
    if (!draft.slots.empty() && cost >= best) continue;
    best = cost;
    draft.slots = std::move(slots);
    draft.casting = *std::move(casting);
  }
  return !draft.slots.empty();
}

std::vector<base::Duration> times_to_read(const std::vector<std::string>& cards) {
  std::vector<base::Duration> times;
  for (const auto& card : cards) times.push_back(edit::time_to_read(card));
  return times;
}

/// Long shots give several pieces only if there are too few shots.
Material material_for(const Sources& sources, int shots) {
  const auto& w = sources.weights.material;
  auto material = find_material(sources.story, sources.survey, sources.cues, {}, w);
  if (material.pieces.size() >= static_cast<std::size_t>(w.few * shots)) return material;
  return find_material(sources.story, sources.survey, sources.cues, {.splits_more = true}, w);
}

[[noreturn]] void fail(const Sources& sources, const Material& material) {
  throw base::Error(
      base::ErrorKind::unsupported,
      "No trailer can be made from " + base::quoted(sources.survey.film.path.filename()) + ": " +
          base::to_string(material.usable) + " of usable material in " +
          std::to_string(material.pieces.size()) +
          " pieces were found in it, and a trailer of 15 seconds needs more. Black, frozen "
          "and titled pictures, credits and what lies past the spoiler limit do not count. A "
          "longer film is needed, or --spoiler-limit 1.");
}

}  // namespace

base::Rational rate_of(const survey::Survey& survey) {
  const auto rate = survey.film.video.frame_rate;
  const bool is_sound = rate.num > 0 && rate.den > 0 && rate.value() >= 5 && rate.value() <= 130;
  return is_sound ? rate : base::Rational{24, 1};
}

base::Duration longest_trailer(base::Duration film) { return std::max(film / 2, kShortest); }

Draft make_draft(const Sources& sources) {
  const auto rate = rate_of(sources.survey);
  Draft draft;
  draft.material =
      find_material(sources.story, sources.survey, sources.cues, {}, sources.weights.material);
  auto length = std::min(sources.options.length, longest_trailer(draft.material.film));
  while (true) {
    draft.skeleton =
        grid::lay_skeleton(sources.song, sources.vibe, length, rate, sources.grid_weights);
    grid::make_room_for_cards(draft.skeleton, times_to_read(sources.options.cards),
                              sources.grid_weights.card);
    draft.material = material_for(
        sources, grid::shots_wanted(draft.skeleton, sources.vibe, sources.grid_weights.count));
    if (cast(sources, draft, true)) break;
    if (length <= kShortest) {
      if (!cast(sources, draft, false)) fail(sources, draft.material);
      base::warn(
          "The film has too few shots of different length for a trailer that gets quicker "
          "from act to act; its acts are cut at the same pace.");
      break;
    }
    length = std::max(kShortest, base::from_seconds(base::to_seconds(length) * kStep));
  }
  if (length < sources.options.length) {
    base::warn("The film has " + base::to_string(draft.material.usable) +
               " of usable material, too little for a trailer of " +
               base::to_string(sources.options.length) + "; it will be " +
               base::to_string(base::frame_start(draft.skeleton.frames(), rate)) + " long.");
  }
  return draft;
}

}  // namespace cinecut::casting
