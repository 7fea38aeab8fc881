#include "media/internal/mono_tracks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "base/languages.h"
#include "base/utf8.h"
#include "media/internal/streams.h"

namespace media {
namespace {

using namespace std::string_view_literals;
using Run = std::vector<const AVStream*>;

constexpr std::array kSurround = {AV_CHAN_FRONT_LEFT,    AV_CHAN_FRONT_RIGHT, AV_CHAN_FRONT_CENTER,
                                  AV_CHAN_LOW_FREQUENCY, AV_CHAN_SIDE_LEFT,   AV_CHAN_SIDE_RIGHT};

std::string language_of(const AVStream& stream) {
  return base::language_code(tag(stream.metadata, "language")).value_or("");
}

bool is_mono(const AVStream& stream) {
  const auto& p = *stream.codecpar;
  return p.codec_type == AVMEDIA_TYPE_AUDIO && p.ch_layout.nb_channels == 1 && p.sample_rate > 0 &&
         avcodec_find_decoder(p.codec_id) && !is_beside_the_film(stream);
}

bool last_as_long(const AVStream& a, const AVStream& b) {
  if (a.duration <= 0 || b.duration <= 0) return true;
  const auto difference =
      to_duration(a.duration, a.time_base) - to_duration(b.duration, b.time_base);
  return std::chrono::abs(difference) < std::chrono::seconds(1);
}

bool may_belong_together(const AVStream& a, const AVStream& b) {
  return a.codecpar->codec_id == b.codecpar->codec_id &&
         a.codecpar->sample_rate == b.codecpar->sample_rate && language_of(a) == language_of(b) &&
         last_as_long(a, b);
}

std::vector<Run> runs_in(const AVFormatContext& input) {
  std::vector<Run> runs;
  bool goes_on = false;
  for (unsigned i = 0; i < input.nb_streams; ++i) {
    const auto& stream = *input.streams[i];
    if (stream.codecpar->codec_type != AVMEDIA_TYPE_AUDIO) continue;
    if (!is_mono(stream)) {
      goes_on = false;
      continue;
    }
    if (!goes_on || !may_belong_together(*runs.back().front(), stream)) runs.emplace_back();
    runs.back().push_back(&stream);
    goes_on = true;
  }
  std::erase_if(runs, [](const Run& run) { return run.size() < 2; });
  return runs;
}

// Names ----------------------------------------------------------------------------------------

/// What tells the track from others: its title, or a handler's name that is not a program's.
std::string name_of(const AVStream& stream) {
  for (const auto* key : {"title", "track_name", "name", "handler_name"}) {
    const auto name = base::lower_ascii(tag(stream.metadata, key));
    if (!name.empty() && !name.contains("handler")) return name;
  }
  return {};
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool has_any(const std::vector<std::string>& words, std::initializer_list<std::string_view> of) {
  return std::ranges::any_of(
      words, [&](const auto& word) { return std::ranges::find(of, word) != of.end(); });
}

struct Code {
  AVChannel channel;
  std::array<std::string_view, 6> words;
};
constexpr std::array<Code, 8> kCodes = {{
    {AV_CHAN_FRONT_LEFT, {"l", "fl", "lf", "lt", "lo"}},
    {AV_CHAN_FRONT_RIGHT, {"r", "fr", "rf", "rt", "ro"}},
    {AV_CHAN_FRONT_CENTER, {"c", "fc", "cf", "center", "centre", "ctr"}},
    {AV_CHAN_LOW_FREQUENCY, {"lfe", "lfe1", "sub", "subwoofer", "boom"}},
    {AV_CHAN_SIDE_LEFT, {"ls", "sl", "lss"}},
    {AV_CHAN_SIDE_RIGHT, {"rs", "sr", "rss"}},
    {AV_CHAN_BACK_LEFT, {"lsr", "lrs", "lb", "bl", "rls", "lr"}},
    {AV_CHAN_BACK_RIGHT, {"rsr", "rrs", "rb", "br", "rr"}},
}};

std::optional<AVChannel> speaker_named(std::string_view name) {
  const auto words = words_of(name);
  const bool is_left = has_any(words, {"left", "links", "gauche"}),
             is_right = has_any(words, {"right", "rechts", "droite"});
  if (is_left != is_right) {
    if (has_any(words, {"rear", "back"})) return is_left ? AV_CHAN_BACK_LEFT : AV_CHAN_BACK_RIGHT;
    if (has_any(words, {"surround", "side"}))
      return is_left ? AV_CHAN_SIDE_LEFT : AV_CHAN_SIDE_RIGHT;
    return is_left ? AV_CHAN_FRONT_LEFT : AV_CHAN_FRONT_RIGHT;
  }
  for (auto word = words.rbegin(); word != words.rend(); ++word)
    for (const auto& code : kCodes)
      if (std::ranges::find(code.words, *word) != code.words.end()) return code.channel;
  return {};
}

/// Nothing, equal names, or names that differ by their numbers only.
bool have_no_names(const Run& run) {
  const auto without_digits = [](const AVStream* stream) {
    auto name = name_of(*stream);
    std::erase_if(name, [](unsigned char c) { return std::isdigit(c); });
    return name;
  };
  return std::ranges::all_of(run, [&, first = without_digits(run.front())](const auto* stream) {
    return without_digits(stream) == first;
  });
}

// Speakers -------------------------------------------------------------------------------------

std::vector<AVChannel> speakers_by_layout(const Run& run) {
  std::vector<AVChannel> speakers;
  for (const auto* stream : run) {
    const auto& layout = stream->codecpar->ch_layout;
    if (layout.order != AV_CHANNEL_ORDER_NATIVE) return {};
    speakers.push_back(av_channel_layout_channel_from_index(&layout, 0));
  }
  const bool are_all_alike =
      std::ranges::all_of(speakers, [&](auto speaker) { return speaker == speakers.front(); });
  return are_all_alike ? std::vector<AVChannel>{} : speakers;
}

std::vector<AVChannel> speakers_by_name(const Run& run) {
  std::vector<AVChannel> speakers;
  for (const auto* stream : run) {
    const auto speaker = speaker_named(name_of(*stream));
    if (!speaker) return {};
    speakers.push_back(*speaker);
  }
  return speakers;
}

std::vector<AVChannel> speakers_by_custom(const Run& run, std::string_view container) {
  const auto codec = std::string_view(avcodec_get_name(run.front()->codecpar->codec_id));
  const bool is_master = container.contains("mov") || container.contains("mxf");
  if (!is_master || !codec.starts_with("pcm") || run.size() % 2 != 0 || !have_no_names(run))
    return {};
  std::vector<AVChannel> speakers;
  if (run.size() >= kSurround.size()) speakers.assign(kSurround.begin(), kSurround.end());
  while (speakers.size() < run.size()) {
    speakers.push_back(AV_CHAN_FRONT_LEFT);
    speakers.push_back(AV_CHAN_FRONT_RIGHT);
  }
  return speakers;
}

bool has(const JoinedStreams& sound, AVChannel channel) {
  return std::ranges::find(sound.channels, channel) != sound.channels.end();
}

/// A speaker that comes again begins another sound.
std::vector<JoinedStreams> split(const Run& run, const std::vector<AVChannel>& speakers) {
  std::vector<JoinedStreams> sounds;
  for (std::size_t i = 0; i < speakers.size(); ++i) {
    if (sounds.empty() || has(sounds.back(), speakers[i])) sounds.emplace_back();
    sounds.back().streams.push_back(run[i]->index);
    sounds.back().channels.push_back(speakers[i]);
  }
  std::erase_if(sounds, [](const JoinedStreams& sound) {
    return !has(sound, AV_CHAN_FRONT_LEFT) || !has(sound, AV_CHAN_FRONT_RIGHT);
  });
  return sounds;
}

}  // namespace

std::vector<JoinedStreams> join_mono_streams(const AVFormatContext& input) {
  std::vector<JoinedStreams> all;
  for (const auto& run : runs_in(input)) {
    auto speakers = speakers_by_layout(run);
    if (speakers.empty()) speakers = speakers_by_name(run);
    if (speakers.empty()) speakers = speakers_by_custom(run, input.iformat->name);
    std::ranges::move(split(run, speakers), std::back_inserter(all));
  }
  return all;
}

}  // namespace media
