#include "media/testing.h"

extern "C" {
#include <libavcodec/bsf.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
}

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numbers>
#include <sstream>
#include <system_error>

#include "base/error.h"
#include "media/internal/ffmpeg.h"
#include "media/internal/input.h"
#include "media/internal/testing_patterns.h"

#ifdef __SANITIZE_ADDRESS__
// x265 keeps some memory of each encoder for good.
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265"; }
#endif

namespace testing_media {
namespace {

using media::check;
using media::make_frame;
using media::make_packet;

struct CloseOutput {
  void operator()(AVFormatContext* output) const noexcept {
    if (output->pb && !(output->oformat->flags & AVFMT_NOFILE)) avio_closep(&output->pb);
    avformat_free_context(output);
  }
};
struct CloseFilter {
  void operator()(AVBSFContext* filter) const noexcept { av_bsf_free(&filter); }
};
using FilterPtr = std::unique_ptr<AVBSFContext, CloseFilter>;
using OutputPtr = std::unique_ptr<AVFormatContext, CloseOutput>;

struct Options {
  AVDictionary* dictionary = nullptr;
  Options() = default;
  ~Options() { av_dict_free(&dictionary); }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  void set(const char* key, const std::string& value) {
    av_dict_set(&dictionary, key, value.c_str(), 0);
  }
};

AVRational rational(base::Rational r) { return {static_cast<int>(r.num), static_cast<int>(r.den)}; }

media::CodecPtr encoder_for(const std::string& name) {
  const auto* codec = avcodec_find_encoder_by_name(name.c_str());
  if (!codec)
    throw base::Error(base::ErrorKind::unsupported, "this FFmpeg has no encoder \"" + name + "\"");
  media::CodecPtr encoder(avcodec_alloc_context3(codec));
  if (!encoder) throw std::bad_alloc();
  encoder->thread_count = 1;
  encoder->flags |= AV_CODEC_FLAG_BITEXACT;
  return encoder;
}

// One stream being written: its encoder gives packets, which go into the file.
class Track {
 public:
  Track(AVFormatContext& output, media::CodecPtr encoder)
      : output_(output), encoder_(std::move(encoder)) {
    stream_ = avformat_new_stream(&output, nullptr);
    if (!stream_) throw std::bad_alloc();
    if (output.oformat->flags & AVFMT_GLOBALHEADER) encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  }

  AVStream& stream() { return *stream_; }
  AVCodecContext& encoder() { return *encoder_; }

  /// Of coded pictures, before they go into the file. After open().
  void filter_by(const std::string& description) {
    if (description.empty()) return;
    AVBSFContext* raw = nullptr;
    check(av_bsf_list_parse_str(description.c_str(), &raw), "make a bitstream filter");
    filter_.reset(raw);
    check(avcodec_parameters_copy(raw->par_in, stream_->codecpar), "describe a stream");
    raw->time_base_in = encoder_->time_base;
    check(av_bsf_init(raw), "open a bitstream filter");
    check(avcodec_parameters_copy(stream_->codecpar, raw->par_out), "describe a stream");
  }

  void open(Options& options) {
    check(avcodec_open2(encoder_.get(), nullptr, &options.dictionary),
          std::string("open the encoder ") + encoder_->codec->name);
    check(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), "describe a stream");
    stream_->time_base = encoder_->time_base;
  }

  /// nullptr: the end.
  void write(AVFrame* frame, base::Duration offset) {
    check(avcodec_send_frame(encoder_.get(), frame), "encode");
    const auto packet = make_packet();
    while (avcodec_receive_packet(encoder_.get(), packet.get()) >= 0) {
      if (filter_) {
        check(av_bsf_send_packet(filter_.get(), packet.get()), "filter a packet");
        check(av_bsf_receive_packet(filter_.get(), packet.get()), "filter a packet");
      }
      av_packet_rescale_ts(packet.get(), encoder_->time_base, stream_->time_base);
      put(*packet, offset);
    }
  }

  void put(AVPacket& packet, base::Duration offset) {
    const auto ticks = media::to_ticks(offset, stream_->time_base);
    packet.pts += ticks;
    packet.dts += ticks;
    packet.stream_index = stream_->index;
    check(av_interleaved_write_frame(&output_, &packet), "write a packet");
  }

