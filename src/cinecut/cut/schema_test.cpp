// What the cut writes is what docs/manifest.schema.json says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cinecut/cut/grid/testing_songs.h"
#include "cinecut/cut/internal/made_up.h"
#include "cinecut/edit/testing_schema.h"

namespace cinecut::cut {
namespace {

using namespace std::chrono_literals;

TEST(Cut, FitsTheSchemaOfManifests) {
  const auto film = make_up_film();
  const auto& vibe = vibe::find_vibe(vibe::built_in_vibes(), "adventure");
  const auto m = make_cut(film.story, film.survey, film.scenes, film.cues,
                          grid::make_up_score(vibe, 60s, 110), vibe, {.length = 60s});
  EXPECT_FALSE(m.clips.empty());
  EXPECT_THAT(edit::schema_complaints(edit::to_json(m)), ::testing::IsEmpty());
}

}  // namespace
}  // namespace cinecut::cut
