#include "minerva/pool/internal/catalog.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/projectors.h"

namespace minerva::pool {
namespace {

namespace fs = std::filesystem;

/// "name-00002-of-00005" is the second of five files.
struct Part {
  std::string name;
  int index = 1, count = 1;
};

Part part_of(const std::string& stem) {
  constexpr std::size_t kSuffix = 15;
  const auto is_number = [&](std::size_t at) {
    return std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(at),
                       stem.begin() + static_cast<std::ptrdiff_t>(at + 5),
                       [](unsigned char c) { return c >= '0' && c <= '9'; });
  };
  if (stem.size() <= kSuffix) return {stem};
  const auto start = stem.size() - kSuffix;
  if (stem[start] != '-' || stem.compare(start + 6, 4, "-of-") != 0 || !is_number(start + 1) ||
      !is_number(start + 10))
    return {stem};
  return {stem.substr(0, start), std::stoi(stem.substr(start + 1, 5)),
          std::stoi(stem.substr(start + 10, 5))};
}

std::uint64_t bytes_of(const fs::path& first, const std::string& stem, int count) {
  std::uint64_t sum = 0;
  for (int i = 1; i <= count; ++i) {
    auto number = std::to_string(i);
    number.insert(0, 5 - std::min<std::size_t>(5, number.size()), '0');
    auto name = stem;
    if (count > 1) name.replace(stem.size() - 14, 5, number);
    std::error_code error;
    const auto size = fs::file_size(first.parent_path() / (name + ".gguf"), error);
    if (!error) sum += size;
  }
  return sum;
}

std::optional<ModelFile> model_of(const fs::path& path) {
  std::error_code error;
  if (path.extension() != ".gguf" || !fs::is_regular_file(path, error)) return std::nullopt;
  const auto stem = path.stem().string();
  if (base::is_projector_name(stem) || stem.starts_with(".")) return std::nullopt;
  const auto part = part_of(stem);
  if (part.index != 1) return std::nullopt;
  const auto written = fs::last_write_time(path, error);
  return ModelFile{part.name,
                   path,
                   bytes_of(path, stem, part.count),
                   error ? std::chrono::system_clock::time_point{}
                         : std::chrono::time_point_cast<std::chrono::system_clock::duration>(
                               std::chrono::file_clock::to_sys(written)),
                   {}};
}

void search(const fs::path& folder, int depth, std::vector<ModelFile>& found) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    paths.push_back(it->path());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    if (auto model = model_of(path)) {
      model->projector = base::projector_of(path, paths);
      found.push_back(std::move(*model));
    }
    if (depth > 0 && fs::is_directory(path, error)) search(path, depth - 1, found);
  }
}

}  // namespace

std::vector<ModelFile> find_models(const std::vector<fs::path>& folders,
                                   const std::vector<fs::path>& files) {
  std::vector<ModelFile> found;
  for (const auto& file : files)
    if (auto model = model_of(file)) {
      model->projector = base::projector_beside(file);
      found.push_back(std::move(*model));
    }
  for (const auto& folder : folders) search(folder, 1, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const ModelFile& a, const ModelFile& b) { return a.name < b.name; });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const ModelFile& a, const ModelFile& b) { return a.name == b.name; }),
              found.end());
  return found;
}

}  // namespace minerva::pool
