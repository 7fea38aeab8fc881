// The second act: they are hunted, and find some quiet.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void runners(Stage& st, double x, double y, double height, double speed) {
  walkers(st, x, y, height, speed, Gait::run, with_alpha(kRainTown.near, 0.3),
          with_alpha(kRainTown.light, 0.5));
}

// A narrow road above the sea, seen from afar.
void coast_road(Stage& st) {
  st.layer({.depth = 0.95, .texture = 0.1}, [](Brush& b, const Area& a) {
    b.box(a.left, 0.815, a.width(), a.bottom - 0.815);
    b.fill(Shade::down(
        0.8, 1, {{0, mix(kNight.near, kNight.far, 0.5)}, {0.3, kNight.near}, {1, kNight.near}}));
    for (double x = a.left; x < a.right; x += 0.09)
      b.limb({x, 0.85}, {x, 0.805}, 0.007, 0.007, mix(kNight.near, kNight.horizon, 0.5));
    b.limb({a.left, 0.81}, {a.right, 0.81}, 0.005, 0.005, mix(kNight.near, kNight.horizon, 0.5));
  });
}

void the_chase(Script& s) {
  s.shot("out into the rain", "chase", 1.8)
      .camera(shaken(glide({{-0.1, 0.5}, 1}, {{0.1, 0.5}, 1.05}), 0.008, 0, 0.4))
      .set([](Stage& st) {
        street(st, kRainTown, {.vanish = 0.1});
        runners(st, -0.5, 0.92, 0.4, 0.5);
        rain(st, 1);
      })
      .hear(Bed::rain, 0.7)
      .hear(Noise::step, 0.2)
      .hear(Noise::step, 0.5)
      .hear(Noise::step, 0.8)
      .hear(Noise::step, 1.1)
      .hear(Noise::step, 1.4);
  s.shot("the hunters", "chase", 1.4)
      .camera(shaken(glide({{0, 0.56}, 1.05}, {{0, 0.54}, 1.15}), 0.01, 0, 0.4))
      .set([](Stage& st) {
        street(st, kRainTown, {.windows = 0.05, .wet = 0.9, .ground = 0.86, .gap = 0.6});
        mist(st, 0.6, 0.2, 1.0, with_alpha(kRainTown.light, 0.5), 0.04);
        lamp_light(st, kRainTown.light, {0.1, 0.5}, 1);
        men_on(st, -0.75, 1.12, 0.74, Gait::run, 0.5, 3);
        rain(st, 1);
      })
      .flash(0.7, 0.6)
      .hear(Noise::shot, 0.7, 0.9)
      .hear(Bed::rain, 0.7);
  s.shot("running feet", "object", 0.9)
      .camera(shaken(still(1.3, {0, 0.6}), 0.012, 0, 0.3))
      .set([](Stage& st) {
        boots(st, kRainTown, 2.0);
        rain(st, 1);
      })
      .hear(Bed::rain, 0.7)
      .hear(Noise::step, 0.1)
      .hear(Noise::step, 0.35)
      .hear(Noise::step, 0.6);
  s.shot("Mara looks back", "close-up", 1.1)
      .camera(shaken(still(1.1), 0.03, 0, 0.3))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::afraid, .place = Place::street, .side = -0.08});
      })
      .hear(Bed::rain, 0.7);
  s.shot("a lane with no end", "chase", 2.4)
      .camera(shaken(glide({{0, 0.5}, 1.15}, {{0, 0.5}, 1}), 0.006, 0, 0.4))
      .set([](Stage& st) {
        street(st, kRainTown, {.windows = 0.1, .ground = 0.82});
        runners(st, 0.5, 0.96, 0.4, -0.35);
        rain(st, 1);
      })
      .say(kM, "This way!", Tone::urgent, 0.05)
      .say(kE, "That's a wall!", Tone::urgent, 0.1)
      .begin(kM, "Climb!", Tone::urgent, 0.1)
      .hear(Bed::rain, 0.7);
  s.shot("over the roofs", "chase", 1.8)
      .camera(glide({{-0.15, 0.5}, 1.04}, {{0.15, 0.48}, 1.04}))
      .set([](Stage& st) {
        sky(st, kRainTown, {.horizon = 0.9, .moon = {0.3, 0.25}, .moon_size = 0.09, .clouds = 0.6});
        ridge(st, {.depth = 0.4,
                   .top = 0.72,
                   .rise = 0.12,
                   .width = 0.2,
                   .rough = 1,
                   .bottom = 1,
                   .top_colour = kRainTown.far,
                   .mist = kRainTown.near,
                   .key = 71});
        st.layer({.depth = 1}, [](Brush& b, const Area& a) {
          for (double x = a.left - 0.1; x < a.right; x += 0.46) {
            const Point roof[] = {
                {x, 0.84}, {x + 0.23, 0.77}, {x + 0.48, 0.84}, {x + 0.48, 1.2}, {x, 1.2}};
            b.shape(roof).fill(
                Shade::down(0.76, 1, {{0, scaled(kRainTown.near, 1.6)}, {1, kRainTown.near}}));
          }
        });
        runners(st, -0.5, 0.81, 0.26, 0.45);
        rain(st, 0.8);
      })
      .hear(Bed::rain, 0.6)
      .hear(Noise::whoosh, 0.4);
  s.shot("headlights", "chase", 1.5)
      .camera(shaken(still(1.25, {0, 0.62}), 0.01, 0.2, 1))
      .set([](Stage& st) {
        road(st, kRainTown, 2.2);
        car(st, kRainTown, {-1.0, 0.9}, 0.75, 1.1, rgb(0x20242c));
        rain(st, 0.9, 0.5);
      })
      .hear(Bed::engine, 0.9)
      .hear(Bed::rain, 0.6);
  s.shot("two cars", "chase", 1.8)
      .camera(shaken(glide({{-0.1, 0.5}, 1}, {{0.1, 0.5}, 1.06}), 0.008, 0, 0.3))
      .set([](Stage& st) {
        sky(st, kNight,
            {.horizon = 0.62,
             .moon = {0.35, 0.4},
             .moon_size = 0.13,
             .clouds = 0.8,
             .cloud_speed = 0.05});
        sea(st, kNight,
            {.horizon = 0.62, .bottom = 0.9, .waves = 0.3, .glitter_x = 0.35, .glitter = 1});
        cliff(st, kNight, 0.8, 0.62, 0.42, 1);
        coast_road(st);
        car(st, kRainTown, {-0.6, 0.83}, 0.2, 0.34, rgb(0x20242c));
        car(st, kRainTown, {-0.2, 0.83}, 0.2, 0.3, rgb(0x7a2f26));
        rain(st, 0.5, 0.6);
      })
      .flash(0.5, 0.5)
      .flash(1.2, 0.5)
      .hear(Noise::shot, 0.5)
      .hear(Noise::shot, 1.2)
      .hear(Bed::engine, 1);
  s.shot("can you jump", "two-shot", 2.6)
      .camera(shaken(still(1.06), 0.02, 0, 0.2))
      .set([](Stage& st) { two_shot(st, Mood::afraid, Mood::afraid, Place::car); })
      .say(kM, "You said you can't swim. Can you jump?", Tone::urgent, 0.1)
      .say(kE, "Onto what?", Tone::urgent, 0.15)
      .hear(Bed::engine, 0.8);
  s.shot("the train beside the road", "train", 2.2)
      .camera(shaken(glide({{-0.1, 0.5}, 1.1}, {{0.15, 0.5}, 1.15}), 0.008, 0, 0.3))
      .set([](Stage& st) {
        sky(st, kRainTown, {.horizon = 0.6, .clouds = 1, .cloud_speed = -0.1});
        ridge(st, {.depth = 0.3,
                   .top = 0.6,
                   .rise = 0.12,
                   .width = 0.5,
                   .bottom = 0.9,
                   .trees = 0.08,
                   .top_colour = kRainTown.far,
                   .mist = kRainTown.horizon,
                   .key = 13});
        train(st, kRainTown, 0.74, 0.17, 0.5, 0.3);
        ridge(st, {.depth = 0.8,
                   .top = 0.8,
                   .rise = 0.02,
                   .width = 0.9,
                   .bottom = 1.1,
                   .top_colour = kRainTown.near,
                   .mist = kRainTown.near,
                   .key = 6});
        car(st, kRainTown, {-0.5, 0.92}, 0.34, 0.4, rgb(0x7a2f26));
        rain(st, 0.9, 0.6);
      })
      .hear(Bed::train, 0.9)
      .hear(Noise::horn, 0.3);
  s.shot("the jump", "chase", 1.2)
      .camera(shaken(still(1.1), 0.01, 0.6, 2))
      .set([](Stage& st) {
        sky(st, kRainTown, {.horizon = 0.9, .clouds = 0.8, .cloud_speed = -0.2});
        train(st, kRainTown, 0.98, 0.36, 0.35, 1.6);
        figure(st, {.who = kMara,
                    .depth = 0.9,
                    .feet = {-0.2, 0.625},
                    .height = 0.3,
                    .gait = Gait::run,
                    .speed = 0.45,
                    .shade = with_alpha(kRainTown.near, 0.4),
                    .rim = with_alpha(kRainTown.light, 0.6)});
        figure(st, {.who = kElias,
                    .depth = 0.9,
                    .feet = {-0.5, 0.625},
                    .height = 0.32,
                    .gait = Gait::run,
                    .speed = 0.45,
                    .shade = with_alpha(kRainTown.near, 0.4),
                    .rim = with_alpha(kRainTown.light, 0.6),
                    .phase = 0.4});
        rain(st, 0.9, 0.6);
      })
      .hear(Noise::whoosh, 0.2)
      .hear(Bed::train, 0.9);
}

