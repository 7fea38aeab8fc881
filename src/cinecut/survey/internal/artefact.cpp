#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& why) {
  throw base::Error(base::ErrorKind::corrupt, "cannot read a stored survey: " + why +
                                                  ". It can be deleted; the film is then looked at "
                                                  "again.");
}

Json to_value(base::FilmTime t) { return t.time_since_epoch().count(); }
Json to_value(base::Duration d) { return d.count(); }
base::FilmTime time_in(const Json& j) {
  return base::FilmTime{base::Duration{j.get<std::int64_t>()}};
}
base::Duration duration_in(const Json& j) { return base::Duration{j.get<std::int64_t>()}; }
Json to_value(const base::FilmRange& r) {
  return Json::array({to_value(r.start), to_value(r.end)});
}
base::FilmRange range_in(const Json& j) {
  const base::FilmRange range{time_in(j.at(0)), time_in(j.at(1))};
  if (range.end < range.start) refuse("a range ends before it starts");
  return range;
}
Json to_value(const base::Rational& r) { return Json::array({r.num, r.den}); }
base::Rational rational_in(const Json& j) {
  const base::Rational r{j.at(0), j.at(1)};
  if (r.den <= 0) refuse("a fraction has no denominator");
  return r;
}
// Numbers of a list, four bytes each.
Json to_value(const std::vector<float>& values) {
  return Json::binary({reinterpret_cast<const std::uint8_t*>(values.data()),
                       reinterpret_cast<const std::uint8_t*>(values.data() + values.size())});
}
std::vector<float> floats_in(const Json& j) {
  const auto& bytes = j.get_binary();
  if (bytes.size() % sizeof(float)) refuse("a list of numbers was cut off");
  std::vector<float> values(bytes.size() / sizeof(float));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(values.data()));
  return values;
}

// In the order of ShotMeasures.
constexpr float ShotMeasures::* kMeasures[] = {
    &ShotMeasures::motion,     &ShotMeasures::camera,     &ShotMeasures::contrast,
    &ShotMeasures::saturation, &ShotMeasures::light,      &ShotMeasures::warmth,
    &ShotMeasures::sharpness,  &ShotMeasures::face_count, &ShotMeasures::face_size,
    &ShotMeasures::uniqueness, &ShotMeasures::black,      &ShotMeasures::text,
    &ShotMeasures::subject,    &ShotMeasures::loudness,   &ShotMeasures::speech};

Face face_in(const Json& j) { return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4)}; }

Json to_value(const Shot& s) {
  Json faces = Json::array();
  for (const auto& f : s.faces) faces.push_back(Json::array({f.x, f.y, f.width, f.height, f.sure}));
  Json measures = Json::array();
  for (const auto m : kMeasures) measures.push_back(s.measures.*m);
  return {{"range", to_value(s.range)},
          {"errors", Json::array({to_value(s.start_error), to_value(s.end_error)})},
          {"joint", static_cast<int>(s.joint)},
          {"joint_length", to_value(s.joint_length)},
          {"is_credits", s.is_credits},
          {"setup", s.setup},
          {"measures", measures},
          {"faces", faces}};
}

template <typename Enum>
Enum enum_in(const Json& j, Enum last) {
  const int value = j.get<int>();
  if (value < 0 || value > static_cast<int>(last)) refuse("a kind is not known");
  return static_cast<Enum>(value);
}

Shot shot_in(const Json& j) {
  Shot s;
  s.range = range_in(j.at("range"));
  s.start_error = duration_in(j.at("errors").at(0));
  s.end_error = duration_in(j.at("errors").at(1));
  s.joint = enum_in(j.at("joint"), Joint::fade);
  s.joint_length = duration_in(j.at("joint_length"));
  s.is_credits = j.at("is_credits");
  s.setup = j.at("setup");
  const auto& measures = j.at("measures");
  for (std::size_t i = 0; i < std::size(kMeasures); ++i) s.measures.*kMeasures[i] = measures.at(i);
  for (const auto& f : j.at("faces")) s.faces.push_back(face_in(f));
  return s;
}

Json to_value(const Still& s) {
  return {{"time", to_value(s.time)},
          {"source", static_cast<int>(s.source)},
          {"shot", s.shot},
          {"jpeg", Json::binary({s.jpeg.begin(), s.jpeg.end()})},
          {"blocks", Json::binary({s.blocks.begin(), s.blocks.end()})}};
}

