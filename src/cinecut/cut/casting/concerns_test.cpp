#include "cinecut/cut/casting/internal/concerns.h"

#include <gtest/gtest.h>

#include <numeric>

#include "cinecut/cut/casting/internal/testing_problem.h"
#include "cinecut/story/course.h"

namespace cinecut::casting {
namespace {

TEST(Concerns, AGoodPictureCountsMostOnAHit) {
  Problem p{slots_of(2, edit::Part::act_2, 2), material_of({piece_at(0, 0), piece_at(20, 1)})};
  p.slots[1].progress = p.slots[0].progress;
  p.slots[1].starts_on_hit = true;
  p.material.pieces[1].score = 0.9f;
  EXPECT_GT(p.alone(Concern::quality, 0, 0), p.alone(Concern::quality, 0, 1));
  EXPECT_GT(p.alone(Concern::quality, 1, 0), p.alone(Concern::quality, 0, 0));
}

TEST(Concerns, APictureTooDarkToReadCosts) {
  Problem p{slots_of(1, edit::Part::act_2, 2), material_of({piece_at(0, 0), piece_at(20, 2)})};
  p.material.pieces[1].light = 0;
  EXPECT_NEAR(p.alone(Concern::quality, 0, 1) - p.alone(Concern::quality, 0, 0),
              p.weights.quality.dark, 1e-12);
}

TEST(Concerns, EachZoneBetweenAPieceAndItsActCosts) {
  Problem p{slots_of(1, edit::Part::act_1, 1),
            material_of({piece_at(0, 0), piece_at(20, 1), piece_at(40, 2)})};
  p.material.pieces[1].zone = edit::Zone::escalation;
  p.material.pieces[2].zone = edit::Zone::climax;
  EXPECT_EQ(p.alone(Concern::zone, 0, 0), 0);
  EXPECT_EQ(p.alone(Concern::zone, 0, 1), p.weights.zone.step);
  EXPECT_EQ(p.alone(Concern::zone, 0, 2), 2 * p.weights.zone.step);
  p.slots[0].part = edit::Part::cold_open;  // It may be from anywhere.
  EXPECT_EQ(p.alone(Concern::zone, 0, 1), 0);
  EXPECT_EQ(p.alone(Concern::zone, 0, 2), p.weights.zone.free_climax);
}

TEST(Concerns, ZonesCountForLittleInTheMontage) {
  Problem p{slots_of(1, edit::Part::act_3, 3), material_of({piece_at(0, 0)})};
  EXPECT_EQ(p.alone(Concern::zone, 0, 0), 2 * p.weights.zone.step_in_montage);
}

TEST(Concerns, ASlotWishesAPieceFromItsPlaceInTheFilm) {
  // The second of two: trailers have taken three quarters of their shots by then.
  Problem p{slots_of(2, edit::Part::act_2, 2), material_of({piece_at(700, 0), piece_at(200, 1)})};
  const double last = p.material.pieces[0].place;
  const double wish = story::place_at(0.75 * (story::share_before(last) + 1) / 2);
  const double distance = p.weights.place.distance;
  EXPECT_NEAR(p.alone(Concern::place, 1, 0), distance * (last - wish), 1e-9);
  EXPECT_NEAR(p.alone(Concern::place, 1, 1), distance * std::abs(p.material.pieces[1].place - wish),
              1e-9);
  EXPECT_GT(p.alone(Concern::place, 0, 0), p.alone(Concern::place, 0, 1));
}

TEST(Concerns, KindsAndMotionBelongToParts) {
  Problem p{slots_of(1, edit::Part::act_1, 1), material_of({piece_at(0, 0), piece_at(20, 1)})};
  p.material.pieces[0].beat_type = edit::BeatType::character_introduction;
  p.material.pieces[1].beat_type = edit::BeatType::climax_peak;
  p.material.pieces[1].motion = 1;
  EXPECT_EQ(p.alone(Concern::kind, 0, 0), 0);
  EXPECT_EQ(p.alone(Concern::kind, 0, 1), p.weights.kind.misplaced);
  EXPECT_LT(p.alone(Concern::motion, 0, 0), p.alone(Concern::motion, 0, 1));
  p.slots[0].part = edit::Part::act_3;
  EXPECT_GT(p.alone(Concern::kind, 0, 0), p.alone(Concern::kind, 0, 1));
  EXPECT_GT(p.alone(Concern::motion, 0, 0), p.alone(Concern::motion, 0, 1));
}

/// Pieces of different shots, 20 s from one to the next.
std::vector<Piece> apart(int count) {
  std::vector<Piece> pieces;
  pieces.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) pieces.push_back(piece_at(i * 20, i));
  return pieces;
}

TEST(Concerns, AShotShownTwiceCostsMostInARow) {
  Problem p{slots_of(7, edit::Part::act_2, 2), {}};
  std::vector<Piece> pieces = apart(8);
  pieces[7] = piece_at(10, 0);
  pieces[7].is_second = true;
  p.material = material_of(pieces);
  EXPECT_EQ(p.alone(Concern::reuse, 0, 0), 0);
  EXPECT_EQ(p.alone(Concern::reuse, 0, 7), p.weights.reuse.second);
  EXPECT_EQ(p.beside(Concern::setup, 1, {0, 7, 1, 2, 3, 4, 5}), p.weights.setup.shot_next);
  EXPECT_EQ(p.beside(Concern::setup, 4, {0, 1, 2, 3, 7, 4, 5}), p.weights.setup.shot_near);
  EXPECT_EQ(p.beside(Concern::setup, 5, {0, 1, 2, 3, 4, 7, 5}), 0);
}

TEST(Concerns, ACameraPositionMayComeBackAfterAWhile) {
  Problem p{slots_of(5, edit::Part::act_2, 2), {}};
  std::vector<Piece> pieces = apart(5);
  pieces[4].setup = pieces[0].setup;
  p.material = material_of(pieces);
  EXPECT_EQ(p.beside(Concern::setup, 1, {0, 4, 1, 2, 3}), p.weights.setup.camera[0]);
  EXPECT_EQ(p.beside(Concern::setup, 3, {0, 1, 2, 4, 3}), p.weights.setup.camera[2]);
  EXPECT_EQ(p.beside(Concern::setup, 4, {0, 1, 2, 3, 4}), 0);
  // Where all looks are the same they tell nothing: nobody looked.
  for (auto& piece : p.material.pieces) piece.setup = 0;
  EXPECT_EQ(p.beside(Concern::setup, 1, {0, 4, 1, 2, 3}), 0);
}

TEST(Concerns, NeighboursShouldDiffer) {
  Problem p{slots_of(2, edit::Part::act_2, 2), material_of({piece_at(0, 0), piece_at(20, 1)})};
  EXPECT_EQ(p.beside(Concern::contrast, 0, {0, 1}), 0);
  p.material.pieces[1].light = p.material.pieces[0].light;
  EXPECT_EQ(p.beside(Concern::contrast, 0, {0, 1}), p.weights.contrast.alike);
  for (auto& piece : p.material.pieces) piece.size = 0.5;
  EXPECT_EQ(p.beside(Concern::contrast, 0, {0, 1}),
            p.weights.contrast.alike + p.weights.contrast.faces);
}

TEST(Concerns, SteppingBackInTheFilmCostsButHardlyInAMontage) {
  Problem p{slots_of(2, edit::Part::act_2, 2), material_of({piece_at(300, 0), piece_at(500, 1)})};
  EXPECT_EQ(p.beside(Concern::order, 0, {0, 1}), 0);
  EXPECT_NEAR(p.beside(Concern::order, 0, {1, 0}),
              p.weights.order.back + 0.2 * p.weights.order.back_far, 1e-12);
  p.slots = slots_of(2, edit::Part::act_3, 3);
  EXPECT_EQ(p.beside(Concern::order, 0, {1, 0}), p.weights.order.back_in_montage);
  p.slots[1].part = edit::Part::button;  // A new part starts where it likes.
  EXPECT_EQ(p.beside(Concern::order, 0, {1, 0}), 0);
}

TEST(Concerns, OfAWholeCastingAreItsCostButForDialogue) {
  Problem p{slots_of(3, edit::Part::act_2, 2),
            material_of({piece_at(500, 0), piece_at(300, 2), piece_at(320, 2)})};
  const auto sum = p.caster().concerns(std::vector{0, 1, 2});
  EXPECT_NEAR(std::accumulate(sum.begin(), sum.end(), 0.0), p.caster().cost({0, 1, 2}), 1e-9);
}

TEST(Hearing, ALineThatFitsIsHeardAndWorthSomething) {
  Problem p{slots_of(1, edit::Part::act_1, 1, 4), material_of({piece_at(0, 0)})};
  p.material.pieces[0].speech = {line_at(2, 4, 0.2f), line_at(5, 7, 0.8f)};
  const auto caster = p.caster();
  EXPECT_EQ(caster.hearing(0, 0).speech, 1);
  EXPECT_EQ(caster.hearing(0, 0).talk, 2);
  EXPECT_EQ(caster.hearing(0, 0).tail, 0);
  EXPECT_LT(p.alone(Concern::speech, 0, 0), 0);
}

TEST(Hearing, NobodySpeaksInTheDropOrWhereAVoiceIsToBeHeard) {
  Problem p{slots_of(2, edit::Part::act_2, 2, 4), material_of({piece_at(0, 0)})};
  p.material.pieces[0].speech = {line_at(2, 4)};
  p.slots[0].part = edit::Part::beat_drop;
  p.slots[1].is_for_voice = true;
  EXPECT_EQ(p.caster().hearing(0, 0).speech, -1);
  EXPECT_EQ(p.caster().hearing(1, 0).speech, -1);
  EXPECT_EQ(p.alone(Concern::speech, 0, 0), 0);
}

TEST(Hearing, ALineMayRunOverTheNextPicturesButNotOutOfItsPart) {
  Problem p{slots_of(3, edit::Part::act_1, 1, 2), material_of({piece_at(0, 0)})};
  p.material.pieces[0].speech = {line_at(3, 6)};
  EXPECT_NEAR(p.caster().hearing(0, 0).tail, 1, 1e-9);
  EXPECT_EQ(p.caster().hearing(2, 0).speech, -1);  // Its part ends with it.
  p.slots = slots_of(3, edit::Part::act_3, 3, 2);
  EXPECT_EQ(p.caster().hearing(0, 0).speech, -1);
  p.slots = slots_of(3, edit::Part::act_1, 1, 1);
  EXPECT_EQ(p.caster().hearing(0, 0).speech, -1);  // Too short to see who speaks.
}

TEST(Concerns, PicturesThatAreSaidToBeAlikeKeepApart) {
  Problem p{slots_of(3, edit::Part::act_2, 2),
            material_of({piece_at(0, 0), piece_at(20, 1), piece_at(40, 2)})};
  p.material.likeness = {0, 1, 0.1f, 1, 0, 0, 0.1f, 0, 0};
  const auto caster = p.caster();
  Problem silent = p;
  silent.material.likeness.clear();
  const auto without = silent.caster();
  for (const int apart : {1, 2})
    EXPECT_NEAR(caster.pair(0, 0, 1, apart) - without.pair(0, 0, 1, apart),
                p.weights.setup.told_alike, 1e-9);
  EXPECT_EQ(caster.pair(0, 0, 2, 1), without.pair(0, 0, 2, 1));
}

}  // namespace
}  // namespace cinecut::casting
