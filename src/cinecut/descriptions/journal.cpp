#include "cinecut/descriptions/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"

namespace cinecut::descriptions {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::uintmax_t kLargest = 64 << 20;

/// The map that `bytes` begins with, which is taken off them; nothing at the end, or where the
/// bytes mean nothing.
std::optional<Json> take_map(std::string_view& bytes) {
  auto map = base::take_msgpack(bytes);
  if (map && !map->is_object()) map.reset();
  return map;
}

std::string text_of(const Json& map, const char* key) {
  auto text = map.value(key, std::string{});
  return base::is_utf8(text) ? text : std::string{};
}

std::string packed(const Json& map) {
  std::string bytes;
  Json::to_msgpack(map, bytes);
  return bytes;
}

std::string head_of(const Provenance& p) {
  return packed({{"version", kVersion},
                 {"film_bytes", p.film_bytes},
                 {"film_changed_ns", p.film_changed_ns},
                 {"describer", p.describer}});
}

std::string entry_of(base::FilmTime time, const Described& d) {
  Json map = {{"time_ns", time.time_since_epoch().count()}};
  if (!d.skipped.empty()) {
    map["skipped"] = d.skipped;
  } else {
    map["visual_content"] = d.description.visual_content;
    map["mood"] = d.description.mood;
    map["action"] = d.description.action;
    map["setting"] = d.description.setting;
  }
  return packed(map);
}

void take(Descriptions& all, const Json& map) {
  if (map.value("complete", false)) all.is_complete = true;
  if (!map.contains("time_ns")) return;
  const auto time = base::FilmTime(base::Duration(map.at("time_ns").get<std::int64_t>()));
  Described described{{text_of(map, "visual_content"), text_of(map, "mood"), text_of(map, "action"),
                       text_of(map, "setting")},
                      text_of(map, "skipped")};
  if (described.skipped.empty() && described.description.visual_content.empty()) return;
  all.by_time[time] = std::move(described);
}

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error) {
  throw base::Error(base::ErrorKind::unavailable,
                    "cannot write " + base::quoted(path) + ": " +
                        std::generic_category().message(error) +
                        ". The descriptions written so far are kept; once there is room, the same "
                        "command goes on from there.");
}

}  // namespace

std::optional<Descriptions> descriptions_from_bytes(std::string_view bytes) {
  Descriptions all;
  try {
    const auto head = take_map(bytes);
    if (!head || head->value("version", 0) != kVersion) return std::nullopt;
    all.provenance = {head->value("film_bytes", std::uint64_t{0}),
                      head->value("film_changed_ns", std::int64_t{0}), text_of(*head, "describer")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  try {
    while (const auto map = take_map(bytes)) take(all, *map);
  } catch (const Json::exception&) {
    all.is_complete = false;  // What came before it counts.
  }
  return all;
}

std::optional<Descriptions> read_journal(const std::filesystem::path& path,
                                         const Provenance& provenance) {
  std::error_code error;
  if (const auto size = std::filesystem::file_size(path, error); error || size > kLargest)
    return std::nullopt;
  const auto bytes = base::try_read_file(path);
  if (!bytes) return std::nullopt;
  auto all = descriptions_from_bytes(*bytes);
  if (!all || all->provenance != provenance) return std::nullopt;
  return all;
}

Journal::Journal(std::filesystem::path path, const Provenance& provenance)
    : path_(std::move(path)) {
  if (auto known = read_journal(path_, provenance)) descriptions_ = *std::move(known);
  descriptions_.provenance = provenance;
  descriptions_.is_complete = false;
  // What stands behind the last whole entry is left out.
  auto bytes = head_of(provenance);
  for (const auto& [time, described] : descriptions_.by_time) bytes += entry_of(time, described);
  base::write_file_atomically(path_, bytes);
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ < 0) cannot_write(path_, errno);
}

Journal::~Journal() { ::close(file_); }

void Journal::append(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto n = ::write(file_, bytes.data() + at, bytes.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) cannot_write(path_, n == 0 ? ENOSPC : errno);
    at += static_cast<std::size_t>(n);
  }
}

void Journal::add(base::FilmTime time, const Described& described) {
  append(entry_of(time, described));
  descriptions_.by_time[time] = described;
}

void Journal::complete() {
  append(packed({{"complete", true}}));
  ::fsync(file_);
  descriptions_.is_complete = true;
}

}  // namespace cinecut::descriptions