void the_quiet(Script& s) {
  s.shot("quiet in the carriage", "two-shot", 4)
      .joined(Join::fade, 1)
      .camera(handheld(glide({{-0.02, 0.5}, 1}, {{0.02, 0.5}, 1.06}), 0.006))
      .set([](Stage& st) { two_shot(st, Mood::calm, Mood::sad, Place::train); })
      .say(kM, "Why did you change your mind?", Tone::tender, 0.8)
      .hear(Bed::train, 0.3);
  s.shot("from the water", "close-up", 5)
      .camera(handheld(glide({{0, 0.5}, 1.02}, {{0, 0.48}, 1.16}), 0.005))
      .set([](Stage& st) {
        close_up(st,
                 {.who = kE, .mood = Mood::sad, .place = Place::train, .side = -0.1, .light_x = 1});
      })
      .say(kE, "I saw your light from the water.", Tone::tender, 0.4)
      .say(kE, "It was the only thing that never lied to me.", Tone::tender, 0.3)
      .hear(Bed::train, 0.3);
  s.shot("the light from the water", "sea", 5)
      .joined(Join::dissolve, 1.6)
      .camera(glide({{0, 0.5}, 1}, {{0.08, 0.48}, 1.1}))
      .set([](Stage& st) {
        coast(st, {.palette = &kNight, .waves = 0.3});
        ship(st, kNight, {.depth = 0.5, .at = {-0.5, 0.66}, .length = 0.2});
      })
      .say(kM, "He taught me to count the seconds between the flashes.", Tone::tender, 0.8)
      .hear(Bed::sea, 0.5);
  s.shot("he counts with her", "lighthouse", 4)
      .joined(Join::dissolve, 1.4)
      .camera(glide({{0.04, 0.5}, 1.02}, {{-0.04, 0.5}, 1.08}))
      .set([](Stage& st) {
        room(st, kDusk, {.kind = RoomKind::lamp_room});
        const Colour shade = with_alpha(rgb(0x1a1420), 0.6), rim = with_alpha(kDusk.light, 0.7);
        figure(st, {.who = kFather,
                    .depth = 1.1,
                    .feet = {-0.5, 1.02},
                    .height = 0.62,
                    .shade = shade,
                    .rim = rim});
        figure(st, {.who = kMara,
                    .depth = 1.1,
                    .feet = {-0.28, 1.02},
                    .height = 0.36,
                    .shade = shade,
                    .rim = rim});
      })
      .hear(Bed::wind, 0.1);
  s.shot("then you are home", "close-up", 4)
      .joined(Join::dissolve, 1.2)
      .camera(handheld(glide({{0, 0.5}, 1.05}, {{0, 0.48}, 1.15}), 0.005))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::smiling, .place = Place::train, .side = 0.1});
      })
      .say(kM, "Twelve. And then you are home.", Tone::tender, 0.9)
      .hear(Bed::train, 0.25);
  s.shot("the storm comes in", "storm", 4)
      .camera(glide({{0, 0.45}, 1}, {{0, 0.55}, 1.1}))
      .set([](Stage& st) {
        sky(st, kStorm, {.horizon = 0.72, .clouds = 1, .cloud_speed = 0.12});
        lightning(st, {1.2, 2.6}, 0.7);
        ridge(st, {.depth = 0.3,
                   .top = 0.72,
                   .rise = 0.1,
                   .width = 0.8,
                   .bottom = 0.95,
                   .top_colour = kStorm.far,
                   .mist = kStorm.horizon,
                   .key = 33});
        ridge(st, {.depth = 0.8,
                   .top = 0.88,
                   .rise = 0.12,
                   .width = 0.6,
                   .bottom = 1.1,
                   .trees = 0.12,
                   .top_colour = kStorm.near,
                   .mist = kStorm.near,
                   .key = 35});
        rain(st, 0.6, 0.5);
      })
      .flash(1.2, 0.6)
      .flash(2.6, 0.7)
      .hear(Noise::thunder, 1.4)
      .hear(Noise::thunder, 2.9)
      .hear(Bed::wind, 0.8);
  s.shot("the light goes out", "lighthouse", 5)
      .camera(glide({{0.1, 0.5}, 1.1}, {{0.16, 0.48}, 1.2}))
      .set([](Stage& st) {
        coast(st, {.palette = &kNight, .waves = 0.5, .goes_dark = 2.2});
        rain(st, 0.5, 0.4);
      })
      .say(kM, "The light. Elias, the light is out.", Tone::urgent, 3.0)
      .hear(Bed::sea, 0.7)
      .hear(Bed::wind, 0.6)
      .hear(Noise::blast, 2.2, 0.25)
      .music(0.4);
  s.shot("they got there first", "close-up", 2.5)
      .camera(glide({{0, 0.5}, 1.1}, {{0, 0.48}, 1.2}))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kE, .mood = Mood::afraid, .place = Place::cliff, .side = -0.08, .light_x = 1});
      })
      .say(kE, "They got there first.", Tone::threat, 0.5)
      .hear(Bed::rain, 0.5)
      .hear(Bed::heart, 0.6)
      .music(0.2);
}

}  // namespace

void write_chase(Script& s) {
  the_chase(s);
  the_quiet(s);
}

}  // namespace sample_film