Still still_in(const Json& j, std::size_t shots) {
  Still s;
  s.time = time_in(j.at("time"));
  s.source = enum_in(j.at("source"), StillSource::interval);
  s.shot = j.at("shot");
  if (s.shot < 0 || static_cast<std::size_t>(s.shot) >= shots) refuse("a still is in no shot");
  const auto& bytes = j.at("jpeg").get_binary();
  s.jpeg.assign(bytes.begin(), bytes.end());
  const auto& blocks = j.at("blocks").get_binary();
  if (blocks.size() != s.blocks.size()) refuse("a still has too few blocks");
  std::ranges::copy(blocks, s.blocks.begin());
  return s;
}

Json to_value(const media::FilmInfo& f) {
  const auto& v = f.video;
  Json film = {{"path", f.path.string()},
               {"size", f.size_bytes},
               {"modified", f.modified_ns},
               {"container", f.container},
               {"title", f.title},
               {"duration", to_value(f.duration)},
               {"first_picture", to_value(f.first_picture)}};
  film["video"] = {
      {"codec", v.codec},
      {"size", {v.width_px, v.height_px}},
      {"aspect", to_value(v.sample_aspect)},
      {"is_mirrored", v.is_mirrored},
      {"rotation", v.rotation_degrees},
      {"rate", to_value(v.frame_rate)},
      {"is_variable_rate", v.is_variable_rate},
      {"is_interlaced", v.is_interlaced},
      {"bit_depth", v.bit_depth},
      {"colour", {v.colour.primaries, v.colour.transfer, v.colour.matrix, v.colour.full_range}},
      {"is_hdr", v.is_hdr},
      {"display", {v.display_width_px, v.display_height_px}}};
  if (f.audio)
    film["audio"] = {{"codec", f.audio->codec},       {"rate", f.audio->rate_hz},
                     {"channels", f.audio->channels}, {"layout", f.audio->layout},
                     {"language", f.audio->language}, {"title", f.audio->title},
                     {"track", f.audio->track},       {"joined_tracks", f.audio->joined_tracks}};
  film["texts"] = Json::array();
  for (const auto& t : f.text_tracks)
    film["texts"].push_back({t.stream, t.codec, t.language, t.title, t.is_pictures, t.is_readable,
                             t.is_default, t.is_forced, t.is_commentary, t.is_hearing_impaired,
                             t.is_visual_impaired, t.is_original});
  return film;
}

media::VideoInfo video_in(const Json& j) {
  media::VideoInfo v;
  v.codec = j.at("codec");
  v.width_px = j.at("size").at(0);
  v.height_px = j.at("size").at(1);
  v.sample_aspect = rational_in(j.at("aspect"));
  v.is_mirrored = j.at("is_mirrored");
  v.rotation_degrees = j.at("rotation");
  v.frame_rate = rational_in(j.at("rate"));
  v.is_variable_rate = j.at("is_variable_rate");
  v.is_interlaced = j.at("is_interlaced");
  v.bit_depth = j.at("bit_depth");
  const auto& c = j.at("colour");
  v.colour = {c.at(0), c.at(1), c.at(2), c.at(3)};
  v.is_hdr = j.at("is_hdr");
  v.display_width_px = j.at("display").at(0);
  v.display_height_px = j.at("display").at(1);
  return v;
}

media::FilmInfo film_in(const Json& j) {
  media::FilmInfo f;
  f.path = j.at("path").get<std::string>();
  f.size_bytes = j.at("size");
  f.modified_ns = j.at("modified");
  f.container = j.at("container");
  f.title = j.at("title");
  f.duration = duration_in(j.at("duration"));
  if (j.contains("first_picture")) f.first_picture = duration_in(j.at("first_picture"));
  f.video = video_in(j.at("video"));
  if (j.contains("audio")) {
    const auto& a = j.at("audio");
    f.audio =
        media::AudioInfo{a.at("codec"),    a.at("rate"),  a.at("channels"), a.at("layout"),
                         a.at("language"), a.at("title"), a.at("track"),    a.at("joined_tracks")};
  }
  for (const auto& t : j.at("texts"))
    f.text_tracks.push_back({t.at(0), t.at(1), t.at(2), t.at(3), t.at(4), t.at(5), t.at(6), t.at(7),
                             t.at(8), t.at(9), t.at(10), t.at(11)});
  return f;
}

