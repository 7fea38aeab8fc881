#include "media/movie_writer.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <deque>
#include <system_error>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/utf8.h"
#include "media/internal/aac.h"
#include "media/internal/ffmpeg.h"

namespace media {
namespace {

using base::Error;
using base::ErrorKind;

/// Pictures that wait for sound that never comes are written anyway beyond this many bytes.
constexpr std::size_t kLargestWait = std::size_t{48} << 20;

AVRational to_av(base::Rational r) { return {static_cast<int>(r.num), static_cast<int>(r.den)}; }

/// An encoder, its stream, and the packets it made that are not yet in the file.
struct Track {
  CodecPtr encoder;
  AVStream* stream = nullptr;
  std::deque<PacketPtr> waiting;
  std::size_t waiting_bytes = 0;
  std::int64_t next_pts = 0;  ///< In the encoder's time base.
  bool is_done = false;
};

}  // namespace

struct MovieWriter::State {
  State(const std::filesystem::path& target, const MovieOptions& movie);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void add_pictures();
  void add_sound();
  void open_encoder(Track& track, AVDictionary** encoder_options);
  void open_file();
  void encode(Track& track, const AVFrame* frame);
  void encode_sound();
  void interleave();
  void write_first(Track& track);
  void finish(const base::BeforeReplacing& before);
  int checked(int code, const char* doing) const;
  /// "file:" keeps names with colons from being read as addresses.
  std::string url() const { return "file:" + unfinished.string(); }

  std::filesystem::path path;
  std::filesystem::path unfinished;
  MovieOptions options;
  AVFormatContext* output = nullptr;
  Track video;
  Track audio;
  std::vector<float> sound;  ///< Interleaved, not yet a whole AAC frame.
  bool has_file = false;
  bool is_finished = false;
};

void check_movie_name(const std::filesystem::path& path) {
  const auto extension = base::lower_ascii(path.extension().string());
  for (const auto* known : {".mp4", ".mov", ".mkv"})
    if (extension == known) return;
  throw Error(ErrorKind::usage,
              "cannot write a movie to " + base::quoted(path) + ": its name " +
                  (extension.empty() ? "has no extension" : "ends in " + base::quoted(extension)) +
                  ". End it in .mp4, .mov or .mkv.");
}

MovieWriter::State::State(const std::filesystem::path& target, const MovieOptions& movie)
    : path(target), unfinished(base::unfinished_name(target)), options(movie) {
  silence_ffmpeg();
  if (path.has_parent_path()) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error)
      throw Error(ErrorKind::unavailable, "cannot create the folder of " + base::quoted(path) +
                                              ": " + error.message() + ".");
  }
  if (avformat_alloc_output_context2(&output, nullptr, nullptr, url().c_str()) < 0)
    throw Error(ErrorKind::unsupported, "cannot write " + base::quoted(path) +
                                            ": its extension names no kind of movie. Use .mp4.");
}

MovieWriter::State::~State() {
  if (output != nullptr) {
    if (has_file) avio_closep(&output->pb);
    avformat_free_context(output);
  }
  std::error_code ignored;
  if (has_file && !is_finished) std::filesystem::remove(unfinished, ignored);
}

int MovieWriter::State::checked(int code, const char* doing) const {
  if (code >= 0) return code;
  throw Error(code == AVERROR(ENOMEM) ? ErrorKind::out_of_memory : ErrorKind::unavailable,
              std::string("cannot ") + doing + " " + base::quoted(path) + ": " + message_of(code) +
                  (code == AVERROR(ENOSPC) ? ". Make room on that disk or choose another place."
                                           : ". Choose a place that can be written."));
}

