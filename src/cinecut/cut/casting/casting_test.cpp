#include "cinecut/cut/casting/casting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

#include "cinecut/cut/casting/internal/testing_problem.h"

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

TEST(Caster, LetsAPieceFillASlotOfItsLengthAndNoLongerOne) {
  Problem p{slots_of(1, edit::Part::act_1, 1, 10), material_of({piece_at(0, 0), piece_at(20, 1)})};
  p.material.pieces[1].length = 9.99;
  EXPECT_TRUE(p.caster().fits(0, 0));
  EXPECT_FALSE(p.caster().fits(0, 1));
}

TEST(CanBeFilled, GivesTheLongestSlotsTheLongestPieces) {
  auto slots = slots_of(2, edit::Part::act_1, 1, 4);
  auto material = material_of({piece_at(0, 0), piece_at(20, 1), piece_at(40, 2)});
  EXPECT_TRUE(can_be_filled(slots, material, kRate));
  material.pieces[0].length = material.pieces[2].length = 3;
  EXPECT_FALSE(can_be_filled(slots, material, kRate));
  slots[0].end = slots[0].start + 48;
  EXPECT_TRUE(can_be_filled(slots, material, kRate));
  EXPECT_FALSE(can_be_filled(slots_of(4, edit::Part::act_1, 1, 1), material, kRate));
  EXPECT_TRUE(can_be_filled({}, {}, kRate));
}

TEST(Cost, GrowsWithDialogueTooMuchOrTooLittle) {
  Problem p{slots_of(1, edit::Part::act_1, 1, 4), material_of({piece_at(0, 0), piece_at(20, 2)})};
  p.material.pieces[0].speech = {line_at(2, 4)};
  p.weights.speech.line.value = 0;
  const auto caster = [&](double share) {
    p.goal.dialogue_share = share;
    return p.caster();
  };
  // Two of ten seconds are spoken with piece 0, none with piece 1.
  const double same = caster(0.1).cost({0}) - caster(0.1).cost({1});
  EXPECT_NEAR(caster(0.2).cost({1}) - caster(0.2).cost({0}) + same,
              p.weights.speech.share * 0.2 * 0.2, 1e-9);
  EXPECT_GT(caster(0).cost({0}), caster(0.2).cost({0}));
}

TEST(Cost, ALineThatRunsIntoAnotherCosts) {
  Problem p{slots_of(2, edit::Part::act_1, 1, 2), material_of({piece_at(0, 0), piece_at(20, 1)})};
  p.material.pieces[0].speech = {line_at(3, 6)};
  p.material.pieces[1].speech = {line_at(22, 23)};
  const double without = [&] {
    auto quiet = p;
    quiet.weights.speech.clash.value = 0;
    return quiet.caster().cost({0, 1});
  }();
  EXPECT_NEAR(p.caster().cost({0, 1}) - without, p.weights.speech.clash, 1e-9);
}

// solve

/// Pieces and slots that differ in everything the caster looks at.
Problem random_problem(std::uint32_t seed, int slots, int pieces) {
  std::mt19937 random(seed);
  const auto unit = [&] { return static_cast<double>(random() % 1000) / 1000; };
  Problem p;
  constexpr std::array kOrder{edit::Part::act_1, edit::Part::act_2, edit::Part::act_3};
  std::int64_t at = 0;
  for (int i = 0; i < slots; ++i) {
    const int act = i * 3 / slots;
    const auto frames = static_cast<std::int64_t>(24 + random() % 48);
    p.slots.push_back({.part = kOrder[static_cast<std::size_t>(act)],
                       .act = act + 1,
                       .start = at,
                       .end = at + frames,
                       .starts_on_hit = random() % 3 == 0,
                       .progress = unit()});
    at += frames;
  }
  for (int i = 0; i < pieces; ++i) {
    auto piece = piece_at(i * 900.0 / pieces, static_cast<int>(random() % 5));
    piece.setup = static_cast<int>(random() % 4);
    piece.length = 1.5 + 4 * unit();
    piece.score = static_cast<float>(unit());
    piece.light = unit();
    piece.motion = unit();
    piece.size = unit() / 2;
    piece.zone = static_cast<edit::Zone>(i * 3 / pieces);
    piece.beat_type = static_cast<edit::BeatType>(random() % 7);
    const double start = base::to_seconds(piece.range.start) + unit();
    if (random() % 2 == 0) piece.speech = {line_at(start, start + 1 + unit())};
    p.material.pieces.push_back(piece);
  }
  p.material.film = 1000s;
  p.goal.frames = at;
  p.goal.dialogue_share = 0.3;
  return p;
}

