// The third act: a storm, a dark lighthouse, and a ship on its way to the rocks.

#include <cmath>
#include <tuple>

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void the_storm(Script& s) {
  s.shot("the Meridian in the storm", "storm", 4)
      .joined(Join::fade, 1.6)
      .camera(shaken(glide({{-0.05, 0.5}, 1.02}, {{0.05, 0.5}, 1.08}), 0.01, 0, 0.1))
      .set([](Stage& st) {
        storm_sea(st,
                  {.depth = 0.5, .at = {-0.1, 0.625}, .length = 0.6, .roll = 0.12, .speed = 0.03},
                  {1.4, 2.9});
      })
      .flash(1.4, 0.7)
      .flash(2.9, 0.6)
      .hear(Noise::thunder, 1.6)
      .hear(Noise::thunder, 3.1)
      .hear(Bed::sea, 1)
      .hear(Bed::wind, 1)
      .hear(Noise::horn, 0.4, 0.8);
  s.shot("up the cliff", "storm", 2.2)
      .camera(shaken(glide({{-0.05, 0.54}, 1.05}, {{0.1, 0.46}, 1.12}), 0.01, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kNight, {.horizon = 1, .clouds = 1, .cloud_speed = 0.12});
        ridge(st, {.depth = 0.6,
                   .top = 0.55,
                   .rise = 0.3,
                   .width = 0.9,
                   .rough = 1,
                   .bottom = 1.1,
                   .top_colour = mix(kNight.near, kNight.far, 0.7),
                   .mist = kNight.near,
                   .key = 53});
        ridge(st, {.depth = 1,
                   .top = 0.84,
                   .rise = 0.08,
                   .width = 1.2,
                   .rough = 1,
                   .bottom = 1.1,
                   .top_colour = scaled(kNight.near, 0.7),
                   .mist = scaled(kNight.near, 0.5),
                   .key = 51});
        for (const auto& [who, x, phase] : {std::tuple{kMara, -0.05, 0.0}, {kElias, -0.42, 0.4}})
          figure(st, {.who = who,
                      .feet = {x, 0.9},
                      .height = 0.44,
                      .gait = Gait::climb,
                      .speed = 0.16,
                      .rise = 0.03,
                      .shade = with_alpha(kNight.near, 0.35),
                      .rim = with_alpha(kNight.light, 0.5),
                      .lantern = true,
                      .phase = phase});
        rain(st, 0.8, 0.6);
      })
      .hear(Bed::wind, 1)
      .hear(Bed::rain, 0.8);
  s.shot("glass on the floor", "object", 1.8)
      .camera(glide({{0, 0.5}, 1.05}, {{0, 0.55}, 1.2}))
      .set([](Stage& st) { broken_glass(st, kStorm); })
      .hear(Noise::glass, 0.2)
      .hear(Bed::wind, 0.7);
  s.shot("the broken lens", "close-up", 2.2)
      .camera(handheld(still(1.08), 0.012))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::afraid, .place = Place::cliff, .side = 0.08});
      })
      .say(kM, "They smashed the lens. All of it.", Tone::urgent, 0.15)
      .hear(Bed::wind, 0.6);
  s.shot("how long", "close-up", 1.4)
      .camera(handheld(still(1.1), 0.012))
      .set([](Stage& st) {
        close_up(st, {.who = kE,
                      .mood = Mood::afraid,
                      .place = Place::cliff,
                      .side = -0.2,
                      .size = 0.82,
                      .light_x = 1});
      })
      .say(kE, "How long do they have?", Tone::urgent, 0.1)
      .hear(Bed::wind, 0.6);
  s.shot("twelve minutes", "object", 1.6)
      .camera(glide({{0, 0.5}, 1.2}, {{0, 0.5}, 1.4}))
      .set([](Stage& st) { clock_face(st, kStorm, 11 * 60 + 48); })
      .say(kM, "Twelve minutes.", Tone::threat, 0.15)
      .hear(Bed::heart, 0.8);
  s.shot("the dead lamp", "lighthouse", 2.4)
      .camera(handheld(glide({{0.05, 0.5}, 1.05}, {{-0.03, 0.5}, 1.12}), 0.01))
      .set([](Stage& st) {
        room(st, kStorm, {.kind = RoomKind::lamp_room, .lamp_power = 0});
        figure(st, {.who = kMara,
                    .depth = 1.1,
                    .feet = {-0.42, 1.02},
                    .height = 0.62,
                    .shade = with_alpha(kStorm.near, 0.55),
                    .rim = with_alpha(kStorm.light, 0.5)});
        rain(st, 0.7, 0.6);
      })
      .say(kM, "There is oil. There is oil in the house.", Tone::urgent, 0.15)
      .flash(0.3, 0.4)
      .hear(Noise::thunder, 0.5, 0.7)
      .hear(Bed::wind, 0.8);
  s.shot("on the deck", "ship", 2)
      .camera(shaken(glide({{-0.05, 0.5}, 1.04}, {{0.05, 0.52}, 1.1}), 0.02, 0, 0.1))
      .set([](Stage& st) {
        sky(st, kStorm, {.horizon = 0.6, .clouds = 1, .cloud_speed = 0.2});
        sea(st, kStorm, {.horizon = 0.6, .waves = 1, .speed = 2});
        st.layer({.depth = 1,
                  .extra = {0, 0.05, 0, 0.05},
                  .motion = [](const Moment& n) { return Point{0, 0.02 * std::sin(n.t * 2.2)}; }},
                 [](Brush& b, const Area& a) {
                   b.box(a.left, 0.86, a.width(), 0.4);
                   b.fill(scaled(kStorm.near, 1.4));
                   for (double x = a.left; x < a.right; x += 0.12)
                     b.limb({x, 0.87}, {x, 0.76}, 0.008, 0.008, scaled(kStorm.near, 1.8));
                   b.limb({a.left, 0.765}, {a.right, 0.765}, 0.012, 0.012,
                          scaled(kStorm.near, 1.8));
                 });
        figure(st, {.who = kFather,
                    .feet = {0.0, 0.93},
                    .height = 0.5,
                    .shade = with_alpha(kStorm.near, 0.35),
                    .rim = with_alpha(kStorm.light, 0.4),
                    .lantern = true});
        rain(st, 1, 0.7);
      })
      .hear(Bed::sea, 1)
      .hear(Bed::wind, 0.9);
  s.shot("torches on the path", "storm", 1.6)
      .camera(shaken(still(1.05), 0.008, 0, 0.2))
      .set([](Stage& st) {
        sky(st, kStorm, {.horizon = 0.8, .clouds = 1, .cloud_speed = 0.1});
        ridge(st, {.depth = 0.9,
                   .top = 0.9,
                   .rise = 0.05,
                   .width = 1,
                   .bottom = 1.1,
                   .top_colour = kStorm.near,
                   .mist = kStorm.near,
                   .key = 55});
        men_on(st, -0.5, 0.93, 0.42, Gait::run, 0.25, 4, true);
        rain(st, 0.8, 0.5);
      })
      .hear(Bed::wind, 0.9)
      .hear(Noise::step, 0.2)
      .hear(Noise::step, 0.5)
      .hear(Noise::step, 0.8)
      .hear(Noise::step, 1.1);
}

