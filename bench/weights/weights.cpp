// What each weight does: edits with it halved and doubled, beside the edit as it is.
//
//   bench_weights [WORK_FOLDER…]
//
// Without folders, made-up films. For each weight, of all films together:
// - clips: how many of the clips are no longer there (film and trailer time, shot and transition);
// - sound: the same of how clips sound, voices and effects;
// - cost: what a slot costs more, by the weights as they are, and the concern that moves most.

#include "cinecut/cut/weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/log.h"
#include "cases.h"
#include "cinecut/cut/casting/candidates.h"
#include "cinecut/cut/casting/draft.h"
#include "cinecut/cut/placing/placing.h"

namespace bench {
namespace {

using namespace std::chrono_literals;
using namespace cinecut;

constexpr std::array<std::string_view, casting::kConcerns> kNames{
    "quality", "zone", "place", "kind", "motion", "reuse", "speech", "look", "contrast", "order"};

using Times = std::tuple<base::Duration, base::Duration, base::Duration, double>;

/// What is compared of an edit.
struct Edit {
  std::multiset<Times> clips;
  std::multiset<Times> sounds;
  casting::Concerns concerns{};  ///< Of a slot, by the weights as they are.
};

void add_sounds(const casting::Sources& sources, const casting::Draft& draft,
                const placing::Weights& weights, std::vector<edit::Clip>& clips, Edit& e) {
  const auto voices = placing::place_voice(sources, clips, weights.voice);
  for (const auto& c : clips) {
    e.sounds.insert(
        {c.trailer.start.time_since_epoch(), c.sound_lead, c.sound_tail, c.film_sound_db});
  }
  for (const auto& v : voices) {
    e.sounds.insert({v.start.time_since_epoch(), v.source.start.time_since_epoch(), {}, 0});
  }
  for (const auto& f : placing::place_effects(draft, clips, weights.effect)) {
    e.sounds.insert({f.time.time_since_epoch(), {}, {}, f.gain_db});
  }
}

/// Nothing if no trailer can be made.
std::optional<Edit> edit_of(const Case& c, const cut::Weights& w) {
  const cut::Weights usual;
  const casting::Sources sources{c.story, c.survey,  c.scenes, c.cues,   c.song,
                                 c.vibe,  c.options, w.grid,   w.casting};
  try {
    const auto draft = casting::make_draft(sources);
    Edit e;
    const casting::Caster caster(draft.slots, draft.material, draft.goal, usual.casting);
    e.concerns = caster.concerns(draft.casting.pieces);
    for (auto& cost : e.concerns) cost /= static_cast<double>(draft.slots.size());
    auto clips = placing::place_clips(sources, draft, w.placing);
    for (const auto& clip : clips) {
      e.clips.insert({clip.trailer.start.time_since_epoch(), clip.source.start.time_since_epoch(),
                      clip.transition_length, static_cast<double>(clip.transition)});
    }
    add_sounds(sources, draft, w.placing, clips, e);
    return e;
  } catch (const base::Error&) {
    return std::nullopt;
  }
}

/// How many of `before` are not in `after`.
std::size_t gone(const std::multiset<Times>& before, const std::multiset<Times>& after) {
  std::vector<Times> left;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(left));
  return left.size();
}

/// What all films together do with other weights.
struct Effect {
  std::size_t clips = 0, all_clips = 0;
  std::size_t sounds = 0, all_sounds = 0;
  int refused = 0;
  casting::Concerns more{};  ///< Mean over the films.

  bool changes() const { return clips + sounds > 0 || refused > 0; }
};

Effect effect_of(const std::vector<Case>& cases, const std::vector<Edit>& usual,
                 const cut::Weights& w) {
  Effect sum;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    sum.all_clips += usual[i].clips.size();
    sum.all_sounds += usual[i].sounds.size();
    const auto now = edit_of(cases[i], w);
    if (!now) {
      ++sum.refused;
      continue;
    }
    sum.clips += gone(usual[i].clips, now->clips);
    sum.sounds += gone(usual[i].sounds, now->sounds);
    for (std::size_t c = 0; c < casting::kConcerns; ++c) {
      sum.more[c] += (now->concerns[c] - usual[i].concerns[c]) / static_cast<double>(cases.size());
    }
  }
  return sum;
}

