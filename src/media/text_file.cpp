#include "media/text_file.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "media/internal/input.h"
#include "media/internal/text_decoder.h"

namespace media {
namespace {

constexpr std::size_t kLargestText = std::size_t{16} << 20;
constexpr std::size_t kProbed = std::size_t{1} << 16;

constexpr std::array<std::string_view, 14> kFormats = {
    "microdvd", "sami", "subviewer", "subviewer1", "mpl2", "mpsub",   "jacosub",
    "pjs",      "stl",  "vplayer",   "realtext",   "scc",  "aqtitle", "lrc"};

/// Bytes in memory as FFmpeg reads files.
class Memory {
 public:
  explicit Memory(std::string_view bytes) : bytes_(bytes) {
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferSize));
    context_ =
        buffer ? avio_alloc_context(buffer, kBufferSize, 0, this, read, nullptr, seek) : nullptr;
    if (!context_) {
      av_free(buffer);
      throw std::bad_alloc();
    }
  }
  ~Memory() {
    av_freep(static_cast<void*>(&context_->buffer));
    avio_context_free(&context_);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  AVIOContext* context() const { return context_; }

 private:
  static constexpr int kBufferSize = 1 << 16;

  static int read(void* self, std::uint8_t* to, int size) {
    auto& m = *static_cast<Memory*>(self);
    const auto n = std::min(static_cast<std::size_t>(std::max(size, 0)), m.bytes_.size() - m.at_);
    if (n == 0) return AVERROR_EOF;
    std::memcpy(to, m.bytes_.data() + m.at_, n);
    m.at_ += n;
    return static_cast<int>(n);
  }

  static std::int64_t seek(void* self, std::int64_t offset, int whence) {
    auto& m = *static_cast<Memory*>(self);
    const auto size = static_cast<std::int64_t>(m.bytes_.size());
    if (whence == AVSEEK_SIZE) return size;
    const auto from = whence == SEEK_CUR   ? static_cast<std::int64_t>(m.at_)
                      : whence == SEEK_END ? size
                                           : 0;
    if (from + offset < 0 || from + offset > size) return AVERROR(EINVAL);
    m.at_ = static_cast<std::size_t>(from + offset);
    return from + offset;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  AVIOContext* context_ = nullptr;
};

/// nullptr: none of the formats.
const AVInputFormat* format_of(std::string_view text) {
  std::string head(text.substr(0, kProbed));
  head.append(AVPROBE_PADDING_SIZE, '\0');
  const AVProbeData data{"", reinterpret_cast<unsigned char*>(head.data()),
                         static_cast<int>(head.size()) - AVPROBE_PADDING_SIZE, nullptr};
  int score = 0;
  const auto* format = av_probe_input_format3(&data, 1, &score);
  // FFmpeg wants to see three lines of these.
  int first = 0, last = 0;
  if (std::sscanf(head.c_str(), "{%9d}{%9d}", &first, &last) == 2)
    format = av_find_input_format("microdvd");
  if (std::sscanf(head.c_str(), "[%9d][%9d]", &first, &last) == 2)
    format = av_find_input_format("mpl2");
  const bool is_known = format && std::ranges::find(kFormats, format->name) != kFormats.end();
  return is_known ? format : nullptr;
}

/// nullptr: it cannot be read after all.
InputPtr open(const AVInputFormat& format, const Memory& memory, base::Rational frame_rate) {
  InputPtr input(avformat_alloc_context());
  if (!input) throw std::bad_alloc();
  input->pb = memory.context();
  input->flags |= AVFMT_FLAG_CUSTOM_IO;
  AVDictionary* options = nullptr;
  const auto rate = std::to_string(frame_rate.num) + "/" + std::to_string(frame_rate.den);
  if (frame_rate.num > 0) av_dict_set(&options, "subfps", rate.c_str(), 0);
  auto* raw = input.release();  // Freed when it cannot be opened.
  const int code = avformat_open_input(&raw, "", &format, &options);
  av_dict_free(&options);
  return InputPtr(code >= 0 ? raw : nullptr);
}

std::vector<TextEvent> read_events(AVFormatContext& input) {
  std::vector<TextEvent> events;
  if (input.nb_streams == 0) return events;
  const auto& stream = *input.streams[0];
  TextDecoder decoder(stream, "the text");
  const auto time = [&](std::int64_t ticks) {
    return base::FilmTime{to_duration(ticks, stream.time_base)};
  };
  const auto packet = make_packet();
  bool is_end = false;
  while (!is_end) {
    av_packet_unref(packet.get());
    is_end = av_read_frame(&input, packet.get()) < 0;
    for (auto& text : decoder.decode(*packet))
      events.push_back({{time(text.start), time(text.start + text.length)}, std::move(text.ass)});
  }
  end_open_events(events);
  return events;
}

}  // namespace

std::optional<TextFile> read_text_file(std::string_view text, base::Rational frame_rate) {
  if (text.empty() || text.size() > kLargestText) return {};
  silence_ffmpeg();
  const auto* format = format_of(text);
  if (!format) return {};
  const Memory memory(text);
  const auto input = open(*format, memory, frame_rate);
  if (!input) return {};
  try {
    TextFile file{format->name, read_events(*input)};
    if (file.events.empty()) return {};
    return file;
  } catch (const base::Error& e) {
    if (e.kind() == base::ErrorKind::out_of_memory) throw;
    return {};  // What precedes the events is damaged.
  }
}

}  // namespace media
