#include "minerva/fetch/download.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/utf8.h"
#include "minerva/fetch/internal/http.h"
#include "minerva/fetch/internal/part.h"
#include "minerva/fetch/internal/sha256.h"

namespace minerva::fetch {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using Clock = std::chrono::steady_clock;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// How fast it goes, over the last seconds.
class Speed {
 public:
  DownloadProgress at(std::uint64_t done, std::uint64_t total) {
    const auto now = Clock::now();
    seen_.emplace_back(now, done);
    while (seen_.size() > 2 && now - seen_.front().first > std::chrono::seconds(8))
      seen_.pop_front();
    DownloadProgress progress{.done_bytes = done, .total_bytes = total};
    const double seconds = std::chrono::duration<double>(now - seen_.front().first).count();
    if (seconds > 0.2)
      progress.bytes_per_s = static_cast<double>(done - seen_.front().second) / seconds;
    if (total > 0 && progress.bytes_per_s > 0)
      progress.left_s = static_cast<double>(total - std::min(done, total)) / progress.bytes_per_s;
    return progress;
  }

 private:
  std::deque<std::pair<Clock::time_point, std::uint64_t>> seen_;
};

/// One file on its way.
class Fetching {
 public:
  Fetching(const std::string& url, const fs::path& path, const DownloadOptions& options);
  Downloaded run();

 private:
  /// True: the file is whole. Otherwise problem_ says what happened, and it may be tried again.
  bool try_once();
  /// Of the reply's first bytes. False: they are not what was asked for.
  bool begin(const HttpReply& reply);
  bool take(const HttpReply& reply, std::string_view bytes);
  bool judge(const HttpReply& reply);
  Downloaded finish();
  void pause(std::chrono::milliseconds time) const;
  [[noreturn]] void give_up() const;
  void check_stop() const {
    if (options_.stop.stop_requested())
      throw Error(ErrorKind::cancelled,
                  "The download was stopped; the same command goes on from there.");
  }