 private:
  AVFormatContext& output_;
  media::CodecPtr encoder_;
  FilterPtr filter_;
  AVStream* stream_ = nullptr;
};

void set_pictures(AVCodecContext& e, const FilmOptions& o) {
  e.width = o.width_px;
  e.height = o.height_px;
  e.time_base = av_inv_q(rational(o.rate));
  e.framerate = rational(o.rate);
  e.pix_fmt = o.is_10_bit ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P;
  if (std::string(e.codec->name) == "mjpeg") e.pix_fmt = AV_PIX_FMT_YUVJ420P;
  e.gop_size = o.key_distance;
  e.max_b_frames = o.b_frames;
  e.sample_aspect_ratio = rational(o.sample_aspect);
  e.color_primaries = static_cast<AVColorPrimaries>(o.colour.primaries);
  e.color_trc = static_cast<AVColorTransferCharacteristic>(o.colour.transfer);
  e.colorspace = static_cast<AVColorSpace>(o.colour.matrix);
  e.color_range = o.colour.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  e.bit_rate = 400'000;
  if (o.is_interlaced) {
    e.flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
    e.field_order = AV_FIELD_TT;
  }
}

void set_encoder_options(Options& options, const FilmOptions& o) {
  const std::string open = o.has_open_gops ? "open-gop=1" : "open-gop=0";
  if (o.codec == "libx264") {
    options.set("preset", "ultrafast");
    options.set("crf", "20");
    options.set("forced-idr", o.has_open_gops ? "0" : "1");
    options.set("x264-params", open + ":scenecut=0:b-adapt=0:b-pyramid=normal:bframes=" +
                                   std::to_string(o.b_frames));
  } else if (o.codec == "libx265") {
    options.set("preset", "ultrafast");
    options.set("x265-params", open +
                                   ":log-level=none:pools=none:frame-threads=1:scenecut=0:"
                                   "b-adapt=0:bframes=" +
                                   std::to_string(o.b_frames));
  } else if (o.codec == "libvpx-vp9") {
    options.set("deadline", "realtime");
    options.set("cpu-used", "8");
  }
  if (!o.encoder_options.empty())
    av_dict_parse_string(&options.dictionary, o.encoder_options.c_str(), "=", ":", 0);
}

void set_orientation(AVStream& stream, int degrees, bool is_mirrored) {
  if (degrees == 0 && !is_mirrored) return;
  auto* matrix = av_stream_new_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * 4);
  if (!matrix) throw std::bad_alloc();
  auto* numbers = reinterpret_cast<std::int32_t*>(matrix);
  av_display_rotation_set(numbers, degrees);
  if (is_mirrored) numbers[0] = -numbers[0], numbers[1] = -numbers[1];
}

void set_sound(AVCodecContext& e, const SoundTrack& track) {
  e.sample_rate = track.rate_hz;
  e.sample_fmt = e.codec->sample_fmts ? e.codec->sample_fmts[0] : AV_SAMPLE_FMT_S16;
  av_channel_layout_default(&e.ch_layout, track.channels);
  if (!track.speaker.empty())
    check(av_channel_layout_from_string(&e.ch_layout, track.speaker.c_str()), "name a speaker");
  e.time_base = {1, track.rate_hz};
  e.bit_rate = 64'000 * track.channels;
  e.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;
}

void put_sample(AVFrame& frame, int channel, int i, double value) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool is_planar = av_sample_fmt_is_planar(format) != 0;
  auto* plane = frame.extended_data[is_planar ? channel : 0];
  const int at = is_planar ? i : i * frame.ch_layout.nb_channels + channel;
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_FLT:
      reinterpret_cast<float*>(plane)[at] = static_cast<float>(value);
      break;
    case AV_SAMPLE_FMT_S32:
      reinterpret_cast<std::int32_t*>(plane)[at] =
          static_cast<std::int32_t>(std::lround(value * 2147483000));
      break;
    default:
      reinterpret_cast<std::int16_t*>(plane)[at] =
          static_cast<std::int16_t>(std::lround(value * 32767));
  }
}

class Film {
 public:
  Film(const std::filesystem::path& path, const std::vector<Shot>& shots, const FilmOptions& o)
      : shots_(shots), options_(o), total_(count_pictures(shots, o.rate)) {
    media::silence_ffmpeg();
    AVFormatContext* raw = nullptr;
    check(avformat_alloc_output_context2(&raw, nullptr, nullptr, path.c_str()),
          "make \"" + path.string() + "\"");
    output_.reset(raw);
    raw->flags |= AVFMT_FLAG_BITEXACT;
    raw->avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
    if (!o.title.empty()) av_dict_set(&raw->metadata, "title", o.title.c_str(), 0);
    add_pictures();
    for (const auto& track : o.sound) add_sound(track);
    is_mov_text_ = path.extension() == ".mp4" || path.extension() == ".mov";
    if (!o.texts.empty()) add_texts({o.texts, o.text_language});
    for (const auto& more : o.more_texts) add_texts(more);
    if (o.has_cover) add_cover();
    check(avio_open(&raw->pb, path.c_str(), AVIO_FLAG_WRITE), "make \"" + path.string() + "\"");
    Options header;
    header.set("use_editlist", "1");
    check(avformat_write_header(raw, &header.dictionary), "write a header");
  }