/// The least cost of all castings there are; infinite if there is none.
double least_cost(const Problem& p) {
  const auto caster = p.caster();
  std::vector<int> order(p.material.pieces.size());
  std::iota(order.begin(), order.end(), 0);
  const auto count = static_cast<std::ptrdiff_t>(p.slots.size());
  double least = std::numeric_limits<double>::infinity();
  do {
    const std::vector<int> pieces(order.begin(), order.begin() + count);
    bool fits = true;
    for (std::size_t s = 0; s < pieces.size(); ++s) fits = fits && caster.fits(s, pieces[s]);
    if (fits) least = std::min(least, caster.cost(pieces));
    std::reverse(order.begin() + count, order.end());  // The rest in one order only.
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

TEST(Solve, FindsTheBestWherePiecesDoNotMindEachOther) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    auto p = random_problem(seed, 4, 7);
    p.weights.speech.share.value = p.weights.speech.clash.value = 0;
    p.weights.contrast.alike.value = p.weights.contrast.faces.value = 0;
    p.weights.contrast.breathless.value = 0;
    p.weights.order.back.value = p.weights.order.back_far.value = 0;
    p.weights.order.back_in_montage.value = 0;
    for (int i = 0; i < 7; ++i) {
      auto& piece = p.material.pieces[static_cast<std::size_t>(i)];
      piece.shot = piece.setup = i;
    }
    const double least = least_cost(p);
    const auto found = p.caster().solve();
    ASSERT_EQ(found.has_value(), std::isfinite(least));
    if (found) {
      EXPECT_NEAR(found->cost, least, 1e-9);
    }
  }
}

/// Four slots and seven pieces of five shots leave little choice: whole rows of exchanges would be
/// needed for the best, and the search does one at a time.
TEST(Solve, FindsTheBestOfMostSmallCasesInWhichAllIsScarce) {
  int cases = 0;
  int best = 0;
  double excess = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const auto p = random_problem(seed, 4, 7);
    const double least = least_cost(p);
    const auto found = p.caster().solve();
    ASSERT_EQ(found.has_value(), std::isfinite(least));
    if (!found) continue;
    EXPECT_NEAR(found->cost, p.caster().cost(found->pieces), 1e-9);
    EXPECT_GE(found->cost, least - 1e-9);
    ++cases;
    excess += found->cost - least;
    if (found->cost <= least + 1e-9) ++best;
  }
  EXPECT_GE(cases, 30);
  EXPECT_GE(2 * best, cases);
  EXPECT_LE(excess / cases, 1);
}

TEST(Solve, LeavesNothingThatOneExchangeWouldMend) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const auto p = random_problem(seed, 8, 20);
    const auto caster = p.caster();
    const auto found = caster.solve();
    ASSERT_TRUE(found);
    auto pieces = found->pieces;
    for (std::size_t a = 0; a < pieces.size(); ++a) {
      for (std::size_t b = a + 1; b < pieces.size(); ++b) {
        if (!caster.fits(a, pieces[b]) || !caster.fits(b, pieces[a])) continue;
        std::swap(pieces[a], pieces[b]);
        EXPECT_GE(caster.cost(pieces), found->cost - 1e-6) << a << ' ' << b;
        std::swap(pieces[a], pieces[b]);
      }
      for (int q = 0; q < 20; ++q) {
        if (std::find(pieces.begin(), pieces.end(), q) != pieces.end()) continue;
        if (!caster.fits(a, q)) continue;
        const int before = std::exchange(pieces[a], q);
        EXPECT_GE(caster.cost(pieces), found->cost - 1e-6) << a << " gets " << q;
        pieces[a] = before;
      }
    }
  }
}

TEST(Solve, UsesNoPieceTwiceAndFillsEverySlot) {
  const auto p = random_problem(5, 12, 30);
  const auto found = p.caster().solve();
  ASSERT_TRUE(found);
  ASSERT_EQ(found->pieces.size(), 12u);
  auto sorted = found->pieces;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end());
  for (std::size_t s = 0; s < 12; ++s) EXPECT_TRUE(p.caster().fits(s, found->pieces[s]));
}

TEST(Solve, CannotFillMoreSlotsThanThereArePieces) {
  Problem p{slots_of(2, edit::Part::act_1, 1), material_of({piece_at(0, 0)})};
  EXPECT_FALSE(p.caster().solve());
  p.slots.clear();
  EXPECT_FALSE(p.caster().solve());
}

}  // namespace
}  // namespace cinecut::casting
