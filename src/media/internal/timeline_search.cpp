#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "media/internal/input.h"
#include "media/internal/timeline.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLeastStep = 4 << 20;
constexpr std::int64_t kMostSteps = 256;
/// Smaller files are looked through at once.
constexpr std::int64_t kSmallFile = 16 * kLeastStep;
constexpr int kPacketsAtAPlace = 2000;
constexpr int kErrorsInARow = 50;

// False at the end, or where the file is damaged beyond reading.
bool read_packet(AVFormatContext& context, AVPacket& packet) {
  for (int errors = 0; errors < kErrorsInARow; ++errors) {
    av_packet_unref(&packet);
    const int code = av_read_frame(&context, &packet);
    if (code == AVERROR_EOF) return false;
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code >= 0) return true;
  }
  return false;
}

// When the first picture that follows `byte` is decoded.
std::optional<base::Duration> clock_at(AVFormatContext& context, int video, std::int64_t byte) {
  if (av_seek_frame(&context, -1, byte, AVSEEK_FLAG_BYTE) < 0) return {};
  const auto packet = make_packet();
  for (int n = 0; n < kPacketsAtAPlace && read_packet(context, *packet); ++n)
    if (packet->stream_index == video && packet->dts != AV_NOPTS_VALUE)
      return to_duration(packet->dts, context.streams[video]->time_base);
  return {};
}

// Between places that are equally far apart a clock that runs on grows by much the same.
bool is_in_step(AVFormatContext& context, int video, std::int64_t size) {
  const auto step = std::max(kLeastStep, size / kMostSteps);
  std::vector<base::Duration> growths;
  std::optional<base::Duration> last;
  for (std::int64_t byte = 0; byte < size; byte += step) {
    const auto clock = clock_at(context, video, byte);
    if (clock && last) growths.push_back(*clock - *last);
    last = clock;
  }
  if (growths.empty()) return true;
  auto middle = growths.begin() + std::ssize(growths) / 2;
  std::ranges::nth_element(growths, middle);
  const auto usual = *middle;
  return std::ranges::all_of(
      growths, [&](auto growth) { return growth > usual / 5 && growth < 4 * usual + 5s; });
}

// Every packet takes a few bytes of the file at least: a broken file must not keep us for ever.
Timeline look_through(AVFormatContext& context, int video, base::Duration picture,
                      std::int64_t size) {
  JumpFinder finder(context, video, picture);
  if (av_seek_frame(&context, -1, 0, AVSEEK_FLAG_BYTE) < 0) return {};
  const auto packet = make_packet();
  for (auto left = size / 4 + 10'000; left > 0 && read_packet(context, *packet); --left)
    finder.add(*packet);
  return finder.finish();
}

using FileIdentity = std::tuple<std::string, dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

std::optional<FileIdentity> identity_of(const std::filesystem::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return {};
  const auto nanoseconds = [](const timespec& t) {
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
  };
  return FileIdentity(path.string(), facts.st_dev, facts.st_ino, facts.st_size,
                      nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim));
}

}  // namespace

bool may_jump(const AVFormatContext& context) {
  constexpr std::array<std::string_view, 4> kinds = {"mpegts", "mpeg", "flv", "live_flv"};
  return std::ranges::find(kinds, std::string_view(context.iformat->name)) != kinds.end();
}

Timeline find_timeline(AVFormatContext& context, int video, base::Duration picture) {
  const auto size = context.pb ? avio_size(context.pb) : 0;
  if (size <= 0) return {};
  if (size > kSmallFile && is_in_step(context, video, size)) return {};
  return look_through(context, video, picture, size);
}

std::shared_ptr<const Timeline> remember_timeline(const std::filesystem::path& path,
                                                  const std::function<Timeline()>& find) {
  static std::mutex mutex;
  static std::map<FileIdentity, std::shared_ptr<const Timeline>> known;
  constexpr std::size_t most_known = 16;
  const auto identity = identity_of(path);
  if (identity) {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(*identity); found != known.end()) return found->second;
  }
  auto timeline = std::make_shared<const Timeline>(find());
  if (identity) {
    const std::lock_guard lock(mutex);
    if (known.size() >= most_known) known.clear();
    known[*identity] = timeline;
  }
  return timeline;
}

}  // namespace media
