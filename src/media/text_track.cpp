#include "media/text_track.h"

#include <memory>

#include "media/internal/input.h"
#include "media/internal/streams.h"
#include "media/internal/text_decoder.h"

namespace media {
namespace {

/// One track while the file is read.
class Track {
 public:
  Track(const Input& input, int index) : input_(input) {
    if (index < 0 || index >= static_cast<int>(input.context().nb_streams) ||
        input.stream(index)->codecpar->codec_type != AVMEDIA_TYPE_SUBTITLE)
      throw base::Error(base::ErrorKind::unsupported,
                        "cannot read text from \"" + input.path() + "\": its stream " +
                            std::to_string(index) +
                            " is no text track (found: " + describe_streams(input.context()) + ")");
    stream_ = input.stream(index);
    decoder_ = std::make_unique<TextDecoder>(*stream_, input.path());
  }

  const AVStream* stream() const { return stream_; }

  void add(AVPacket& packet) {
    for (auto& text : decoder_->decode(packet))
      events_.push_back({{input_.film_time(text.start, *stream_),
                          input_.film_time(text.start + text.length, *stream_)},
                         std::move(text.ass)});
  }

  std::vector<TextEvent> finish() {
    add(*make_packet());
    end_open_events(events_);
    return std::move(events_);
  }

 private:
  const Input& input_;
  const AVStream* stream_ = nullptr;
  std::unique_ptr<TextDecoder> decoder_;
  std::vector<TextEvent> events_;
};

using OpenTrack = std::expected<Track, base::Error>;

std::vector<OpenTrack> open_tracks(const Input& input, const std::vector<int>& indices) {
  std::vector<OpenTrack> tracks;
  for (const int index : indices) try {
      tracks.emplace_back(Track(input, index));
    } catch (const base::Error& e) {
      tracks.emplace_back(std::unexpected(e));
    }
  return tracks;
}

}  // namespace

std::vector<TextTrackEvents> read_text_tracks(const std::filesystem::path& path,
                                              const std::vector<int>& streams) {
  Input input(path);
  auto tracks = open_tracks(input, streams);
  std::vector<const AVStream*> used;
  for (const auto& track : tracks)
    if (track) used.push_back(track->stream());
  input.use(used);
  const auto packet = make_packet();
  while (!used.empty() && input.read(*packet))
    for (auto& track : tracks)
      if (track && track->stream()->index == packet->stream_index) track->add(*packet);

  std::vector<TextTrackEvents> events;
  for (auto& track : tracks) {
    if (track)
      events.emplace_back(track->finish());
    else
      events.emplace_back(std::unexpected(track.error()));
  }
  return events;
}

std::vector<TextEvent> read_text_track(const std::filesystem::path& path, int stream) {
  auto events = std::move(read_text_tracks(path, {stream}).front());
  if (!events) throw base::Error(events.error());
  return *std::move(events);
}

}  // namespace media
