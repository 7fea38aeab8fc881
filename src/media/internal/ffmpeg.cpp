#include "media/internal/ffmpeg.h"

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <system_error>

namespace media {
namespace {

// FFmpeg tells the useful half of its reasons ("moov atom not found") only to its log. While a
// Listening lives, what this thread's calls log as errors is kept; all else is dropped.
thread_local std::string* heard = nullptr;

[[gnu::format(printf, 3, 0)]]
void listen(void*, int level, const char* format, va_list arguments) {
  if (!heard || level > AV_LOG_ERROR || heard->size() > 300) return;
  char line[256];
  std::vsnprintf(line, sizeof line, format, arguments);
  std::string_view text(line);
  while (!text.empty() && (text.back() == '\n' || text.back() == '.')) text.remove_suffix(1);
  if (text.empty() || heard->find(text) != std::string::npos) return;
  if (!heard->empty()) *heard += "; ";
  *heard += text;
}

class Listening {
 public:
  Listening() { heard = &text_; }
  ~Listening() { heard = nullptr; }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  std::string with(const std::string& reason) const {
    return text_.empty() ? reason : reason + " (" + text_ + ")";
  }

 private:
  std::string text_;
};

base::ErrorKind kind_of(int code) {
  switch (code) {
    case AVERROR(ENOENT):
      return base::ErrorKind::not_found;
    case AVERROR(ENOMEM):
      return base::ErrorKind::out_of_memory;
    case AVERROR(EIO):
    case AVERROR(ENOSPC):
    case AVERROR(EACCES):
    case AVERROR(EPERM):
    case AVERROR(EROFS):
    case AVERROR(EDQUOT):
      return base::ErrorKind::unavailable;
    default:
      return base::ErrorKind::corrupt;
  }
}

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& path, const std::string& why) {
  throw base::Error(kind, "cannot open \"" + path + "\": " + why);
}

// What the operating system has to say comes first: FFmpeg's words for it are vague.
void check_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    refuse(base::ErrorKind::not_found, path,
           "there is no such file. Check the name and the folder.");
  if (std::filesystem::is_directory(status))
    refuse(base::ErrorKind::corrupt, path, "it is a folder. Name a file inside it.");
  if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
    std::fclose(file);
  } else {
    refuse(base::ErrorKind::not_found, path,
           std::generic_category().message(errno) + ". Check the file's permissions.");
  }
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, error) == 0)
    refuse(base::ErrorKind::corrupt, path,
           "the file is empty. Perhaps a copy or a download did not finish.");
}

// Demuxers that make "pictures" of texts and of single images, or open other files.
bool is_no_film(std::string_view format) {
  for (const std::string_view name : {"tty", "image2", "concat", "hls", "dash", "ffmetadata"})
    if (format == name || format.starts_with(std::string(name) + ",")) return true;
  return format.ends_with("_pipe") || format.starts_with("image2");
}

}  // namespace

std::string message_of(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

int check(int code, const std::string& doing) {
  if (code >= 0) return code;
  throw base::Error(kind_of(code), "cannot " + doing + ": " + message_of(code));
}

void silence_ffmpeg() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(listen); });
}

InputPtr open_input(const std::string& path) {
  silence_ffmpeg();
  check_file(path);
  const Listening listening;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "protocol_whitelist", "file", 0);  // Playlists must not reach the network.
  av_dict_set(&options, "probesize", "20000000", 0);
  av_dict_set(&options, "analyzeduration", "10000000", 0);
  AVFormatContext* raw = nullptr;
  // "file:" keeps names with colons from being read as addresses.
  int code = avformat_open_input(&raw, ("file:" + path).c_str(), nullptr, &options);
  av_dict_free(&options);
  InputPtr input(raw);
  if (code >= 0 && is_no_film(input->iformat->name))
    refuse(base::ErrorKind::corrupt, path,
           std::string("it is no film or sound (it looks like \"") + input->iformat->long_name +
               "\"). Is it the right file?");
  if (code >= 0) code = avformat_find_stream_info(raw, nullptr);
  if (code < 0)
    refuse(kind_of(code), path,
           "it is no film or sound that can be read, or it is damaged. FFmpeg says: " +
               listening.with(message_of(code)) +
               ". Is it the right file, and was it copied to its end?");
  return input;
}

}  // namespace media
