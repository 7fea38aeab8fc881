// The opening: the headland, the title, the keeper.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;

void the_title(Script& s) {
  s.shot("black leader", "black", 1.5).set([](Stage&) {}).hear(Bed::sea, 0.25);
  s.shot("the headland at dusk", "sea", 8)
      .joined(Join::fade, 2)
      .camera(glide({{-0.04, 0.5}, 1}, {{0.06, 0.48}, 1.16}))
      .set([](Stage& st) { coast(st, {.palette = &kDusk, .waves = 0.2}); })
      .say(kM, "My father used to say, the sea keeps everything it takes.", Tone::tender, 1.4)
      .hear(Bed::sea, 0.6)
      .hear(Bed::wind, 0.2);
  s.shot("mountains in the mist", "mountains", 6)
      .joined(Join::dissolve, 1.5)
      .camera(glide({{-0.16, 0.5}, 1.08}, {{0.16, 0.5}, 1.08}))
      .set([](Stage& st) {
        sky(st, kDusk, {.horizon = 0.72, .moon = {0.35, 0.42}, .moon_size = 0.06, .clouds = 0.5});
        peaks(st, kDusk, 0.2, 0.75, 0.5);
        mist(st, 0.25, 0.5, 0.85, with_alpha(kDusk.horizon, 0.5), 0.02);
        ridge(st, {.depth = 0.4,
                   .top = 0.74,
                   .rise = 0.16,
                   .width = 0.6,
                   .bottom = 1.0,
                   .trees = 0.05,
                   .top_colour = mix(kDusk.far, kDusk.near, 0.4),
                   .mist = kDusk.horizon,
                   .key = 5});
        mist(st, 0.5, 0.7, 1.0, with_alpha(kDusk.horizon, 0.4), -0.02);
        ridge(st, {.depth = 0.8,
                   .top = 0.92,
                   .rise = 0.14,
                   .width = 0.7,
                   .bottom = 1.2,
                   .trees = 0.15,
                   .top_colour = kDusk.near,
                   .mist = scaled(kDusk.near, 0.6),
                   .key = 9});
      })
      .say(kM, "He was wrong. Sometimes it sends something back.", Tone::tender, 0.8)
      .hear(Bed::wind, 0.4);
  s.shot("title", "title", 5.5)
      .joined(Join::fade, 1.6)
      .camera(glide({{0, 0.5}, 1}, {{0, 0.46}, 1.06}))
      .set([](Stage& st) {
        sky(st, kNight, {.horizon = 1.1, .stars = 420, .clouds = 0.25});
        title_card(st, "HARROW LIGHT", "a film made of arithmetic");
      })
      .hear(Bed::wind, 0.15);
}

void the_tower(Script& s) {
  s.shot("the tower from below", "lighthouse", 4.5)
      .joined(Join::fade, 1.2)
      .camera(glide({{0, 0.62}, 1.05}, {{0, 0.4}, 1.05}))
      .set([](Stage& st) {
        sky(st, kNight,
            {.horizon = 1.0, .stars = 300, .moon = {-0.6, 0.2}, .moon_size = 0.05, .clouds = 0.5});
        lighthouse(st, kNight, {.depth = 0.9, .foot = {0.12, 1.06}, .height = 1.0, .turns = 0.16});
        cliff(st, kNight, 1, -0.5, 1.0, 1);
      })
      .hear(Bed::wind, 0.3)
      .hear(Bed::sea, 0.4);
  s.shot("the winding stairs", "room", 4)
      .camera(glide({{0, 0.5}, 1}, {{0, 0.5}, 1.35}))
      .set([](Stage& st) {
        room(st, kNight, {.kind = RoomKind::stairs, .lamp = {0.2, 0.3}});
        figure(st, {.who = kMara,
                    .feet = {-0.34, 0.66},
                    .height = 0.26,
                    .gait = Gait::climb,
                    .speed = 0.05,
                    .rise = 0.05,
                    .shade = with_alpha(kNight.near, 0.3),
                    .lantern = true});
      })
      .hear(Noise::step, 0.3, 0.6)
      .hear(Noise::step, 0.9, 0.6)
      .hear(Noise::step, 1.5, 0.6)
      .hear(Noise::step, 2.1, 0.6)
      .hear(Noise::step, 2.7, 0.6);
  s.shot("a flame", "object", 2.6)
      .camera(glide({{0, 0.5}, 1.02}, {{0, 0.46}, 1.14}))
      .set([](Stage& st) { oil_lamp_near(st, kNight); })
      .hear(Bed::wind, 0.15);
  s.shot("the great lens", "lighthouse", 4.5)
      .camera(glide({{0.06, 0.5}, 1.05}, {{-0.06, 0.5}, 1.05}))
      .set([](Stage& st) {
        room(st, kNight, {.kind = RoomKind::lamp_room});
        figure(st, {.who = kMara,
                    .depth = 1.1,
                    .feet = {-0.5, 1.02},
                    .height = 0.62,
                    .shade = with_alpha(rgb(0x0a0c12), 0.75),
                    .rim = with_alpha(kNight.light, 0.6)});
      })
      .hear(Bed::wind, 0.2);
  s.shot("Mara alone", "close-up", 4)
      .camera(handheld(glide({{0, 0.5}, 1}, {{0, 0.48}, 1.1})))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::sad, .place = Place::lamp_room, .side = 0.12});
      })
      .say(kM, "One year tonight. And not one letter.", Tone::tender, 0.6)
      .hear(Bed::wind, 0.2);
  s.shot("a summer long ago", "beach", 4.5)
      .joined(Join::dissolve, 1.4)
      .camera(glide({{-0.05, 0.5}, 1.02}, {{0.05, 0.49}, 1.08}))
      .set([](Stage& st) {
        coast(st, {.palette = &kDay, .waves = 0.15, .is_lit = false, .moon = {-0.62, 0.16}});
        gulls(st, rgb(0xf4f6f8), 9, 0.3);
        ridge(st, {.depth = 1,
                   .top = 0.95,
                   .rise = 0.05,
                   .width = 1.3,
                   .rough = 0.2,
                   .bottom = 1.1,
                   .top_colour = mix(kDay.near, kDay.far, 0.4),
                   .mist = kDay.near,
                   .key = 19});
        figure(st, {.who = kFather,
                    .feet = {-0.42, 0.94},
                    .height = 0.3,
                    .gait = Gait::walk,
                    .speed = 0.05});
        figure(st, {.who = kMara,
                    .feet = {-0.28, 0.945},
                    .height = 0.19,
                    .gait = Gait::run,
                    .speed = 0.08});
      })
      .hear(Bed::sea, 0.4);
  s.shot("the clock", "object", 2.6)
      .joined(Join::dissolve, 1)
      .camera(glide({{0, 0.5}, 1.15}, {{0, 0.5}, 1.3}))
      .set([](Stage& st) { clock_face(st, kNight, 8 * 60 + 52); });
}

}  // namespace

void write_opening(Script& s) {
  the_title(s);
  the_tower(s);
}

}  // namespace sample_film
