#include "cinecut/subtitles/internal/read_pictures.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/languages.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/parallel.h"
#include "cinecut/subtitles/internal/markup.h"
#include "cinecut/subtitles/internal/read_events.h"
#include "cinecut/subtitles/ocr.h"
#include "cinecut/subtitles/text_image.h"
#include "media/picture_text_track.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kAtOnce = 64;        // Events in memory.
constexpr float kLeastConfidence = 0.45f;  // Below, what was read is not what was written.

constexpr std::string_view kProgramStream{"\0\0\1\xBA", 4};  // A DVD's .sub.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The first bytes, without a byte order mark; fewer if there are fewer.
std::string head_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(64, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  if (head.starts_with(kByteOrderMark)) head.erase(0, kByteOrderMark.size());
  return head;
}

/// As many readers as threads ask for, each used by one at a time.
class Readers {
 public:
  explicit Readers(std::string language) : language_(std::move(language)) {
    auto first = TextReader::open(language_);
    if (first)
      idle_.push_back(*std::move(first));
    else
      why_not_ = first.error();
  }

  /// Empty: there are readers.
  const std::string& why_not() const { return why_not_; }

  ReadText read(const TextImage& image) {
    auto reader = take();
    if (!reader) return {};
    auto text = reader->read(image);
    text.text = mend_slips(text.text, language_);
    const base::Lock lock(mutex_);
    idle_.push_back(*std::move(reader));
    return text;
  }

 private:
  std::optional<TextReader> take() {
    {
      const base::Lock lock(mutex_);
      if (!idle_.empty()) {
        std::optional<TextReader> reader(std::move(idle_.back()));
        idle_.pop_back();
        return reader;
      }
    }
    auto another = TextReader::open(language_);
    if (!another) return std::nullopt;
    return *std::move(another);
  }

  std::string language_;
  std::string why_not_;
  base::Mutex mutex_;
  std::vector<TextReader> idle_ GUARDED_BY(mutex_);
};

class PictureReading {
 public:
  explicit PictureReading(const media::TextTrack& track)
      : readers_(base::language_code(track.language).value_or("")) {
    file_.format = "pictures";
    if (!readers_.why_not().empty())
      base::log(base::LogLevel::warning,
                "The words of picture subtitles are not read, only their times: " +
                    readers_.why_not() + ".");
  }

  void add(media::PictureEvent event) {
    waiting_.push_back(std::move(event));
    if (waiting_.size() >= kAtOnce) read_waiting();
  }

  SubtitleFile finish() {
    read_waiting();
    return std::move(file_);
  }

 private:
  void read_waiting() {
    std::vector<SubtitleEvent> events(waiting_.size());
    std::vector<char> is_seen(waiting_.size());
    base::parallel_for(waiting_.size(),
                       [&](std::size_t i) { is_seen[i] = read(waiting_[i], events[i]); });
    for (std::size_t i = 0; i < events.size(); ++i)
      if (is_seen[i]) file_.events.push_back(std::move(events[i]));
    waiting_.clear();
  }

  /// False: there is nothing to be seen.
  bool read(const media::PictureEvent& picture, SubtitleEvent& event) {
    event.start = picture.range.start;
    event.end = picture.range.end;
    bool is_seen = false, is_sure = true;
    for (const auto& bitmap : picture.bitmaps)
      for (const auto& image : to_text_images(bitmap)) {
        is_seen = true;
        if (!readers_.why_not().empty()) continue;
        const auto text = readers_.read(image);
        is_sure = is_sure && text.confidence >= kLeastConfidence;
        if (!event.text.empty() && !event.text.ends_with('\n')) event.text += '\n';
        append_escaped(event.text, text.text);
      }
    if (!is_sure) event.text.clear();
    event.is_unread = event.text.find_first_not_of(" \n\f") == std::string::npos;
    return is_seen;
  }

  Readers readers_;
  SubtitleFile file_;
  std::vector<media::PictureEvent> waiting_;
};

}  // namespace

Subtitles read_pictures(const std::filesystem::path& path, const media::TextTrack& track,
                        base::Duration film, const base::Progress& progress) {
  PictureReading reading(track);
  media::read_picture_track(
      path, track.stream, [&](media::PictureEvent event) { reading.add(std::move(event)); },
      progress);
  auto subtitles = read_events(reading.finish(), film);
  subtitles.encoding = "UTF-8";
  return subtitles;
}

Subtitles read_picture_file(const std::filesystem::path& path, std::string_view language,
                            base::Duration film, const base::Progress& progress) {
  auto index = path;
  if (head_of(path).starts_with(kProgramStream)) index.replace_extension(".idx");
  const auto tracks = media::probe_picture_file(index);
  if (tracks.empty())
    throw base::Error(base::ErrorKind::corrupt, "there is no track of subtitles in it.");
  const auto wanted = std::ranges::find_if(tracks, [&](const media::TextTrack& track) {
    return base::same_language(track.language, language);
  });
  auto subtitles =
      read_pictures(index, wanted == tracks.end() ? tracks.front() : *wanted, film, progress);
  if (subtitles.cues.empty() && subtitles.repairs.total() == 0)
    throw base::Error(base::ErrorKind::corrupt, "no picture of a subtitle in it can be read.");
  return subtitles;
}

bool is_picture_file(const std::filesystem::path& path) {
  const auto head = head_of(path);
  // Behind the letters there are times; no text has a zero.
  const bool is_sup = head.starts_with("PG") && head.substr(0, 13).find('\0') != std::string::npos;
  return is_sup || head.starts_with(kProgramStream) || head.starts_with("# VobSub index file");
}

}  // namespace cinecut::subtitles
