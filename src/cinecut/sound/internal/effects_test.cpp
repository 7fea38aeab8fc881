#include "cinecut/sound/internal/effects.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "cinecut/sound/internal/testing_sounds.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)

/// The middle of the loudest 20 ms.
double loudest_s(const media::Sound& sound) {
  double best = -200, at = 0;
  for (double t = 0; t + 0.02 <= seconds_of(sound); t += 0.002) {
    const double level = rms_db(sound, t, t + 0.02);
    if (level > best) best = level, at = t + 0.01;
  }
  return at;
}

TEST(MakeEffect, BeginsAndEndsInSilenceWithoutDcOrClick) {
  for (const auto name : effect_names()) {
    const media::Sound sound = make_effect(name).sound;
    double sum = 0;
    for (const float s : sound.samples) {
      ASSERT_TRUE(std::isfinite(s)) << name;
      sum += static_cast<double>(s);
    }
    EXPECT_LT(std::abs(sum / static_cast<double>(sound.samples.size())), 1e-4) << name;
    EXPECT_LT(std::abs(sound.samples.front()), 1e-3) << name;
    EXPECT_LT(std::abs(sound.samples.back()), 1e-3) << name;
    EXPECT_LT(highest(sound), 0.75) << name;
    EXPECT_GT(highest(sound), 0.15) << name;
    // A blow begins hard, but not with a step.
    EXPECT_LT(largest_step(sound, 0, 0.001), 0.1) << name;
    const double length = seconds_of(sound);
    EXPECT_LT(largest_step(sound, length - 0.001), 0.005) << name;
  }
}

TEST(MakeEffect, IsStrongestWhereItSays) {
  for (const auto name : effect_names()) {
    for (const std::uint32_t variation : {0u, 3u}) {
      const EffectSound made = make_effect(name, variation);
      // A soft sound has no sharp summit.
      const bool is_soft = name == "crossfade" || name.starts_with("whoosh") ||
                           name == "fade_to_white" || name == "riser";
      EXPECT_NEAR(loudest_s(made.sound), base::to_seconds(made.strongest), is_soft ? 0.08 : 0.02)
          << name;
    }
  }
}

TEST(MakeEffect, IsTheSameEveryTimeAndVariesOnlyWhenAsked) {
  for (const auto name : effect_names()) {
    EXPECT_EQ(make_effect(name, 5).sound.samples, make_effect(name, 5).sound.samples) << name;
    EXPECT_NE(make_effect(name, 5).sound.samples, make_effect(name, 6).sound.samples) << name;
  }
}

TEST(MakeEffect, LastsAsLongAsItsTransition) {
  struct {
    std::string_view name;
    double least_s, most_s;
  } cases[] = {{"hard_cut", 0.3, 0.5},      {"beat_cut", 0.1, 0.2},
               {"crossfade", 0.4, 0.8},     {"fade_to_black", 0.8, 2.0},
               {"fade_to_white", 0.8, 2.0}, {"act_boundary", 1.0, 2.7}};
  for (const auto& c : cases) {
    const double length = seconds_of(make_effect(c.name).sound);
    EXPECT_GE(length, c.least_s) << c.name;
    EXPECT_LE(length, c.most_s) << c.name;
  }
}

TEST(MakeEffect, AnActBoundaryIsStrongerThanAHardCut) {
  const EffectSound boundary = make_effect("act_boundary"), cut = make_effect("hard_cut");
  const auto at = [](const EffectSound& e) { return base::to_seconds(e.strongest); };
  EXPECT_GT(rms_db(boundary.sound, at(boundary), at(boundary) + 0.2),
            rms_db(cut.sound, at(cut), at(cut) + 0.2) + 3);
  EXPECT_GT(boundary.strongest, cut.strongest);
}

TEST(MakeEffect, WhooshesMoveAcrossTheStereoPicture) {
  const auto balance = [](const media::Sound& sound, double from_s, double to_s) {
    double left = 0, right = 0;
    for (auto n = static_cast<std::size_t>(from_s * kMixRateHz);
         n < static_cast<std::size_t>(to_s * kMixRateHz); ++n) {
      left += std::abs(static_cast<double>(sound.samples[n * 2]));
      right += std::abs(static_cast<double>(sound.samples[n * 2 + 1]));
    }
    return (right - left) / (right + left);
  };
  const media::Sound forward = make_effect("whoosh_forward").sound;
  EXPECT_LT(balance(forward, 0.05, 0.15), -0.3);
  EXPECT_GT(balance(forward, 0.35, 0.45), 0.3);
  const media::Sound backward = make_effect("whoosh_backward").sound;
  EXPECT_GT(balance(backward, 0.02, 0.12), 0.3);
  EXPECT_LT(balance(backward, 0.35, 0.45), -0.3);
}

TEST(MakeEffect, SurvivesMono) {
  for (const auto name : effect_names()) {
    const media::Sound sound = make_effect(name).sound;
    double stereo = 0, mono = 0;
    for (std::size_t n = 0; n < sound.frames(); ++n) {
      const double l = static_cast<double>(sound.samples[n * 2]);
      const double r = static_cast<double>(sound.samples[n * 2 + 1]);
      stereo += (l * l + r * r) / 2;
      mono += (l + r) * (l + r) / 4;
    }
    EXPECT_GT(10 * std::log10(mono / stereo), -4.5) << name;
  }
}

TEST(MakeEffect, NamesWhatThereIsWhenAskedForSomethingElse) {
  try {
    make_effect("kazoo");
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::usage);
    EXPECT_NE(std::string(e.what()).find("act_boundary"), std::string::npos);
  }
}

}  // namespace
}  // namespace cinecut::sound