  std::string url_;
  fs::path path_, part_path_, origin_path_;
  const DownloadOptions& options_;
  Part part_;
  Origin origin_;
  Downloaded result_;
  bool has_begun_ = false;   ///< Of this attempt.
  std::uint64_t total_ = 0;  ///< 0: not known.
  std::string problem_;
  Speed speed_;
};

Fetching::Fetching(const std::string& url, const fs::path& path, const DownloadOptions& options)
    : url_(url),
      path_(path),
      part_path_(path.string() + ".part"),
      origin_path_(path.string() + ".part.json"),
      options_(options),
      part_(part_path_),
      origin_{url, "", base::lower_ascii(options.sha256)} {
  const auto kept = Origin::read(origin_path_);
  const bool is_same = kept.url == url && (origin_.sha256.empty() || kept.sha256.empty() ||
                                           kept.sha256 == origin_.sha256);
  // Without a mark of its version, what came before may be of another one.
  if (is_same && (!kept.etag.empty() || !kept.sha256.empty())) {
    part_.take_over(options.stop);
    origin_.etag = kept.etag;
    if (origin_.sha256.empty()) origin_.sha256 = kept.sha256;
  } else {
    part_.clear();
  }
  result_.resumed = part_.size();
}

Downloaded Fetching::run() {
  constexpr auto kFirstWait = std::chrono::milliseconds(200);
  auto wait = kFirstWait;
  for (int failures = 0;;) {
    const auto before = part_.size();
    if (try_once()) return finish();
    check_stop();
    const bool has_advanced = part_.size() > before;
    failures = has_advanced ? 0 : failures + 1;
    if (has_advanced) wait = kFirstWait;
    if (failures >= options_.attempts) give_up();
    if (options_.note) options_.note(problem_);
    pause(wait);
    wait = std::min(wait * 2, std::chrono::milliseconds(15000));
  }
}

bool Fetching::try_once() {
  HttpGet get{.url = url_, .options = options_.http, .stop = options_.stop};
  // Compressed, a range would be one of other bytes.
  get.headers["Accept-Encoding"] = "identity";
  if (part_.size() > 0) {
    get.headers["Range"] = "bytes=" + std::to_string(part_.size()) + "-";
    if (!origin_.etag.empty()) get.headers["If-Range"] = origin_.etag;
  }
  get.body = [this](const HttpReply& reply, std::string_view bytes) { return take(reply, bytes); };
  has_begun_ = false;
  speed_ = {};
  return judge(http_get(get));
}

bool Fetching::begin(const HttpReply& reply) {
  std::uint64_t start = 0;
  total_ = number(reply.header("content-length"));
  if (reply.status == 206) {
    const auto range = reply.header("content-range");  // "bytes 100-199/200"
    start = number(std::string_view(range).substr(std::min<std::size_t>(6, range.size())));
    total_ = number(std::string_view(range).substr(std::min(range.size(), range.find('/') + 1)));
    if (start != part_.size()) {
      problem_ = "the server sent another part than was asked for (" + range + ")";
      part_.clear();
      return false;
    }
  } else if (part_.size() > 0) {
    // The server knows no ranges, or the file is another one now.
    part_.clear();
    result_.resumed = 0;
  }
  if (const auto etag = reply.header("etag"); !etag.starts_with("W/")) origin_.etag = etag;
  auto linked = reply.header("x-linked-etag");
  std::erase(linked, '"');
  if (origin_.sha256.empty() && is_sha256(linked)) origin_.sha256 = base::lower_ascii(linked);
  if (total_ > start) part_.need_space(total_ - start);
  origin_.write(origin_path_);
  return true;
}

bool Fetching::take(const HttpReply& reply, std::string_view bytes) {
  if (!has_begun_ && !begin(reply)) return false;
  has_begun_ = true;
  part_.add(bytes);
  if (options_.progress) options_.progress(speed_.at(part_.size(), total_));
  return true;
}

bool Fetching::judge(const HttpReply& reply) {
  if (reply.is_refused) return false;
  if (reply.status == 416) {
    // Nothing is missing, or what is here is longer than the file.
    const auto range = reply.header("content-range");  // "bytes */200"
    if (const auto slash = range.find('/'); slash != std::string::npos)
      if (number(std::string_view(range).substr(slash + 1)) == part_.size()) return true;
    problem_ = "the server has less of it than is here";
    part_.clear();
    return false;
  }
  if (reply.status >= 400 && reply.status < 500 && reply.status != 408 && reply.status != 429)
    refuse_status(reply.status, url_);
  if (!reply.error.empty() || reply.status < 200 || reply.status > 299) {
    problem_ =
        reply.error.empty() ? "the server says " + std::to_string(reply.status) : reply.error;
    return false;
  }
  if (total_ > 0 && part_.size() < total_) {
    problem_ = "the connection ended early";
    return false;
  }
  return true;
}

void Fetching::give_up() const {
  throw Error(ErrorKind::unavailable,
              url_ + " cannot be fetched: " + problem_ + ". " +
                  (part_.size() > 0 ? std::to_string(part_.size()) +
                                          " bytes are kept: the same command goes on from there."
                                    : "Is the address right, and this machine connected?"));
}

Downloaded Fetching::finish() {
  result_.bytes = part_.size();
  result_.sha256 = part_.finish_hash();
  result_.is_verified = !origin_.sha256.empty();
  const auto refuse = [&](const std::string& why) {
    std::error_code ignored;
    fs::remove(part_path_, ignored);
    fs::remove(origin_path_, ignored);
    throw Error(ErrorKind::corrupt, url_ + " was fetched, but " + why + " Nothing was kept.");
  };
  if (result_.is_verified && result_.sha256 != origin_.sha256)
    refuse("is not the file it should be: its SHA-256 is " + result_.sha256 + ", not " +
           origin_.sha256 + ".");
  if (!part_.begins_like_gguf()) refuse("is not a GGUF file. Is the address that of a page?");
  base::finish_file(part_path_, path_);
  std::error_code ignored;
  fs::remove(origin_path_, ignored);
  return result_;
}

void Fetching::pause(std::chrono::milliseconds time) const {
  for (const auto end = Clock::now() + time; Clock::now() < end;) {
    check_stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::string hash_of(const fs::path& path, const std::stop_token& stop) {
  Sha256 hash;
  std::ifstream file(path, std::ios::binary);
  std::vector<char> buffer(1 << 20);
  while (file) {
    if (stop.stop_requested()) throw Error(ErrorKind::cancelled, "Checking was stopped.");
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
  }
  return hash.finish();
}

}  // namespace

Downloaded download(const std::string& url, const fs::path& path, const DownloadOptions& options) {
  if (!options.sha256.empty() && !is_sha256(options.sha256))
    throw Error(ErrorKind::usage,
                "\"" + options.sha256 + "\" is no SHA-256: it must be 64 hexadecimal digits.");
  check_address(url, !options.sha256.empty());
  std::error_code error;
  if (!options.replaces && fs::is_regular_file(path, error)) {
    const auto hash = hash_of(path, options.stop);
    if (!options.sha256.empty() && hash != base::lower_ascii(options.sha256))
      throw Error(ErrorKind::corrupt, "\"" + path.string() +
                                          "\" is there, but is another file: its SHA-256 is " +
                                          hash + ", not " + base::lower_ascii(options.sha256) +
                                          ". Replace it with --force.");
    return {fs::file_size(path), hash, true, !options.sha256.empty(), 0};
  }
  return Fetching(url, path, options).run();
}

}  // namespace minerva::fetch
