// The second act: the two look for proof in the town.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void the_way_to_town(Script& s) {
  s.shot("the harbour at first light", "harbour", 5)
      .joined(Join::fade, 2)
      .camera(glide({{-0.1, 0.5}, 1.02}, {{0.1, 0.5}, 1.08}))
      .set([](Stage& st) { harbour(st, kDawn); })
      .hear(Bed::sea, 0.4)
      .hear(Noise::bell, 1.5, 0.5);
  s.shot("gulls over the masts", "harbour", 3)
      .camera(glide({{0.05, 0.52}, 1.05}, {{-0.05, 0.46}, 1.1}))
      .set([](Stage& st) {
        sky(st, kDay, {.horizon = 0.8, .clouds = 0.8, .cloud_speed = 0.02});
        const auto afloat = [](Stage& inner) {
          ship(inner, kDay,
               {.depth = 0.8, .at = {0.1, 0.9}, .length = 1.1, .roll = 0.01, .speed = 0});
        };
        sea(st, kDay,
            {.horizon = 0.8,
             .bottom = 1.1,
             .waves = 0.1,
             .glitter_x = -0.4,
             .glitter = 0.6,
             .afloat = afloat});
        gulls(st, rgb(0xffffff), 16, 0.35);
      })
      .hear(Bed::sea, 0.4)
      .hear(Noise::bell, 0.8, 0.3);
  s.shot("through the forest", "forest", 5)
      .camera(glide({{-0.08, 0.5}, 1.05}, {{0.1, 0.5}, 1.05}))
      .set([](Stage& st) {
        sky(st, kForest, {.horizon = 0.9, .clouds = 0});
        forest(st, kForest, 0.25, 22, 0.72);
        mist(st, 0.3, 0.5, 0.85, with_alpha(kForest.horizon, 0.5), 0.01);
        forest(st, kForest, 0.55, 11, 0.82);
        light_shafts(st, kForest.light, 0.3);
        walkers(st, -0.5, 0.9, 0.36, 0.13, Gait::walk, with_alpha(kForest.near, 0.25),
                with_alpha(kForest.light, 0.4));
        forest(st, kForest, 1.15, 4, 0.98);
      })
      .say(kM, "When does the Meridian reach the rocks?", Tone::plain, 0.5)
      .say(kE, "Midnight, with this wind.", Tone::plain, 0.3)
      .hear(Bed::wind, 0.2)
      .hear(Noise::step, 0.4, 0.4)
      .hear(Noise::step, 1, 0.4)
      .hear(Noise::step, 1.6, 0.4);
  s.shot("the coast road", "road", 4)
      .camera(glide({{-0.05, 0.5}, 1}, {{0.05, 0.5}, 1.04}))
      .set([](Stage& st) {
        road(st, kGrey, 1.1);
        car(st, kGrey, {-0.5, 0.86}, 0.5, 0.14, rgb(0x7a2f26));
      })
      .hear(Bed::engine, 0.5);
  s.shot("in the car", "two-shot", 4)
      .camera(handheld(still(1.03), 0.01))
      .set([](Stage& st) { two_shot(st, Mood::calm, Mood::calm, Place::car); })
      .say(kE, "Do you trust me?", Tone::tender, 0.3)
      .say(kM, "No.", Tone::plain, 0.35)
      .say(kE, "Good. That's a start.", Tone::joking, 0.4)
      .hear(Bed::engine, 0.35);
  s.shot("clouds over the peaks", "mountains", 3.5)
      .joined(Join::dissolve, 1)
      .camera(glide({{0.1, 0.5}, 1.05}, {{-0.1, 0.5}, 1.05}))
      .set([](Stage& st) {
        sky(st, kGrey, {.horizon = 0.8, .clouds = 1, .cloud_speed = 0.07});
        peaks(st, kGrey, 0.25, 0.86, 0.6);
        ridge(st, {.depth = 0.7,
                   .top = 0.85,
                   .rise = 0.15,
                   .width = 0.7,
                   .bottom = 1.15,
                   .trees = 0.11,
                   .top_colour = kGrey.near,
                   .mist = kGrey.far,
                   .key = 17});
      })
      .hear(Bed::wind, 0.5)
      .hear(Noise::thunder, 1.4, 0.4);
  s.shot("the market", "street", 4)
      .camera(glide({{-0.06, 0.5}, 1.02}, {{0.06, 0.5}, 1.08}))
      .set([](Stage& st) {
        street(st, kDay, {.windows = 0, .wet = 0});
        const Colour coats[] = {rgb(0x7a4a3a), rgb(0x4a6a5a), rgb(0x8a7a4a), rgb(0x5a4a6a),
                                rgb(0x3f5f7f)};
        for (int i = 0; i < 9; ++i) {
          Wardrobe who = i % 3 == 0 ? kFather : i % 2 == 0 ? kElias : kMara;
          who.coat = coats[i % 5];
          who.accent = coats[(i + 2) % 5];
          const bool stays = i % 4 == 1;
          figure(st, {.who = who,
                      .feet = {-0.8 + 0.21 * i, 0.83 + 0.012 * (i % 3)},
                      .height = 0.24,
                      .facing = i % 2 == 0 ? 1.0 : -1.0,
                      .gait = stays ? Gait::stand : Gait::walk,
                      .speed = stays ? 0.0 : 0.05,
                      .shade = with_alpha(kDay.horizon, 0.2),
                      .phase = 0.23 * i});
        }
        walkers(st, -0.3, 0.95, 0.36, 0.1, Gait::walk, with_alpha(kDay.near, 0.05),
                with_alpha(kDay.light, 0.5));
      })
      .say(kM, "Why are you smiling?", Tone::plain, 0.4)
      .say(kE, "I'm hiding.", Tone::joking, 0.3)
      .say(kM, "It doesn't suit you.", Tone::joking, 0.3)
      .hear(Noise::bell, 0.5, 0.2);
  s.shot("the town at evening", "street", 3.5)
      .camera(glide({{0.08, 0.5}, 1.06}, {{-0.05, 0.5}, 1}))
      .set([](Stage& st) {
        street(st, kDusk, {.windows = 0.55, .wet = 0.2});
        walkers(st, 0.3, 0.92, 0.34, -0.13, Gait::walk, with_alpha(kDusk.near, 0.3),
                with_alpha(kDusk.light, 0.4));
      })
      .say(kE, "Keep your head down.", Tone::whisper, 0.6)
      .hear(Bed::wind, 0.15);
}