/// "37 %, 5 %, +0.012 (look +0.020)"
std::string text_of(const Effect& e) {
  double total = 0;
  for (const double c : e.more) total += c;
  const auto most = std::max_element(e.more.begin(), e.more.end(),
                                     [](double a, double b) { return std::abs(a) < std::abs(b); });
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), "%.0f %% | %.0f %% | ",
                100.0 * static_cast<double>(e.clips) / static_cast<double>(e.all_clips),
                100.0 * static_cast<double>(e.sounds) / static_cast<double>(e.all_sounds));
  std::string line = text.data();
  if (e.clips > 0 && std::abs(*most) >= 0.0005) {
    std::snprintf(text.data(), text.size(), "%+.3f, %s %+.3f", total,
                  kNames[static_cast<std::size_t>(most - e.more.begin())].data(), *most);
    line += text.data();
  }
  if (e.refused > 0) line += " (" + std::to_string(e.refused) + " films refused)";
  return line;
}

std::string value_text(const weights::Listed& w) {
  if (w.values.size() > 1) return "a row";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", w.values[0]);
  return text.data();
}

cut::Weights scaled(std::size_t index, double factor) {
  cut::Weights w;
  for (double& value : cut::list(w)[index].values) value *= factor;
  return w;
}

/// Seconds of all films that are looked at closely.
double looked_at(const std::vector<Case>& cases, const casting::CandidateWeights& w) {
  double sum = 0;
  for (const auto& c : cases) {
    auto survey = c.survey;
    survey.is_exact = false;
    for (auto& shot : survey.shots) shot.start_error = shot.end_error = 400ms;
    for (const auto& r : casting::candidate_ranges(c.story, survey, c.vibe, c.options, w)) {
      sum += base::to_seconds(r.length());
    }
  }
  return sum;
}

void print_candidates(const std::vector<Case>& cases) {
  const double usual = looked_at(cases, {});
  std::printf("\n| weight | value | seconds looked at, halved | doubled |\n|---|---|---|---|\n");
  cut::Weights w;
  const auto listing = cut::list(w);
  for (std::size_t i = 0; i < listing.size(); ++i) {
    if (!listing[i].name.starts_with("casting.candidates.")) continue;
    const auto change = [&](double factor) {
      return 100 * (looked_at(cases, scaled(i, factor).casting.candidates) / usual - 1);
    };
    std::printf("| `%s` | %s | %+.0f %% | %+.0f %% |\n", listing[i].name.data(),
                value_text(listing[i]).c_str(), change(0.5), change(2));
  }
}

int run(const std::vector<Case>& cases) {
  std::vector<Edit> usual;
  for (const auto& c : cases) {
    auto e = edit_of(c, {});
    if (!e) {
      std::fprintf(stderr, "No trailer can be made of %s.\n", c.name.c_str());
      return 1;
    }
    std::printf("%s: %zu clips\n", c.name.c_str(), e->clips.size());
    usual.push_back(*std::move(e));
  }
  std::printf(
      "\n| weight | value | halved: clips | sound | cost of a slot | "
      "doubled: clips | sound | cost of a slot |\n|---|---|---|---|---|---|---|---|\n");
  cut::Weights w;
  const auto listing = cut::list(w);
  std::string idle;
  for (std::size_t i = 0; i < listing.size(); ++i) {
    if (listing[i].name.starts_with("casting.candidates.")) continue;
    const auto half = effect_of(cases, usual, scaled(i, 0.5));
    const auto twice = effect_of(cases, usual, scaled(i, 2));
    if (!half.changes() && !twice.changes()) {
      idle += (idle.empty() ? "`" : ", `") + std::string(listing[i].name) + "`";
      continue;
    }
    std::printf("| `%s` | %s | %s | %s |\n", listing[i].name.data(), value_text(listing[i]).c_str(),
                text_of(half).c_str(), text_of(twice).c_str());
  }
  std::printf("\nNothing changes with: %s.\n", idle.c_str());
  print_candidates(cases);
  return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  base::set_log_listener([](base::LogLevel, const std::string&) {});
  try {
    std::vector<bench::Case> cases;
    for (int i = 1; i < argc; ++i) {
      for (auto& c : bench::cases_in(argv[i])) cases.push_back(std::move(c));
    }
    return bench::run(argc > 1 ? cases : bench::made_up_cases());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_weights: %s\n", error.what());
    return 1;
  }
}