void the_stand(Script& s) {
  s.shot("go", "over the shoulder", 2)
      .camera(handheld(still(1.08), 0.012))
      .set([](Stage& st) { over_shoulder(st, kE, Mood::angry, Place::cliff); })
      .say(kE, "Go! I will hold the stairs.", Tone::urgent, 0.05)
      .hear(Bed::wind, 0.7);
  s.shot("you will die", "over the shoulder", 1.4)
      .camera(handheld(still(1.08), 0.012))
      .set([](Stage& st) { over_shoulder(st, kM, Mood::afraid, Place::cliff); })
      .say(kM, "You'll die!", Tone::urgent, 0.05)
      .hear(Bed::wind, 0.7);
  s.shot("then make it bright", "close-up", 2)
      .camera(glide({{0, 0.5}, 1.15}, {{0, 0.48}, 1.28}))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kE, .mood = Mood::smiling, .place = Place::cliff, .side = -0.06, .light_x = 1});
      })
      .say(kE, "Then make it bright.", Tone::tender, 0.3)
      .hear(Bed::wind, 0.5)
      .music(0.6);
  s.shot("the stairs from above", "chase", 0.9)
      .camera(shaken(glide({{0, 0.5}, 1}, {{0, 0.5}, 1.2}), 0.015, 0, 0.2))
      .set([](Stage& st) {
        room(st, kStorm, {.kind = RoomKind::stairs, .lamp_power = 0.3});
        men_on(st, -0.3, 0.75, 0.25, Gait::climb, 0.2, 2);
      })
      .hear(Noise::step, 0.1)
      .hear(Noise::step, 0.35)
      .hear(Noise::step, 0.6);
  s.shot("a shot in the dark", "chase", 0.8)
      .camera(shaken(still(1.1), 0.03, 0.2, 2))
      .set([](Stage& st) {
        door(st, kNight, 0);
        men_on(st, -0.25, 1.2, 0.95, Gait::run, 0.2, 2);
      })
      .flash(0.25, 0.85)
      .hear(Noise::shot, 0.25);
  s.shot("her hands shake", "object", 2.2)
      .camera(handheld(glide({{0, 0.48}, 1.1}, {{-0.03, 0.45}, 1.25}), 0.01))
      .set([](Stage& st) { match_hand(st, kStorm, 0.9); })
      .hear(Noise::match, 0.8)
      .hear(Bed::wind, 0.3)
      .music(0.5);
  s.shot("if the sea wants a light", "close-up", 3)
      .camera(glide({{0, 0.5}, 1.08}, {{0, 0.48}, 1.22}))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::angry, .place = Place::blaze, .side = 0.06});
      })
      .say(kM, "If the sea wants a light,", Tone::threat, 0.2)
      .say(kM, "I will give it one.", Tone::threat, 0.3)
      .hear(Bed::fire, 0.5);
  s.shot("the house takes fire", "fire", 1.8)
      .camera(glide({{0.2, 0.5}, 1.3}, {{0.2, 0.48}, 1.1}))
      .set([](Stage& st) {
        coast(st, {.palette = &kFireNight, .waves = 0.4, .is_lit = false, .burns_from = 0.1});
      })
      .hear(Bed::fire, 0.9)
      .hear(Noise::whoosh, 0.1);
  s.shot("the oil store", "fire", 1.7)
      .camera(shaken(still(1.04), 0.06, 0.4, 2.2))
      .set([](Stage& st) {
        sky(st, kFireNight, {.horizon = 0.8, .clouds = 0.7, .cloud_speed = 0.04});
        explosion(st, {0.05, 0.72}, 0.34, 0.4);
        ridge(st, {.depth = 0.8,
                   .top = 0.84,
                   .rise = 0.06,
                   .width = 0.9,
                   .bottom = 1.1,
                   .top_colour = kFireNight.near,
                   .mist = kFireNight.near,
                   .key = 61});
        fire(st, {.foot = {0.05, 0.88}, .width = 0.7, .height = 0.5, .starts = 0.5});
      })
      .flash(0.4, 0.95)
      .hear(Noise::blast, 0.4, 1)
      .hear(Bed::fire, 1);
}

}  // namespace

void write_act_3(Script& s) {
  the_storm(s);
  the_stand(s);
}

}  // namespace sample_film
