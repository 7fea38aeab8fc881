#include "cinecut/descriptions/journal.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/files.h"
#include "base/utf8.h"

namespace cinecut::descriptions {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::uintmax_t kLargest = 64 << 20;

std::string text_of(const Json& map, const char* key) {
  auto text = map.value(key, std::string{});
  return base::is_utf8(text) ? text : std::string{};
}

std::string head_of(const Provenance& p) {
  return base::to_row({{"version", kVersion},
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
  return base::to_row(map);
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

}  // namespace

std::optional<Descriptions> descriptions_from_bytes(std::string_view bytes) {
  Descriptions all;
  try {
    const auto head = base::take_row(bytes);
    if (!head || head->value("version", 0) != kVersion) return std::nullopt;
    all.provenance = {head->value("film_bytes", std::uint64_t{0}),
                      head->value("film_changed_ns", std::int64_t{0}), text_of(*head, "describer")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  try {
    while (const auto map = base::take_row(bytes)) take(all, *map);
  } catch (const Json::exception&) {
    all.is_complete = false;  // What came before it counts.
  }
  return all;
}

std::optional<Descriptions> read_journal(const std::filesystem::path& path,
                                         const Provenance& provenance) {
  const auto bytes = base::try_read_file(path, kLargest);
  if (!bytes) return std::nullopt;
  auto all = descriptions_from_bytes(*bytes);
  if (!all || all->provenance != provenance) return std::nullopt;
  return all;
}

Journal::Journal(const std::filesystem::path& path, const Provenance& provenance) {
  if (auto known = read_journal(path, provenance)) descriptions_ = *std::move(known);
  descriptions_.provenance = provenance;
  descriptions_.is_complete = false;
  // What stands behind the last whole entry is left out.
  auto bytes = head_of(provenance);
  for (const auto& [time, described] : descriptions_.by_time) bytes += entry_of(time, described);
  file_.emplace(path, bytes);
}

void Journal::add(base::FilmTime time, const Described& described) {
  file_->append(entry_of(time, described));
  descriptions_.by_time[time] = described;
}

void Journal::complete() {
  file_->append(base::to_row({{"complete", true}}));
  file_->flush();
  descriptions_.is_complete = true;
}

}  // namespace cinecut::descriptions
