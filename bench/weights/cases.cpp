#include "cases.h"

#include <algorithm>

#include "base/files.h"
#include "cinecut/cut/grid/testing_songs.h"
#include "cinecut/cut/internal/made_up.h"

namespace bench {
namespace {

using namespace std::chrono_literals;
using namespace cinecut;

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

const vibe::Vibe& vibe_named(std::string_view name) {
  return vibe::find_vibe(vibe::built_in_vibes(), name);
}

Case made_up(const std::string& name, const cut::MadeUpOptions& wish, std::string_view vibe,
             base::Duration length, bool has_own_song) {
  auto film = cut::make_up_film(wish);
  const auto& v = vibe_named(vibe);
  return {.name = name,
          .survey = std::move(film.survey),
          .cues = std::move(film.cues),
          .scenes = std::move(film.scenes),
          .story = std::move(film.story),
          .song = has_own_song ? grid::make_up_song(200s, v.bpm * 0.93)
                               : grid::make_up_score(v, length, v.bpm),
          .vibe = v,
          .options = {.length = length, .seed = wish.seed}};
}

}  // namespace

std::vector<Case> made_up_cases() {
  return {
      made_up("90 min, thriller", {.length = 90min, .seed = 1}, "thriller", 120s, false),
      made_up("90 min, drama, own song", {.length = 90min, .seed = 2}, "drama", 90s, true),
      made_up("30 min, comedy, own song", {.length = 30min, .rate = {25, 1}, .seed = 3}, "comedy",
              60s, true),
      made_up("20 min, action, no words", {.seed = 4, .has_words = false}, "action", 60s, false),
      made_up("6 min, romance", {.length = 6min, .mean_shot = 3, .seed = 5}, "romance", 60s, false),
      made_up("20 min, horror, no speakers", {.seed = 6, .has_speakers = false}, "horror", 120s,
              true)};
}

std::vector<Case> cases_in(const std::filesystem::path& work) {
  std::vector<Case> cases;
  const auto read = [&](const std::string& name) {
    return base::read_file(work / name, kMostBytes);
  };
  for (const auto& v : vibe::built_in_vibes()) {
    const auto file = "close-look." + v.name + ".msgpack";
    if (!std::filesystem::exists(work / file)) continue;
    Case one{.name = work.filename().string() + ", " + v.name, .vibe = v};
    one.survey = survey::survey_from_bytes(read(file));
    one.cues = subtitles::subtitles_from_text(read("cues.json")).cues;
    one.scenes = descriptions::scenes_from_bytes(read("scenes.msgpack"));
    one.story = story::tell_story(one.survey, one.cues, one.scenes, v);
    one.options.length =
        std::min<base::Duration>(120s, casting::longest_trailer(one.survey.film.duration));
    one.song = grid::make_up_score(v, one.options.length, v.bpm);
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace bench
