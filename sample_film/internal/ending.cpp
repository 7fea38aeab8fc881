// Dawn, and the credits.

#include "sample_film/internal/props.h"
#include "sample_film/internal/script.h"
#include "sample_film/internal/staging.h"

namespace sample_film {
namespace {

constexpr auto kM = Speaker::mara;
constexpr auto kE = Speaker::elias;

void dawn_beach(Stage& st) {
  sky(st, kDawn, {.horizon = 0.56, .moon = {0.35, 0.5}, .moon_size = 0.05, .clouds = 0.6});
  ridge(st, {.depth = 0.15,
             .top = 0.55,
             .rise = 0.07,
             .width = 0.8,
             .bottom = 0.6,
             .top_colour = mix(kDawn.far, kDawn.horizon, 0.4),
             .mist = kDawn.horizon,
             .key = 4});
  sea(st, kDawn,
      {.horizon = 0.56,
       .bottom = 0.9,
       .waves = 0.12,
       .speed = 0.6,
       .glitter_x = 0.35,
       .glitter = 0.9});
  st.layer({.depth = 1, .texture = 0.12}, [](Brush& b, const Area& a) {
    b.move({a.left, 0.84})
        .curve({-0.4, 0.80}, {0.2, 0.9}, {a.right, 0.83})
        .line({a.right, a.bottom})
        .line({a.left, a.bottom})
        .close();
    b.fill(
        Shade::down(0.8, 1.05, {{0, mix(rgb(0xb59a78), kDawn.light, 0.35)}, {1, rgb(0x6b5a4a)}}));
  });
}

void the_credits(Script& s) {
  s.shot("credits", "credits", 25)
      .joined(Join::fade, 2)
      .set([](Stage& st) {
        credits(st, {"*HARROW LIGHT",
                     "",
                     "*Mara",
                     "a voice of eSpeak NG",
                     "",
                     "*Elias",
                     "another voice of eSpeak NG",
                     "",
                     "drawn with",
                     "*Cairo",
                     "",
                     "played by",
                     "*FluidSynth",
                     "",
                     "weather, sea and fire",
                     "*arithmetic",
                     "",
                     "the lens was insured",
                     "the people were not",
                     "",
                     "no lighthouse was harmed",
                     "in the making of these numbers",
                     "",
                     "*The End"});
      })
      .hear(Bed::sea, 0.1);
  s.shot("black at the end", "black", 1.5).joined(Join::fade, 1).set([](Stage&) {});
}

}  // namespace

void write_ending(Script& s) {
  s.shot("dawn over the headland", "sea", 5)
      .joined(Join::fade, 2.4)
      .camera(glide({{0.1, 0.48}, 1.12}, {{0, 0.5}, 1}))
      .set([](Stage& st) {
        coast(st, {.palette = &kDawn, .waves = 0.15, .is_lit = false});
        mist(st, 0.5, 0.3, 0.6, with_alpha(rgb(0x6a6460), 0.5), 0.03);
      })
      .hear(Bed::sea, 0.4)
      .hear(Noise::bell, 2, 0.3);
  s.shot("three on the beach", "beach", 5)
      .joined(Join::dissolve, 1.4)
      .camera(glide({{-0.06, 0.5}, 1.03}, {{0.06, 0.5}, 1.08}))
      .set([](Stage& st) {
        dawn_beach(st);
        figure(st, {.who = kFather,
                    .feet = {0.45, 0.92},
                    .height = 0.34,
                    .facing = -1,
                    .gait = Gait::walk,
                    .speed = 0.05,
                    .shade = with_alpha(kDawn.near, 0.3),
                    .rim = with_alpha(kDawn.light, 0.8)});
        figure(st, {.who = kMara,
                    .feet = {-0.1, 0.93},
                    .height = 0.33,
                    .shade = with_alpha(kDawn.near, 0.3),
                    .rim = with_alpha(kDawn.light, 0.8)});
        figure(st, {.who = kElias,
                    .feet = {-0.5, 0.94},
                    .height = 0.35,
                    .shade = with_alpha(kDawn.near, 0.3),
                    .rim = with_alpha(kDawn.light, 0.8)});
      })
      .say(kM, "You're late.", Tone::tender, 2.2)
      .hear(Bed::sea, 0.4);
  s.shot("Mara smiles", "close-up", 3)
      .camera(handheld(glide({{0, 0.5}, 1}, {{0, 0.48}, 1.1}), 0.004))
      .set([](Stage& st) {
        close_up(st, {.who = kM, .mood = Mood::smiling, .place = Place::dawn, .side = 0.08});
      })
      .hear(Bed::sea, 0.3);
  s.shot("are you open now", "close-up", 3)
      .camera(handheld(still(1.06), 0.004))
      .set([](Stage& st) {
        close_up(
            st,
            {.who = kE, .mood = Mood::smiling, .place = Place::dawn, .side = -0.1, .light_x = 1});
      })
      .say(kE, "So. Are you open now?", Tone::joking, 0.5)
      .hear(Bed::sea, 0.3);
  s.shot("for people", "two-shot", 3.5)
      .camera(glide({{0, 0.5}, 1.05}, {{0, 0.5}, 1}))
      .set([](Stage& st) { two_shot(st, Mood::smiling, Mood::smiling, Place::dawn); })
      .say(kM, "For people? Perhaps.", Tone::joking, 0.5)
      .hear(Bed::sea, 0.3);
  s.shot("not tonight", "sea", 8)
      .joined(Join::dissolve, 2)
      .camera(glide({{0, 0.5}, 1.15}, {{0, 0.47}, 1}))
      .set([](Stage& st) { coast(st, {.palette = &kDusk, .waves = 0.18}); })
      .say(kM, "The sea keeps everything it takes.", Tone::tender, 1.2)
      .say(kM, "But not tonight.", Tone::tender, 0.7)
      .hear(Bed::sea, 0.5);
  the_credits(s);
}

}  // namespace sample_film