void the_office(Script& s) {
  s.shot("the harbour office", "room", 3)
      .camera(glide({{0.05, 0.5}, 1.05}, {{-0.05, 0.5}, 1.1}))
      .set([](Stage& st) {
        room(st, kNight, {.kind = RoomKind::office, .lamp = {0.45, 0.5}, .lamp_power = 0.7});
        figure(st, {.who = kMara,
                    .feet = {0.1, 0.95},
                    .height = 0.55,
                    .shade = with_alpha(kNight.near, 0.35)});
        figure(st, {.who = kElias,
                    .feet = {-0.35, 0.97},
                    .height = 0.6,
                    .facing = -1,
                    .shade = with_alpha(kNight.near, 0.45)});
      })
      .say(kM, "There. The red book.", Tone::whisper, 0.5);
  s.shot("the ledger", "object", 3.2)
      .camera(glide({{0.05, 0.45}, 1.05}, {{0.12, 0.55}, 1.3}))
      .set([](Stage& st) { ledger(st, kNight); })
      .say(kM, "Every wreck for ten years. He wrote them all down.", Tone::plain, 0.2);
  s.shot("how it is done", "close-up", 3)
      .camera(handheld(still(1.05)))
      .set([](Stage& st) {
        close_up(
            st, {.who = kE, .mood = Mood::sad, .place = Place::office, .side = 0.12, .light_x = 1});
      })
      .say(kE, "Brandt insures the ships. Then he drowns them.", Tone::threat, 0.3);
  s.shot("and the crews", "close-up", 2.4)
      .camera(glide({{0, 0.5}, 1.05}, {{0, 0.48}, 1.18}))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kM, .mood = Mood::angry, .place = Place::office, .side = -0.1, .light_x = 1});
      })
      .say(kM, "And the people on them?", Tone::tender, 0.3)
      .say(kE, "Nobody insures people.", Tone::threat, 0.35);
  s.shot("three men at the door", "room", 2)
      .camera(shaken(glide({{0, 0.5}, 1}, {{0, 0.5}, 1.12}), 0.012, 0.3, 3))
      .set([](Stage& st) {
        room(st, kNight,
             {.kind = RoomKind::office, .lamp = {-0.6, 0.5}, .lamp_power = 0.5, .window = false});
        st.light(0.9,
                 [](Brush& b, const Moment&) { b.glow({0.2, 0.5}, 0.7, rgb(0xbfd4ff, 0.55f)); });
        for (int i = 0; i < 3; ++i)
          figure(st, {.who = kBrandt,
                      .feet = {0.02 + 0.2 * i, 0.96 + 0.012 * (i % 2)},
                      .height = 0.66 - 0.03 * i,
                      .facing = -1,
                      .shade = with_alpha(rgb(0x040508), 0.9),
                      .rim = with_alpha(rgb(0xbfd4ff), 0.7),
                      .phase = 0.3 * i});
      })
      .hear(Noise::door, 0.25);
  s.shot("run", "close-up", 1)
      .camera(shaken(still(1.2), 0.01, 0, 2))
      .set([](Stage& st) {
        close_up(st, {.who = kE, .mood = Mood::afraid, .place = Place::office, .light_x = 1});
      })
      .begin(kE, "Run!", Tone::urgent, 0.1);
}

}  // namespace

void write_act_2(Script& s) {
  the_way_to_town(s);
  the_office(s);
}

}  // namespace sample_film
