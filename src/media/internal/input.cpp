#include "media/internal/input.h"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "media/internal/streams.h"

namespace media {
namespace {

constexpr int kHeadPictures = 48;           // Enough to see past any reordering.
constexpr int kHeadPicturesToDecode = 300;  // Until the first picture comes out of a bad start.
constexpr int kErrorsInARow = 50;

bool is_key(const AVPacket& p) { return (p.flags & AV_PKT_FLAG_KEY) != 0; }

// Pictures without a container around them: FFmpeg's times for them are guesses.
bool is_bare_stream(std::string_view format) {
  constexpr std::array<std::string_view, 8> names = {"h264", "hevc", "mpegvideo", "m4v",
                                                     "h263", "h261", "vc1",       "cavsvideo"};
  return std::ranges::find(names, format) != names.end();
}

PacketPtr copy_of(const AVPacket& packet) {
  PacketPtr copy(av_packet_clone(&packet));
  if (!copy) throw std::bad_alloc();
  return copy;
}

}  // namespace

PacketPtr make_packet() {
  PacketPtr packet(av_packet_alloc());
  if (!packet) throw std::bad_alloc();
  return packet;
}

FramePtr make_frame() {
  FramePtr frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  return frame;
}

Input::Input(const std::filesystem::path& path, const SoundChoice& sound) : path_(path.string()) {
  open();
  video_ = find_video(*context_);
  sound_ = find_sound(*context_, sound, path_);
  if (video_ < 0 && !sound_)
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot use \"" + path_ +
                          "\": it has neither pictures nor sound that can be decoded (found: " +
                          describe_streams(*context_) + "). Is it the right file?");
  if (video_ < 0) return;
  read_head();
  if (!set_times(head_)) {
    reopen();
    read_head();
  }
  if (!find_first_picture()) decode_first_picture();
  set_rate();
  straighten_clock();
}

void Input::open() {
  context_ = open_input(path_);
  allow_packets();
  used_.resize(context_->nb_streams, true);
  is_at_start_ = true;
  head_.clear();
  counted_ = 0;
  piece_.assign(context_->nb_streams, 0);
}

// Every packet takes a few bytes of the file at least.
void Input::allow_packets() {
  std::error_code error;
  const auto size = std::filesystem::file_size(path_, error);
  packets_left_ = error ? INT64_MAX : static_cast<std::int64_t>(size / 4) + 10'000;
}

// Until a second key picture or head_pictures pictures; they are given again by read().
void Input::read_head() {
  std::deque<PacketPtr> head;
  const auto packet = make_packet();
  int pictures = 0;
  while (pictures < kHeadPictures && read_on(*packet)) {
    head.push_back(copy_of(*packet));
    if (packet->stream_index != video_) continue;
    if (++pictures > 1 && is_key(*packet)) break;
  }
  head_ = std::move(head);
}

// Finds out how the packets are timed, on the first of them. False: they must be read again.
bool Input::set_times(const std::deque<PacketPtr>& head) {
  int pictures = 0, with_pts = 0, with_dts = 0;
  for (const auto& p : head) {
    if (p->stream_index != video_) continue;
    ++pictures;
    with_pts += p->pts != AV_NOPTS_VALUE;
    with_dts += p->dts != AV_NOPTS_VALUE;
  }
  const std::string_view container = context_->iformat->name;
  const bool is_avi = container == "avi";
  const bool is_bare = is_bare_stream(container);
  const bool has_some = !is_avi && !is_bare && with_pts * 4 > pictures;
  const bool has_all = has_some && with_pts == pictures;
  const bool may_lack_some = container.starts_with("mpeg") && DisplayTimes::suits(*video());
  if (pictures == 0 || (has_all && !may_lack_some) || (has_some && !DisplayTimes::suits(*video())))
    return true;
  is_timed_ = !is_bare && with_dts * 2 > pictures;
  has_display_times_ = DisplayTimes::suits(*video());
  given_ = has_some ? DisplayTimes::Given::some : DisplayTimes::Given::none;
  if (has_display_times_) display_times_.emplace(*video(), given_);
  return has_all;
}

// The common case needs no decoding: a key picture that nothing precedes, in either order.
bool Input::find_first_picture() {
  const AVPacket* first = nullptr;
  for (const auto& p : head_) {
    if (p->stream_index != video_) continue;
    const auto ticks = has_display_times_ ? p->pts : p->dts;
    if (ticks == AV_NOPTS_VALUE || is_hidden(*p)) return false;
    if (first ? ticks < first_picture_ : !is_key(*p)) return false;
    if (first) continue;
    first = p.get();
    first_picture_ = ticks;
  }
  return first != nullptr;
}