Survey survey_in(const Json& j) {
  if (j.at("version") != kSurveyFormat) refuse("it is of another version");
  Survey s;
  s.film = film_in(j.at("film"));
  s.is_exact = j.at("is_exact");
  for (const auto& shot : j.at("shots")) s.shots.push_back(shot_in(shot));
  for (std::size_t i = 1; i < s.shots.size(); ++i)
    if (s.shots[i].range.start != s.shots[i - 1].range.end) refuse("shots leave a gap");
  for (const auto& still : j.at("stills")) s.stills.push_back(still_in(still, s.shots.size()));
  const auto& sound = j.at("sound");
  s.sound.step = duration_in(sound.at("step"));
  if (s.sound.step.count() <= 0) refuse("the sound's step is not positive");
  s.sound.loudness_lufs = floats_in(sound.at("loudness"));
  s.sound.speech = floats_in(sound.at("speech"));
  s.sound.onset = floats_in(sound.at("onset"));
  if (s.sound.speech.size() != s.sound.loudness_lufs.size() ||
      s.sound.onset.size() != s.sound.loudness_lufs.size())
    refuse("the sound's lists differ in length");
  const auto& a = j.at("area");
  s.area = {a.at(0), a.at(1), a.at(2), a.at(3)};
  for (const auto& r : j.at("credits")) s.credits.push_back(range_in(r));
  for (const auto& r : j.at("word_rows")) s.word_rows.push_back({r.at(0), r.at(1)});
  for (const auto& r : j.at("black")) s.black.push_back(range_in(r));
  for (const auto& r : j.at("frozen")) s.frozen.push_back(range_in(r));
  for (const auto& t : j.at("suspicions")) s.suspicions.push_back(time_in(t));
  return s;
}

}  // namespace

std::string to_bytes(const Survey& s) {
  Json j = {{"version", kSurveyFormat},
            {"film", to_value(s.film)},
            {"is_exact", s.is_exact},
            {"sound",
             {{"step", to_value(s.sound.step)},
              {"loudness", to_value(s.sound.loudness_lufs)},
              {"speech", to_value(s.sound.speech)},
              {"onset", to_value(s.sound.onset)}}},
            {"area", {s.area.x_px, s.area.y_px, s.area.width_px, s.area.height_px}}};
  for (const char* list :
       {"shots", "stills", "word_rows", "credits", "black", "frozen", "suspicions"})
    j[list] = Json::array();
  for (const auto& shot : s.shots) j["shots"].push_back(to_value(shot));
  for (const auto& still : s.stills) j["stills"].push_back(to_value(still));
  for (const auto& r : s.word_rows) j["word_rows"].push_back(Json::array({r.top, r.bottom}));
  for (const auto& r : s.credits) j["credits"].push_back(to_value(r));
  for (const auto& r : s.black) j["black"].push_back(to_value(r));
  for (const auto& r : s.frozen) j["frozen"].push_back(to_value(r));
  for (const auto t : s.suspicions) j["suspicions"].push_back(to_value(t));
  std::string bytes;
  Json::to_msgpack(j, bytes);
  return bytes;
}

Survey survey_from_bytes(std::string_view bytes) {
  try {
    return survey_in(base::parse_msgpack(bytes));
  } catch (const base::JsonError& e) {
    refuse(e.place() + ": " + e.detail());
  } catch (const Json::exception& e) {
    refuse(e.what());
  }
}

std::string to_json(const Survey& s) {
  constexpr const char* sources[] = {"subtitle", "shot", "interval"};
  nlohmann::ordered_json j;
  j["duration_s"] = base::to_seconds(s.film.duration);
  j["fps"] = s.film.video.frame_rate.value();
  j["is_exact"] = s.is_exact;
  j["shots"] = nlohmann::ordered_json::array();
  for (const auto& shot : s.shots)
    j["shots"].push_back({{"start_s", base::to_seconds(shot.range.start)},
                          {"end_s", base::to_seconds(shot.range.end)}});
  j["stills"] = nlohmann::ordered_json::array();
  for (const auto& still : s.stills)
    j["stills"].push_back({{"time_s", base::to_seconds(still.time)},
                           {"source", sources[static_cast<int>(still.source)]}});
  return j.dump(1);
}

}  // namespace cinecut::survey
