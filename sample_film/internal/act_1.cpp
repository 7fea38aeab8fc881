// The first act: a stranger brings a letter.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void the_journey(Script& s) {
  s.shot("the night train", "train", 5.5)
      .joined(Join::dissolve, 1.2)
      .camera(glide({{-0.1, 0.5}, 1}, {{0.12, 0.5}, 1.05}))
      .set([](Stage& st) {
        sky(st, kNight,
            {.horizon = 0.68, .stars = 200, .moon = {0.5, 0.2}, .moon_size = 0.06, .clouds = 0.5});
        peaks(st, kNight, 0.2, 0.72, 0.42);
        ridge(st, {.depth = 0.4,
                   .top = 0.66,
                   .rise = 0.1,
                   .width = 0.7,
                   .bottom = 0.95,
                   .trees = 0.06,
                   .top_colour = kNight.far,
                   .mist = kNight.horizon,
                   .key = 3});
        train(st, kNight, 0.745, 0.075, 0.24, -0.1);
        ridge(st, {.depth = 0.75,
                   .top = 0.83,
                   .rise = 0.03,
                   .width = 0.9,
                   .bottom = 1.1,
                   .trees = 0.1,
                   .top_colour = kNight.near,
                   .mist = kNight.near,
                   .key = 6});
      })
      .hear(Bed::train, 0.5)
      .hear(Noise::horn, 1.2, 0.5);
  s.shot("a passenger", "close-up", 4)
      .camera(handheld(still(1.04), 0.008))
      .set([](Stage& st) {
        close_up(st, {.who = kE, .place = Place::train, .side = -0.15, .light_x = 1});
      })
      .say(kE, "Harrow Point. Last stop before the end of the world.", Tone::plain, 0.5)
      .hear(Bed::train, 0.5);
  s.shot("a letter", "object", 3)
      .camera(glide({{0, 0.5}, 1.1}, {{0.03, 0.52}, 1.25}))
      .set([](Stage& st) { letter(st, kNight, {"To the keeper", "of Harrow Light"}); })
      .hear(Bed::train, 0.4);
  s.shot("the town in the rain", "street", 5)
      .joined(Join::dissolve, 1)
      .camera(glide({{-0.1, 0.5}, 1}, {{0.08, 0.5}, 1.06}))
      .set([](Stage& st) {
        street(st, kRainTown, {});
        figure(st, {.who = kElias,
                    .feet = {-0.55, 0.93},
                    .height = 0.36,
                    .gait = Gait::walk,
                    .speed = 0.15,
                    .shade = with_alpha(kRainTown.near, 0.35),
                    .rim = with_alpha(kRainTown.light, 0.5)});
        rain(st, 0.8);
      })
      .hear(Bed::rain, 0.6);
  s.shot("boots in a puddle", "object", 1.8)
      .set([](Stage& st) {
        boots(st, kRainTown, 0.9);
        rain(st, 0.6);
      })
      .hear(Bed::rain, 0.6)
      .hear(Noise::step, 0.3)
      .hear(Noise::step, 0.85)
      .hear(Noise::step, 1.4);
  s.shot("the cliff path", "landscape", 5)
      .joined(Join::dissolve, 1)
      .camera(glide({{0, 0.5}, 1}, {{0.1, 0.46}, 1.12}))
      .set([](Stage& st) {
        coast(st, {.palette = &kNight, .waves = 0.35});
        ridge(st, {.depth = 1,
                   .top = 0.9,
                   .rise = 0.1,
                   .width = 1.2,
                   .rough = 0.3,
                   .bottom = 1.1,
                   .top_colour = kNight.near,
                   .mist = kNight.near,
                   .key = 14});
        figure(st, {.who = kElias,
                    .feet = {-0.6, 0.9},
                    .height = 0.2,
                    .gait = Gait::walk,
                    .speed = 0.08,
                    .shade = with_alpha(kNight.near, 0.6),
                    .lantern = true});
        rain(st, 0.3, 0.3);
      })
      .hear(Bed::sea, 0.6)
      .hear(Bed::wind, 0.5)
      .hear(Bed::rain, 0.3);
  s.shot("a knock at the door", "object", 2.2)
      .camera(shaken(still(1.05), 0.006, 0.5, 2))
      .set([](Stage& st) {
        door(st, kNight, -1);
        rain(st, 0.6, 0.3);
      })
      .hear(Noise::knock, 0.5)
      .hear(Noise::knock, 0.8)
      .hear(Noise::knock, 1.1)
      .hear(Bed::rain, 0.5)
      .hear(Bed::wind, 0.4);
}

