#include "media/internal/sound_tracks.h"

#include <algorithm>
#include <tuple>

#include "base/languages.h"
#include "media/internal/mono_tracks.h"
#include "media/internal/streams.h"

namespace media {
namespace {

// A number of channels that is all that is said means the usual ones.
std::string described(AVChannelLayout layout) {
  if (layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&layout, layout.nb_channels);
  char text[128] = {};
  av_channel_layout_describe(&layout, text, sizeof text);
  return text;
}

AudioInfo info_of(const AVStream& stream, int track) {
  const auto& p = *stream.codecpar;
  const auto has = [&](int flags) { return (stream.disposition & flags) != 0; };
  AudioInfo info;
  info.codec = avcodec_get_name(p.codec_id);
  info.rate_hz = p.sample_rate;
  info.channels = p.ch_layout.nb_channels;
  info.layout = described(p.ch_layout);
  info.language = tag(stream.metadata, "language");
  info.title = tag(stream.metadata, "title");
  info.track = track;
  info.is_default = has(AV_DISPOSITION_DEFAULT | AV_DISPOSITION_FORCED);
  info.is_original = has(AV_DISPOSITION_ORIGINAL);
  info.is_dub = has(AV_DISPOSITION_DUB);
  info.is_for_hearing_impaired = has(AV_DISPOSITION_HEARING_IMPAIRED);
  info.is_beside_the_film = is_beside_the_film(stream);
  return info;
}

void join(SoundStreams& sound, const JoinedStreams& joined) {
  sound.streams = joined.streams;
  sound.channels = joined.channels;
  std::uint64_t mask = 0;
  for (const auto channel : joined.channels) mask |= std::uint64_t{1} << channel;
  AVChannelLayout layout{};
  check(av_channel_layout_from_mask(&layout, mask), "join sound tracks");
  sound.info.channels = layout.nb_channels;
  sound.info.layout = described(layout);
  sound.info.joined_tracks = static_cast<int>(joined.streams.size());
  sound.info.title.clear();
}

auto rank_of(const AudioInfo& track) {
  return std::tuple(!track.is_beside_the_film, !track.is_for_hearing_impaired, track.is_default,
                    track.is_original, !track.is_dub, base::same_language(track.language, "en"));
}

// The number of the first of joined tracks means all of them, another one only itself.
std::vector<SoundStreams> with_single(std::vector<SoundStreams> tracks,
                                      const AVFormatContext& input, int number) {
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const int place = number - tracks[i].info.track;
    if (place <= 0 || place >= tracks[i].info.joined_tracks) continue;
    const int stream = tracks[i].streams[static_cast<std::size_t>(place)];
    tracks.push_back({{stream}, {}, info_of(*input.streams[stream], number)});
    break;
  }
  return tracks;
}

bool is_chosen(const AudioInfo& track, const SoundChoice& choice) {
  return (choice.track == 0 || choice.track == track.track) &&
         (choice.language.empty() || base::same_language(track.language, choice.language));
}

[[noreturn]] void refuse(const std::vector<SoundStreams>& tracks, const SoundChoice& choice,
                         const std::string& path) {
  std::string wish = choice.track != 0 ? "sound track " + std::to_string(choice.track) : "";
  if (!choice.language.empty())
    wish +=
        (wish.empty() ? "sound" : "") + std::string(" in the language \"") + choice.language + "\"";
  std::string there;
  for (const auto& track : tracks) there += (there.empty() ? "" : "; ") + describe(track.info);
  throw base::Error(base::ErrorKind::usage,
                    "\"" + path + "\" has no " + wish + ". It has " +
                        (there.empty() ? "no sound." : "these sound tracks: " + there + "."));
}

}  // namespace

std::vector<SoundStreams> sound_tracks_of(const AVFormatContext& input) {
  const auto joined = join_mono_streams(input);
  std::vector<SoundStreams> tracks;
  int number = 0;
  for (unsigned i = 0; i < input.nb_streams; ++i) {
    const auto& stream = *input.streams[i];
    const auto& p = *stream.codecpar;
    if (p.codec_type != AVMEDIA_TYPE_AUDIO) continue;
    ++number;
    if (!avcodec_find_decoder(p.codec_id) || p.sample_rate <= 0 || p.ch_layout.nb_channels <= 0)
      continue;
    const auto group = std::ranges::find_if(joined, [&](const JoinedStreams& sound) {
      return std::ranges::find(sound.streams, stream.index) != sound.streams.end();
    });
    if (group != joined.end() && group->streams.front() != stream.index) continue;
    tracks.push_back({{stream.index}, {}, info_of(stream, number)});
    if (group != joined.end()) join(tracks.back(), *group);
  }
  return tracks;
}

std::optional<SoundStreams> find_sound(const AVFormatContext& input, const SoundChoice& choice,
                                       const std::string& path) {
  const auto tracks = with_single(sound_tracks_of(input), input, choice.track);
  const SoundStreams* best = nullptr;
  for (const auto& track : tracks)
    if (is_chosen(track.info, choice) && (!best || rank_of(track.info) > rank_of(best->info)))
      best = &track;
  if (best) return *best;
  if (choice.is_made()) refuse(tracks, choice, path);
  return {};
}

}  // namespace media
