#pragma once
// Which of a container's streams are the film.

#include <string>
#include <vector>

#include "media/film.h"
#include "media/internal/ffmpeg.h"

namespace media {

/// The picture stream: no cover picture, decodable if there is a choice, then the one marked as
/// default, then the largest. -1: none.
int find_video(const AVFormatContext& input);

/// Not the film's own sound: somebody talks over it, or parts of it are missing.
bool is_beside_the_film(const AVStream& stream);

/// "video (h264), audio (aac), text (subrip)"; "nothing" without streams.
std::string describe_streams(const AVFormatContext& input);

/// All tracks of subtitles, in the container's order.
std::vector<TextTrack> text_tracks_of(const AVFormatContext& input);

/// An entry of a stream's metadata, or nothing.
std::string tag(const AVDictionary* metadata, const char* key);

/// A decoder for the stream, not yet opened. Throws Error: unsupported.
CodecPtr make_decoder(const AVStream& stream, const std::string& path);

/// Opens what make_decoder made. Throws Error: unsupported.
void open_decoder(AVCodecContext& decoder, const std::string& path);

}  // namespace media