void MovieWriter::State::open_encoder(Track& track, AVDictionary** encoder_options) {
  AVCodecContext& c = *track.encoder;
  if ((output->oformat->flags & AVFMT_GLOBALHEADER) != 0) c.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  const std::string name = c.codec->name;  // Forgotten by FFmpeg when opening fails.
  const int code = avcodec_open2(&c, nullptr, encoder_options);
  const AVDictionaryEntry* unknown =
      av_dict_get(*encoder_options, "", nullptr, AV_DICT_IGNORE_SUFFIX);
  const std::string refused = unknown != nullptr ? unknown->key : "";
  av_dict_free(encoder_options);
  if (code < 0 || !refused.empty())
    throw Error(ErrorKind::unsupported,
                "cannot set up the encoder " + name + " for " + base::quoted(path) + ": " +
                    (refused.empty() ? message_of(code) : "it does not know " + refused) + ".");
  track.stream = avformat_new_stream(output, nullptr);
  if (track.stream == nullptr) throw std::bad_alloc();
  track.stream->time_base = c.time_base;
  check(avcodec_parameters_from_context(track.stream->codecpar, &c), "describe a stream");
}

void MovieWriter::State::add_pictures() {
  video.encoder = make_encoder(avcodec_find_encoder_by_name("libx264"), "H.264 (libx264)");
  AVCodecContext& c = *video.encoder;
  c.width = options.width_px;
  c.height = options.height_px;
  c.pix_fmt = AV_PIX_FMT_YUV420P;
  c.framerate = to_av(options.frame_rate);
  c.time_base = av_inv_q(c.framerate);
  c.sample_aspect_ratio = {1, 1};
  c.color_primaries = static_cast<AVColorPrimaries>(options.colour.primaries);
  c.color_trc = static_cast<AVColorTransferCharacteristic>(options.colour.transfer);
  c.colorspace = static_cast<AVColorSpace>(options.colour.matrix);
  c.color_range = options.colour.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  c.chroma_sample_location = AVCHROMA_LOC_LEFT;
  c.thread_count = options.threads;
  AVDictionary* x264 = nullptr;
  av_dict_set(&x264, "preset", options.preset.c_str(), 0);
  av_dict_set_int(&x264, "crf", options.crf, 0);
  if (!options.x264_options.empty())
    av_dict_set(&x264, "x264-params", options.x264_options.c_str(), 0);
  open_encoder(video, &x264);
  video.stream->avg_frame_rate = c.framerate;
  video.stream->sample_aspect_ratio = c.sample_aspect_ratio;
}

void MovieWriter::State::add_sound() {
  audio.encoder = make_aac_encoder(options.sound_rate_hz, options.sound_bits_per_s);
  AVDictionary* none = nullptr;
  open_encoder(audio, &none);
}

void MovieWriter::State::open_file() {
  for (const auto& [key, value] : options.metadata)
    av_dict_set(&output->metadata, key.c_str(), value.c_str(), 0);
  checked(avio_open(&output->pb, url().c_str(), AVIO_FLAG_WRITE), "write");
  has_file = true;
  AVDictionary* muxer = nullptr;
  const std::string container = output->oformat->name;
  if (container == "mp4" || container == "mov") {
    av_dict_set(&muxer, "movflags", "+faststart", 0);
    // Edit lists count in this unit; the default, milliseconds, would round the tracks' lengths.
    av_dict_set_int(&muxer, "movie_timescale", 48000, 0);
  }
  const int code = avformat_write_header(output, &muxer);
  av_dict_free(&muxer);
  checked(code, "write");
}

void MovieWriter::State::encode(Track& track, const AVFrame* frame) {
  check(avcodec_send_frame(track.encoder.get(), frame), "encode");
  for (;;) {
    PacketPtr packet(av_packet_alloc());
    if (!packet) throw std::bad_alloc();
    const int code = avcodec_receive_packet(track.encoder.get(), packet.get());
    if (code == AVERROR_EOF) track.is_done = true;
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    check(code, "encode");
    if (&track == &video && packet->duration == 0) packet->duration = 1;
    av_packet_rescale_ts(packet.get(), track.encoder->time_base, track.stream->time_base);
    packet->stream_index = track.stream->index;
    track.waiting_bytes += static_cast<std::size_t>(packet->size);
    track.waiting.push_back(std::move(packet));
  }
}

void MovieWriter::State::write_first(Track& track) {
  const PacketPtr packet = std::move(track.waiting.front());
  track.waiting.pop_front();
  track.waiting_bytes -= static_cast<std::size_t>(packet->size);
  checked(av_write_frame(output, packet.get()), "write");
  checked(output->pb->error, "write");
}

