#include "media/internal/aac.h"

#include <algorithm>
#include <new>
#include <string>

#include "media/movie_writer.h"

namespace media {
namespace {

CodecPtr make_decoder(const AVCodecContext& encoder) {
  CodecPtr decoder(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_AAC)));
  AVCodecParameters* parameters = avcodec_parameters_alloc();
  if (!decoder || parameters == nullptr) throw std::bad_alloc();
  int code = avcodec_parameters_from_context(parameters, &encoder);
  if (code >= 0) code = avcodec_parameters_to_context(decoder.get(), parameters);
  avcodec_parameters_free(&parameters);
  check(code, "describe sound");
  check(avcodec_open2(decoder.get(), nullptr, nullptr), "open the AAC decoder");
  return decoder;
}

// Sound on its way through encoder and decoder.
struct Coder {
  explicit Coder(CodecPtr made) : encoder(std::move(made)) {
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    check(avcodec_open2(encoder.get(), nullptr, nullptr), "open the AAC encoder");
    decoder = make_decoder(*encoder);
  }

  void encode(const AVFrame* frame) {
    check(avcodec_send_frame(encoder.get(), frame), "encode sound");
    for (;;) {
      const int code = avcodec_receive_packet(encoder.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) break;
      check(code, "encode sound");
      decode(packet.get());
      av_packet_unref(packet.get());
    }
    if (frame == nullptr) decode(nullptr);
  }

  void decode(const AVPacket* coded) {
    check(avcodec_send_packet(decoder.get(), coded), "decode sound");
    for (;;) {
      const int code = avcodec_receive_frame(decoder.get(), decoded.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      check(code, "decode sound");
      const auto* left = reinterpret_cast<const float*>(decoded->data[0]);
      const auto* right = reinterpret_cast<const float*>(decoded->data[1]);
      for (int i = 0; i < decoded->nb_samples; ++i) {
        samples.push_back(left[i]);
        samples.push_back(right[i]);
      }
    }
  }

  CodecPtr encoder, decoder;
  PacketPtr packet{av_packet_alloc()};
  FramePtr decoded{av_frame_alloc()};
  std::vector<float> samples;
};

}  // namespace

CodecPtr make_encoder(const AVCodec* codec, const char* name) {
  if (codec == nullptr)
    throw base::Error(base::ErrorKind::unsupported,
                      std::string("this FFmpeg has no ") + name + " encoder.");
  CodecPtr encoder(avcodec_alloc_context3(codec));
  if (!encoder) throw std::bad_alloc();
  return encoder;
}

CodecPtr make_aac_encoder(int rate_hz, int bits_per_s) {
  auto encoder = make_encoder(avcodec_find_encoder(AV_CODEC_ID_AAC), "AAC");
  encoder->sample_rate = rate_hz;
  encoder->sample_fmt = AV_SAMPLE_FMT_FLTP;
  encoder->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
  encoder->bit_rate = bits_per_s;
  encoder->time_base = {1, rate_hz};
  return encoder;
}

FramePtr aac_frame(std::span<const float> samples, const AVCodecContext& encoder,
                   std::int64_t pts) {
  FramePtr frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  frame->format = AV_SAMPLE_FMT_FLTP;
  frame->sample_rate = encoder.sample_rate;
  frame->nb_samples = static_cast<int>(samples.size() / 2);
  frame->ch_layout = encoder.ch_layout;
  frame->pts = pts;
  check(av_frame_get_buffer(frame.get(), 0), "hold sound");
  auto* left = reinterpret_cast<float*>(frame->data[0]);
  auto* right = reinterpret_cast<float*>(frame->data[1]);
  for (std::size_t i = 0; i < samples.size() / 2; ++i) {
    left[i] = samples[2 * i];
    right[i] = samples[2 * i + 1];
  }
  return frame;
}

Sound after_coding(const Sound& sound, const MovieOptions& options) {
  if (sound.channels != 2)
    throw base::Error(base::ErrorKind::internal, "sound to be coded must be stereo.");
  silence_ffmpeg();
  Coder coder(make_aac_encoder(sound.rate_hz, options.sound_bits_per_s));
  const auto delay = 2 * static_cast<std::size_t>(coder.encoder->initial_padding);
  const auto step = 2 * static_cast<std::size_t>(coder.encoder->frame_size);
  coder.samples.reserve(sound.samples.size() + delay + step);
  const std::span<const float> all(sound.samples);
  for (std::size_t at = 0; at < all.size(); at += step) {
    const auto part = all.subspan(at, std::min(step, all.size() - at));
    coder.encode(aac_frame(part, *coder.encoder, static_cast<std::int64_t>(at / 2)).get());
  }
  coder.encode(nullptr);
  Sound result{sound.rate_hz, 2, std::move(coder.samples)};
  const auto cut = std::min(delay, result.samples.size());
  result.samples.erase(result.samples.begin(),
                       result.samples.begin() + static_cast<std::ptrdiff_t>(cut));
  result.samples.resize(sound.samples.size());
  return result;
}

}  // namespace media