void Input::decode_first_picture() {
  const auto decoder = make_decoder(*video(), path_);
  decoder->thread_count = 1;
  open_decoder(*decoder, path_);
  const auto frame = make_frame();
  const auto packet = make_packet();
  std::deque<PacketPtr> head;
  head.swap(head_);
  std::size_t next = 0;
  for (int pictures = 0; pictures < kHeadPicturesToDecode; ++pictures) {
    while (next < head.size() && head[next]->stream_index != video_) ++next;
    while (next == head.size() && read_on(*packet)) {
      head.push_back(copy_of(*packet));
      if (packet->stream_index != video_) ++next;
    }
    const bool is_end = next == head.size();
    avcodec_send_packet(decoder.get(), is_end ? nullptr : head[next++].get());
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
      if (is_damaged(*frame)) continue;
      if (frame->pts != AV_NOPTS_VALUE || is_end) {
        first_picture_ = frame->pts != AV_NOPTS_VALUE ? frame->pts : 0;
        head_.swap(head);
        return;
      }
    }
    if (is_end) break;
  }
  throw base::Error(base::ErrorKind::corrupt, "cannot decode \"" + path_ +
                                                  "\": no picture comes out of its " +
                                                  avcodec_get_name(video()->codecpar->codec_id) +
                                                  " stream. The file is damaged or was cut off.");
}

void Input::use(const std::vector<const AVStream*>& streams) {
  used_.assign(context_->nb_streams, false);
  for (const auto* stream : streams)
    if (stream) used_[static_cast<std::size_t>(stream->index)] = true;
  apply_use();
}

void Input::apply_use() {
  for (unsigned i = 0; i < context_->nb_streams; ++i)
    context_->streams[i]->discard = used_[i] ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

bool Input::take_from_head(AVPacket& packet) {
  while (!head_.empty()) {
    const PacketPtr first = std::move(head_.front());
    head_.pop_front();
    is_at_start_ = false;
    if (!used_[static_cast<std::size_t>(first->stream_index)]) continue;
    av_packet_unref(&packet);
    av_packet_move_ref(&packet, first.get());
    return true;
  }
  return false;
}

bool Input::read_raw(AVPacket& packet) {
  for (int errors = 0; errors < kErrorsInARow && packets_left_ > 0;) {
    --packets_left_;
    av_packet_unref(&packet);
    const int code = av_read_frame(context_.get(), &packet);
    if (code == AVERROR_EOF) return false;
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code < 0) {
      ++errors;
      continue;
    }
    const auto index = static_cast<std::size_t>(packet.stream_index);
    if (index >= used_.size() || !used_[index]) continue;
    straighten(packet);
    return true;
  }
  if (context_->pb && context_->pb->error == AVERROR(EIO))
    throw base::Error(base::ErrorKind::unavailable,
                      "cannot read \"" + path_ + "\": the disk reports a fault");
  return false;
}

// Completes the packets' times.
bool Input::read_on(AVPacket& packet) {
  for (;;) {
    if (display_times_) {
      if (const auto timed = display_times_->pop()) {
        av_packet_unref(&packet);
        av_packet_move_ref(&packet, timed.get());
        return true;
      }
    }
    const bool is_end = !read_raw(packet);
    if (is_end && !display_times_) return false;
    if (is_end) {
      display_times_->finish();
      const auto timed = display_times_->pop();
      if (timed) av_packet_move_ref(&packet, timed.get());
      return timed != nullptr;
    }
    if (packet.stream_index != video_) return true;
    if (!is_timed_) {
      const auto rate =
          video()->avg_frame_rate.num > 0 ? video()->avg_frame_rate : AVRational{24, 1};
      packet.dts = av_rescale_q(counted_++, av_inv_q(rate), video()->time_base);
      packet.pts = AV_NOPTS_VALUE;
    }
    if (!display_times_) return true;
    display_times_->push(copy_of(packet));
  }
}

bool Input::read(AVPacket& packet) {
  if (take_from_head(packet)) return true;
  is_at_start_ = false;
  return read_on(packet);
}

bool Input::seek(const AVStream& stream, std::int64_t ticks) {
  if (!is_timed_) return false;
  allow_packets();
  head_.clear();
  is_at_start_ = false;
  if (display_times_) display_times_->reset();
  if (has_jumps()) return seek_place(stream, ticks);
  return av_seek_frame(context_.get(), stream.index, ticks, AVSEEK_FLAG_BACKWARD) >= 0;
}

void Input::reopen() {
  open();
  apply_use();
  if (display_times_) display_times_.emplace(*video(), given_);
}

void Input::rewind() {
  if (!is_at_start_) reopen();
}

}  // namespace media