  void write() {
    write_cover();
    write_texts();
    for (int n = 0; n < total_; ++n) {
      if (!options_.is_dropped || !options_.is_dropped(n)) write_picture(n);
      const auto time = base::frame_start(n + 1, options_.rate);
      for (std::size_t i = 0; i < sound_.size(); ++i) write_sound(i, time);
    }
    pictures_->write(nullptr, options_.starts);
    for (auto& track : sound_) track->write(nullptr, options_.starts);
    check(av_write_trailer(output_.get()), "finish a film");
  }

 private:
  void add_pictures() {
    pictures_ = std::make_unique<Track>(*output_, encoder_for(options_.codec));
    set_pictures(pictures_->encoder(), options_);
    Options options;
    set_encoder_options(options, options_);
    pictures_->open(options);
    pictures_->filter_by(options_.picture_filter);
    auto& stream = pictures_->stream();
    stream.avg_frame_rate = rational(options_.rate);
    stream.sample_aspect_ratio = rational(options_.sample_aspect);
    set_orientation(stream, options_.rotation_degrees, options_.is_mirrored);
  }

  void add_sound(const SoundTrack& wishes) {
    auto track = std::make_unique<Track>(*output_, encoder_for(wishes.codec));
    set_sound(track->encoder(), wishes);
    Options options;
    if (wishes.codec == "aac") options.set("aac_pns", "0");  // Its noise differs at each decoding.
    track->open(options);
    auto& stream = track->stream();
    if (!wishes.language.empty())
      av_dict_set(&stream.metadata, "language", wishes.language.c_str(), 0);
    if (!wishes.title.empty()) av_dict_set(&stream.metadata, "title", wishes.title.c_str(), 0);
    stream.disposition = (wishes.is_default ? AV_DISPOSITION_DEFAULT : 0) |
                         (wishes.is_commentary ? AV_DISPOSITION_COMMENT : 0) | wishes.flags;
    sound_.push_back(std::move(track));
    next_sample_.push_back(base::nearest_frame(wishes.starts, {wishes.rate_hz, 1}));
  }

  void add_texts(const TextStream& wishes) {
    auto* stream = avformat_new_stream(output_.get(), nullptr);
    const auto* codec = avcodec_descriptor_get_by_name(wishes.codec.c_str());
    if (!codec) throw base::Error(base::ErrorKind::unsupported, "no codec " + wishes.codec);
    stream->codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
    stream->codecpar->codec_id = is_mov_text_ ? AV_CODEC_ID_MOV_TEXT : codec->id;
    stream->time_base = {1, 1000};
    av_dict_set(&stream->metadata, "language", wishes.language.c_str(), 0);
    if (!wishes.title.empty()) av_dict_set(&stream->metadata, "title", wishes.title.c_str(), 0);
    std::istringstream flags(wishes.flags);
    for (std::string flag; std::getline(flags, flag, '+');)
      stream->disposition |= check(av_disposition_from_string(flag.c_str()), "mark a track");
    texts_.push_back({stream, wishes.texts});
  }

  void add_cover() {
    const media::Image image{16, 16, 3, std::vector<std::uint8_t>(16 * 16 * 3, 200)};
    cover_ = encode_jpeg(image);
    cover_stream_ = avformat_new_stream(output_.get(), nullptr);
    auto& p = *cover_stream_->codecpar;
    p.codec_type = AVMEDIA_TYPE_VIDEO;
    p.codec_id = AV_CODEC_ID_MJPEG;
    p.width = p.height = 16;
    cover_stream_->disposition = AV_DISPOSITION_ATTACHED_PIC;
    av_dict_set(&cover_stream_->metadata, "filename", "cover.jpg", 0);
    av_dict_set(&cover_stream_->metadata, "mimetype", "image/jpeg", 0);
  }

  media::PacketPtr packet_of(const std::string& bytes, const AVStream& stream) {
    auto packet = make_packet();
    check(av_new_packet(packet.get(), static_cast<int>(bytes.size())), "make a packet");
    std::memcpy(packet->data, bytes.data(), bytes.size());
    packet->stream_index = stream.index;
    packet->flags |= AV_PKT_FLAG_KEY;
    return packet;
  }

