#include "sample_film/internal/script.h"

#include <cmath>

#include "sample_film/internal/noise.h"

namespace sample_film {

CameraMove still(double zoom, Point at) {
  return [=](const Moment&) { return Camera{at, zoom}; };
}

CameraMove glide(Camera from, Camera to) {
  return [=](const Moment& now) {
    const double u = now.share(), eased = u * u * (3 - 2 * u) * 0.6 + u * 0.4;
    return Camera{from.at + (to.at - from.at) * eased,
                  from.zoom * std::pow(to.zoom / from.zoom, eased)};
  };
}

CameraMove handheld(CameraMove move, double sway) {
  return [=, move = std::move(move)](const Moment& now) {
    Camera c = move(now);
    c.at.x += (noise(31, now.t * 1.3) + noise(32, now.t * 3.1) * 0.4 - 0.7) * sway;
    c.at.y += (noise(33, now.t * 1.1) + noise(34, now.t * 2.7) * 0.4 - 0.7) * sway;
    return c;
  };
}

CameraMove shaken(CameraMove move, double strength, double at, double decay) {
  return [=, move = std::move(move)](const Moment& now) {
    Camera c = move(now);
    if (now.t < at) return c;
    const double s = strength * std::exp(-(now.t - at) * decay);
    c.at.x += (noise(41, now.t * 13) - 0.5) * 2 * s;
    c.at.y += (noise(42, now.t * 15) - 0.5) * 2 * s;
    return c;
  };
}

Shot& Shot::joined(Join how, double for_seconds) {
  join = how;
  join_seconds = for_seconds;
  return *this;
}

Shot& Shot::camera(CameraMove how) {
  move = std::move(how);
  return *this;
}

Shot& Shot::set(std::function<void(Stage&)> builder) {
  build = std::move(builder);
  return *this;
}

Shot& Shot::say(Speaker who, std::string text, Tone tone, double pause) {
  lines.push_back({who, std::move(text), tone, pause});
  return *this;
}

Shot& Shot::begin(Speaker who, std::string text, Tone tone, double pause) {
  runs_on = true;
  return say(who, std::move(text), tone, pause);
}

Shot& Shot::hear(Bed bed, double loudness) {
  beds[static_cast<int>(bed)] = loudness;
  return *this;
}

Shot& Shot::hear(Noise noise, double at, double loudness) {
  effects.push_back({noise, at, loudness});
  return *this;
}

Shot& Shot::flash(double at, double strength) {
  flashes.push_back({at, strength});
  return *this;
}

Shot& Shot::music(double level) {
  music_level = level;
  return *this;
}

Shot& Script::shot(std::string name, std::string kind, double seconds) {
  shots.emplace_back(std::move(name), std::move(kind), seconds);
  shots.back().act = act;
  return shots.back();
}

Script write_script() {
  Script script;
  script.title = "Harrow Light";
  write_opening(script);
  write_act_1(script);
  script.act = 2;
  write_act_2(script);
  write_chase(script);
  script.act = 3;
  write_act_3(script);
  write_blaze(script);
  write_ending(script);
  return script;
}

}  // namespace sample_film
