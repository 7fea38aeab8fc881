#include "media/internal/display_times.h"

#include <algorithm>
#include <new>

namespace media {

bool DisplayTimes::suits(const AVStream& stream) {
  switch (stream.codecpar->codec_id) {
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_VC1:
    case AV_CODEC_ID_WMV3:
      return true;
    default:
      return false;
  }
}

DisplayTimes::DisplayTimes(const AVStream& stream, Given given)
    : parser_(av_parser_init(stream.codecpar->codec_id)),
      codec_(avcodec_alloc_context3(avcodec_find_decoder(stream.codecpar->codec_id))),
      given_(given) {
  if (!codec_) throw std::bad_alloc();
  avcodec_parameters_to_context(codec_.get(), stream.codecpar);
  if (parser_) parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  const auto rate = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
  if (rate.num > 0 && rate.den > 0)
    picture_ticks_ = std::max<std::int64_t>(1, av_rescale_q(1, av_inv_q(rate), stream.time_base));
  const auto* filter = av_bsf_get_by_name("mpeg4_unpack_bframes");
  AVBSFContext* raw = nullptr;
  if (stream.codecpar->codec_id != AV_CODEC_ID_MPEG4 || !filter || av_bsf_alloc(filter, &raw) < 0)
    return;
  unpacker_.reset(raw);
  raw->time_base_in = stream.time_base;
  if (avcodec_parameters_copy(raw->par_in, stream.codecpar) < 0 || av_bsf_init(raw) < 0)
    unpacker_.reset();
}

void DisplayTimes::push(PacketPtr packet) {
  if (!unpacker_) {
    take(std::move(packet));
    return;
  }
  if (av_bsf_send_packet(unpacker_.get(), packet.get()) < 0) return;
  for (;;) {
    PacketPtr out(av_packet_alloc());
    if (!out) throw std::bad_alloc();
    if (av_bsf_receive_packet(unpacker_.get(), out.get()) < 0) return;
    take(std::move(out));
  }
}

bool DisplayTimes::is_reference(const AVPacket& packet) {
  if (!parser_) return true;
  std::uint8_t* data = nullptr;
  int size = 0;
  av_parser_parse2(parser_.get(), codec_.get(), &data, &size, packet.data, packet.size, packet.pts,
                   packet.dts, packet.pos);
  return parser_->pict_type != AV_PICTURE_TYPE_B && parser_->pict_type != AV_PICTURE_TYPE_BI;
}

void DisplayTimes::set_time(AVPacket& packet, std::int64_t shown) const {
  if (given_ == Given::some) {
    if (packet.pts == AV_NOPTS_VALUE) packet.pts = shown;
    return;
  }
  // What is decoded is one picture ahead of what is shown.
  if (shown != AV_NOPTS_VALUE) packet.pts = shown - picture_ticks_;
  if (packet.dts != AV_NOPTS_VALUE) packet.dts -= picture_ticks_;
}

void DisplayTimes::take(PacketPtr packet) {
  if (is_reference(*packet)) {
    const auto dts = packet->dts;
    if (!held_.empty()) set_time(*held_.front(), dts);
    std::ranges::move(held_, std::back_inserter(ready_));
    held_.clear();
  } else {
    set_time(*packet, packet->dts);
    if (held_.empty()) {
      ready_.push_back(std::move(packet));
      return;
    }
  }
  held_.push_back(std::move(packet));
}

// The last reference picture is shown after all that were decoded after it.
void DisplayTimes::finish() {
  if (held_.empty()) return;
  const auto last = held_.back()->dts;
  const bool was_moved = given_ == Given::none && held_.size() > 1;
  set_time(*held_.front(),
           last == AV_NOPTS_VALUE ? last : last + (was_moved ? 2 : 1) * picture_ticks_);
  std::ranges::move(held_, std::back_inserter(ready_));
  held_.clear();
}

void DisplayTimes::reset() {
  held_.clear();
  ready_.clear();
  if (unpacker_) av_bsf_flush(unpacker_.get());
}

PacketPtr DisplayTimes::pop() {
  if (ready_.empty()) return nullptr;
  auto packet = std::move(ready_.front());
  ready_.pop_front();
  return packet;
}

}  // namespace media