  void write_cover() {
    if (!cover_stream_) return;
    const auto packet = packet_of(cover_, *cover_stream_);
    packet->pts = packet->dts = 0;
    check(av_interleaved_write_frame(output_.get(), packet.get()), "write a cover");
  }

  void write_texts() {
    for (const auto& [stream, texts] : texts_)
      for (const auto& text : texts) write_text(*stream, text);
  }

  void write_text(const AVStream& stream, const Text& text) {
    std::string bytes = text.text;
    if (is_mov_text_) {
      const auto size = static_cast<unsigned>(bytes.size());
      bytes.insert(0, {static_cast<char>(size >> 8), static_cast<char>(size & 255)});
    }
    const auto packet = packet_of(bytes, stream);
    const auto start = text.range.start.time_since_epoch() + options_.starts;
    packet->pts = packet->dts = media::to_ticks(start, stream.time_base);
    packet->duration = media::to_ticks(text.range.length(), stream.time_base);
    check(av_interleaved_write_frame(output_.get(), packet.get()), "write a text");
  }

  void write_picture(int n) {
    const auto frame = make_frame();
    const auto& e = pictures_->encoder();
    frame->width = e.width;
    frame->height = e.height;
    frame->format = e.pix_fmt;
    frame->color_range = e.color_range;
    frame->interlaced_frame = options_.is_interlaced;
    frame->top_field_first = options_.is_interlaced;
    check(av_frame_get_buffer(frame.get(), 64), "make a picture");
    const auto place = place_of(shots_, options_.rate, n);
    draw(*frame, shots_[place.shot], place.picture,
         options_.has_numbers ? std::optional(n) : std::nullopt);
    frame->pts = n;
    if (place.picture == 0 && options_.has_keys_at_cuts) frame->pict_type = AV_PICTURE_TYPE_I;
    pictures_->write(frame.get(), options_.starts);
  }

  double sample_of(const SoundTrack& track, std::int64_t at) const {
    const auto time = base::frame_start(at, {track.rate_hz, 1});
    double hz = track.tone_hz;
    base::Duration end{};
    for (const auto& shot : shots_) {
      end += shot.length;
      if (hz > 0 || time < end) {
        if (hz == 0) hz = shot.tone_hz;
        break;
      }
    }
    return 0.25 * std::sin(2 * std::numbers::pi * hz * base::to_seconds(time));
  }

  void write_sound(std::size_t i, base::Duration up_to) {
    const auto& track = options_.sound[i];
    auto& e = sound_[i]->encoder();
    const auto end = base::nearest_frame(up_to, {track.rate_hz, 1});
    const bool is_last = up_to >= base::frame_start(total_, options_.rate);
    const int usual = e.frame_size > 0 ? e.frame_size : 1024;
    while (next_sample_[i] < end) {
      const auto left = end - next_sample_[i];
      if (left < usual && !is_last) return;
      const auto frame = make_frame();
      frame->nb_samples = static_cast<int>(std::min<std::int64_t>(left, usual));
      frame->format = e.sample_fmt;
      frame->sample_rate = e.sample_rate;
      av_channel_layout_copy(&frame->ch_layout, &e.ch_layout);
      check(av_frame_get_buffer(frame.get(), 0), "make sound");
      for (int k = 0; k < frame->nb_samples; ++k)
        for (int c = 0; c < track.channels; ++c)
          put_sample(
              *frame, c, k,
              track.only_channel.value_or(c) == c ? sample_of(track, next_sample_[i] + k) : 0.0);
      frame->pts = next_sample_[i];
      next_sample_[i] += frame->nb_samples;
      sound_[i]->write(frame.get(), options_.starts);
    }
  }

  const std::vector<Shot>& shots_;
  const FilmOptions& options_;
  int total_;
  OutputPtr output_;
  std::unique_ptr<Track> pictures_;
  std::vector<std::unique_ptr<Track>> sound_;
  std::vector<std::int64_t> next_sample_;
  std::vector<std::pair<AVStream*, std::vector<Text>>> texts_;
  bool is_mov_text_ = false;
  AVStream* cover_stream_ = nullptr;
  std::string cover_;
};

}  // namespace

TempFolder::TempFolder() {
  static std::atomic<int> count{0};
  path_ = std::filesystem::temp_directory_path() /
          ("cinecut-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
  std::filesystem::create_directories(path_);
}

TempFolder::~TempFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

void make_film(const std::filesystem::path& path, const std::vector<Shot>& shots,
               const FilmOptions& options) {
  Film(path, shots, options).write();
}

void cut_off(const std::filesystem::path& path, std::uintmax_t bytes) {
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - std::min(size, bytes));
}

}  // namespace testing_media
