// The third act: a light that can be seen.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void the_blaze(Script& s) {
  s.shot("the burning headland", "fire", 2)
      .camera(glide({{0.1, 0.5}, 1}, {{0.16, 0.48}, 1.12}))
      .set([](Stage& st) {
        coast(st, {.palette = &kFireNight,
                   .waves = 0.5,
                   .is_lit = false,
                   .burns_from = 0,
                   .moon = {-0.6, 0.3}});
        fire(st, {.depth = 0.6, .foot = {0.46, 0.235}, .width = 0.13, .height = 0.26});
      })
      .hear(Bed::fire, 0.8)
      .hear(Bed::sea, 0.6);
  s.shot("a face at the rail", "ship", 1.3)
      .camera(shaken(still(1.2), 0.015, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 0.6, .clouds = 1, .cloud_speed = 0.1});
        sea(st, kFireNight, {.horizon = 0.6, .waves = 0.9, .speed = 2});
        figure(st, {.who = kFather,
                    .feet = {0.05, 1.35},
                    .height = 0.95,
                    .shade = with_alpha(kFireNight.near, 0.45),
                    .rim = with_alpha(kFireNight.light, 0.9),
                    .lantern = true});
        rain(st, 0.7, 0.6);
      })
      .hear(Bed::sea, 0.9);
  s.shot("hard over", "storm", 1.2)
      .camera(shaken(glide({{-0.06, 0.5}, 1.1}, {{0.06, 0.5}, 1.2}), 0.02, 0, 0.2))
      .set([](Stage& st) {
        storm_sea(st, {.depth = 0.7, .at = {0, 0.65}, .length = 0.95, .roll = 0.18, .speed = 0.05},
                  {0.6});
      })
      .flash(0.6, 0.7)
      .hear(Noise::horn, 0.1)
      .hear(Noise::thunder, 0.7)
      .hear(Bed::sea, 1);
  s.shot("turn", "close-up", 1)
      .camera(shaken(still(1.25), 0.015, 0, 0.3))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kM, .mood = Mood::afraid, .place = Place::blaze, .side = 0.04, .size = 0.7});
      })
      .begin(kM, "Turn. Turn!", Tone::urgent, 0.05)
      .hear(Bed::fire, 0.6);
  s.shot("the rocks", "storm", 0.9)
      .camera(shaken(glide({{-0.1, 0.5}, 1.1}, {{0.1, 0.5}, 1.2}), 0.02, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kStorm, {.horizon = 0.5, .clouds = 1, .cloud_speed = 0.2});
        sea(st, kStorm, {.horizon = 0.5, .waves = 1, .speed = 2.4});
        cliff(st, kStorm, 0.8, 0.1, 0.45, 1);
        rain(st, 1, 0.7);
      })
      .hear(Bed::sea, 1);
  s.shot("hold the door", "chase", 0.8)
      .camera(shaken(still(1.15), 0.05, 0, 1))
      .set([](Stage& st) {
        close_up(st, {.who = kE,
                      .mood = Mood::angry,
                      .place = Place::blaze,
                      .side = -0.05,
                      .size = 0.68,
                      .light_x = 1});
      })
      .hear(Noise::knock, 0.1)
      .hear(Noise::knock, 0.4)
      .hear(Bed::fire, 0.5);
  s.shot("flames", "fire", 0.7)
      .camera(shaken(still(1.1), 0.01, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 1, .clouds = 0.5});
        fire(st, {.foot = {0, 1.05}, .width = 2.1, .height = 1.0, .sparks = 2});
      })
      .hear(Bed::fire, 1);
  s.shot("the wheel", "storm", 0.8)
      .camera(shaken(still(1.1), 0.02, 0, 0.2))
      .set([](Stage& st) {
        storm_sea(
            st, {.depth = 0.8, .at = {0.1, 0.67}, .length = 1.15, .roll = 0.2, .speed = -0.05}, {});
      })
      .hear(Bed::sea, 1)
      .hear(Noise::horn, 0.1, 0.7);
  s.shot("Brandt's men run", "chase", 0.9)
      .camera(shaken(still(1.05), 0.02, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 0.85, .clouds = 0.7});
        fire(st, {.depth = 0.7, .foot = {0.3, 0.9}, .width = 0.9, .height = 0.5});
        ridge(st, {.depth = 1,
                   .top = 0.9,
                   .rise = 0.03,
                   .width = 1,
                   .bottom = 1.1,
                   .top_colour = kFireNight.near,
                   .mist = kFireNight.near,
                   .key = 65});
        men_on(st, 0.3, 0.92, 0.45, Gait::run, -0.6, 3);
      })
      .hear(Bed::fire, 0.8)
      .hear(Noise::step, 0.2)
      .hear(Noise::step, 0.5);
  s.shot("the tower burns", "lighthouse", 0.8)
      .camera(shaken(glide({{0, 0.5}, 1}, {{0, 0.45}, 1.1}), 0.01, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 1.0, .clouds = 0.7});
        lighthouse(st, kFireNight,
                   {.depth = 0.9, .foot = {0.1, 1.1}, .height = 1.0, .is_lit = false});
        fire(st, {.depth = 0.9, .foot = {0.1, 0.36}, .width = 0.34, .height = 0.34, .sparks = 2});
      })
      .hear(Bed::fire, 1)
      .hear(Noise::blast, 0.1, 0.6);
  s.shot("do you see it", "close-up", 1.6)
      .camera(shaken(glide({{0, 0.5}, 1.12}, {{0, 0.48}, 1.25}), 0.008, 0, 0.2))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kM, .mood = Mood::afraid, .place = Place::blaze, .side = -0.06, .light_x = 1});
      })
      .say(kM, "Do you see it, father? Do you see me?", Tone::urgent, 0.05)
      .hear(Bed::fire, 0.6);
  s.shot("past the rocks", "ship", 3)
      .camera(glide({{-0.1, 0.5}, 1.05}, {{0.1, 0.5}, 1.1}))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 0.57, .clouds = 0.8, .cloud_speed = 0.03});
        const auto afloat = [](Stage& inner) {
          ship(inner, kFireNight,
               {.depth = 0.6, .at = {-0.35, 0.64}, .length = 0.6, .roll = 0.06, .speed = 0.13});
        };
        sea(st, kFireNight,
            {.horizon = 0.57,
             .waves = 0.6,
             .speed = 1.2,
             .glitter_x = 0.3,
             .glitter = 0.8,
             .afloat = afloat});
        cliff(st, kFireNight, 0.9, 0.55, 0.6, 1);
        fire(st, {.depth = 0.9, .foot = {0.75, 0.61}, .width = 0.3, .height = 0.3});
      })
      .hear(Bed::sea, 0.7)
      .hear(Noise::horn, 1.2, 1);
  s.shot("the sea lets go", "sea", 3.5)
      .camera(glide({{0, 0.5}, 1}, {{0, 0.46}, 1.1}))
      .set([](Stage& st) {
        sky(st, kStorm, {.horizon = 0.6, .stars = 90, .clouds = 0.6});
        const auto afloat = [](Stage& inner) {
          ship(inner, kStorm,
               {.depth = 0.4, .at = {0.15, 0.65}, .length = 0.3, .roll = 0.04, .speed = 0.02});
        };
        sea(st, kStorm,
            {.horizon = 0.6, .waves = 0.35, .glitter_x = 0.2, .glitter = 0.6, .afloat = afloat});
      })
      .hear(Bed::sea, 0.5)
      .music(0.5);
}

}  // namespace

void write_blaze(Script& s) { the_blaze(s); }

}  // namespace sample_film