/// Writes what is certain to come next in the file. Not left to libavformat: it lets one stream run
/// ahead of the other for ten seconds at most, and we are given all sound at once.
void MovieWriter::State::interleave() {
  for (;;) {
    const bool has_audio = !audio.waiting.empty();
    const bool has_video = !video.waiting.empty();
    if (has_audio && has_video) {
      const bool audio_first =
          av_compare_ts(audio.waiting.front()->dts, audio.stream->time_base,
                        video.waiting.front()->dts, video.stream->time_base) <= 0;
      write_first(audio_first ? audio : video);
    } else if (has_video &&
               (!audio.encoder || audio.is_done || video.waiting_bytes > kLargestWait)) {
      write_first(video);
    } else if (has_audio && video.is_done) {
      write_first(audio);
    } else {
      return;
    }
  }
}

void MovieWriter::State::encode_sound() {
  const auto frame = aac_frame(sound, *audio.encoder, audio.next_pts);
  audio.next_pts += frame->nb_samples;
  encode(audio, frame.get());
  sound.clear();
}

void MovieWriter::State::finish(const base::BeforeReplacing& before) {
  if (audio.encoder) {
    if (!sound.empty()) encode_sound();
    encode(audio, nullptr);
  }
  encode(video, nullptr);
  interleave();
  checked(av_write_trailer(output), "write");
  checked(output->pb->error, "write");
  checked(avio_closep(&output->pb), "write");
  if (before) before(unfinished);
  base::finish_file(unfinished, path);
  is_finished = true;
}

MovieWriter::MovieWriter(const std::filesystem::path& path, const MovieOptions& options)
    : state_(std::make_unique<State>(path, options)) {
  state_->add_pictures();
  if (options.sound_rate_hz > 0) state_->add_sound();
  state_->open_file();
}

MovieWriter::~MovieWriter() = default;
MovieWriter::MovieWriter(MovieWriter&&) noexcept = default;
MovieWriter& MovieWriter::operator=(MovieWriter&&) noexcept = default;

void MovieWriter::write(const Picture& picture) {
  State& s = *state_;
  const AVFrame* given = picture.frame();
  if (given == nullptr || given->format != AV_PIX_FMT_YUV420P ||
      given->width != s.options.width_px || given->height != s.options.height_px)
    throw Error(ErrorKind::internal, "a picture of the wrong size or format was to be encoded.");
  FramePtr frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  // Only the pixels: a decoded frame also says which kind of frame it was, which x264 would obey.
  frame->format = given->format;
  frame->width = given->width;
  frame->height = given->height;
  for (int i = 0; i < 3; ++i) {
    frame->data[i] = given->data[i];
    frame->linesize[i] = given->linesize[i];
    if (given->buf[i] != nullptr) frame->buf[i] = av_buffer_ref(given->buf[i]);
  }
  const AVCodecContext& c = *s.video.encoder;
  frame->color_primaries = c.color_primaries;
  frame->color_trc = c.color_trc;
  frame->colorspace = c.colorspace;
  frame->color_range = c.color_range;
  frame->pts = s.video.next_pts++;
  s.encode(s.video, frame.get());
  s.interleave();
}

void MovieWriter::write_sound(std::span<const float> samples) {
  State& s = *state_;
  if (!s.audio.encoder || samples.size() % 2 != 0)
    throw Error(ErrorKind::internal,
                "sound was given to a movie that takes none, or half a frame.");
  const auto frame = 2 * static_cast<std::size_t>(s.audio.encoder->frame_size);
  while (!samples.empty()) {
    const auto n = std::min(frame - s.sound.size(), samples.size());
    s.sound.insert(s.sound.end(), samples.begin(),
                   samples.begin() + static_cast<std::ptrdiff_t>(n));
    samples = samples.subspan(n);
    if (s.sound.size() < frame) break;
    s.encode_sound();
  }
  s.interleave();
}

void MovieWriter::finish(const base::BeforeReplacing& before) {
  if (state_->video.next_pts == 0)
    throw Error(ErrorKind::internal, "a movie without a picture was to be finished.");
  state_->finish(before);
}

}  // namespace media