void the_stranger(Script& s) {
  s.shot("the keeper's room", "room", 3)
      .camera(glide({{0, 0.5}, 1}, {{0.05, 0.5}, 1.06}))
      .set([](Stage& st) {
        room(st, kNight, {});
        figure(st, {.who = kMara,
                    .feet = {0.05, 0.93},
                    .height = 0.52,
                    .shade = with_alpha(kNight.near, 0.2)});
      })
      .say(kM, "Who's there?", Tone::urgent, 0.4)
      .hear(Bed::wind, 0.3)
      .hear(Bed::rain, 0.2);
  s.shot("the door opens", "object", 2.5)
      .set([](Stage& st) {
        door(st, kNight, 0.3);
        figure(st, {.who = kElias,
                    .feet = {0.05, 1.02},
                    .height = 0.78,
                    .facing = -1,
                    .shade = with_alpha(rgb(0x080a10), 0.85),
                    .rim = with_alpha(kNight.light, 0.8)});
        rain(st, 0.7, 0.3);
      })
      .say(kE, "A man with wet boots, and a message.", Tone::joking, 0.3)
      .hear(Noise::door, 0.3)
      .hear(Bed::rain, 0.6)
      .hear(Bed::wind, 0.4);
  s.shot("closed to people", "over the shoulder", 3)
      .camera(handheld(still(1.03)))
      .set([](Stage& st) { over_shoulder(st, kM, Mood::angry, Place::room); })
      .say(kM, "We're closed.", Tone::plain, 0.2)
      .say(kE, "It's a lighthouse.", Tone::joking)
      .say(kM, "We're closed to people.", Tone::joking, 0.35);
  s.shot("Elias at the door", "over the shoulder", 3)
      .camera(handheld(still(1.03)))
      .set([](Stage& st) { over_shoulder(st, kE, Mood::calm, Place::room); })
      .say(kE, "Your father is alive.", Tone::tender, 0.7);
  s.shot("Mara hears it", "close-up", 3.5)
      .camera(glide({{0, 0.5}, 1.02}, {{0, 0.47}, 1.22}))
      .set([](Stage& st) { close_up(st, {.who = kM, .mood = Mood::afraid, .side = 0.1}); })
      .say(kM, "Don't you dare.", Tone::threat, 1.3);
  s.shot("the two of them", "two-shot", 3.5)
      .camera(glide({{-0.03, 0.5}, 1.02}, {{0.03, 0.5}, 1.05}))
      .set([](Stage& st) { two_shot(st, Mood::angry, Mood::calm, Place::room); })
      .say(kE, "He wrote this nine days ago.", Tone::plain, 0.4);
  s.shot("his handwriting", "object", 3)
      .camera(glide({{0, 0.5}, 1.05}, {{0, 0.54}, 1.2}))
      .set([](Stage& st) {
        letter(st, kNight, {"Mara,", "whatever happens,", "keep the light burning."});
      })
      .say(kM, "Mara. Whatever happens, keep the light burning.", Tone::whisper, 0.3);
  s.shot("where is he", "close-up", 2.5)
      .camera(handheld(still(1.1)))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::sad, .side = 0.1, .size = 0.68});
      })
      .say(kM, "Where is he?", Tone::tender, 0.4);
  s.shot("the Meridian", "close-up", 4)
      .camera(handheld(glide({{0, 0.5}, 1}, {{0, 0.5}, 1.08})))
      .set([](Stage& st) { close_up(st, {.who = kE, .side = -0.12, .light_x = 1}); })
      .say(kE, "On a ship called the Meridian, with forty others.", Tone::plain, 0.3)
      .say(kE, "And somebody wants it on the rocks.", Tone::threat, 0.35);
  s.shot("lightning at the window", "room", 3)
      .camera(still(1.25, {0.25, 0.42}))
      .set([](Stage& st) {
        room(st, kStorm, {});
        figure(st, {.who = kMara,
                    .feet = {0.34, 1.0},
                    .height = 0.62,
                    .shade = with_alpha(rgb(0x06080c), 0.8),
                    .rim = with_alpha(kStorm.light, 0.4)});
      })
      .say(kM, "Who?", Tone::whisper, 1.0)
      .flash(0.5, 0.75)
      .flash(0.8, 0.45)
      .hear(Noise::thunder, 0.9, 0.8)
      .hear(Bed::rain, 0.4);
  s.shot("the man who paid", "close-up", 3)
      .camera(glide({{0, 0.5}, 1.1}, {{0, 0.48}, 1.25}))
      .set([](Stage& st) {
        close_up(st, {.who = kE, .mood = Mood::sad, .side = -0.1, .light_x = 1});
      })
      .say(kE, "The man who paid me to put out your lamp.", Tone::threat, 0.5);
  s.shot("one reason", "over the shoulder", 3)
      .camera(handheld(still(1.05)))
      .set([](Stage& st) { over_shoulder(st, kM, Mood::angry, Place::room); })
      .say(kM, "Give me one reason not to throw you down these stairs.", Tone::threat, 0.3)
      .say(kE, "I can't swim.", Tone::joking, 0.5);
}

}  // namespace

void write_act_1(Script& s) {
  the_journey(s);
  the_stranger(s);
}

}  // namespace sample_film
