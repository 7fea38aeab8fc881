#include "minerva/fetch/hub.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"

namespace minerva::fetch {
namespace {

std::string base_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

bool is_safe_name(const std::string& name) {
  return !name.empty() && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '.' || c == '-' || c == '_' || c == '+';
         });
}

/// The name without "-00001-of-00003.gguf" or ".gguf".
std::string model_name(const std::string& file) {
  auto stem = file.substr(0, file.size() - 5);
  const auto part = stem.rfind("-of-");
  if (part != std::string::npos && part >= 6 && part + 9 == stem.size()) stem.resize(part - 6);
  return stem;
}

std::vector<RemoteFile> read_listing(std::string_view listing, const std::string& repository,
                                     const std::string& hub) {
  const auto list = base::try_parse_json(listing);
  if (!list || !list->is_array())
    throw base::Error(base::ErrorKind::unavailable,
                      "The hub's list of the files of " + repository + " cannot be read.");
  const auto folder = hub + "/" + repository + "/resolve/main/";
  std::vector<RemoteFile> files;
  for (const auto& entry : *list) {
    if (!entry.is_object() || entry.value("type", "") != "file") continue;
    const auto path = entry.value("path", "");
    const auto file = base_name(path);
    if (!base::lower_ascii(file).ends_with(".gguf") || !is_safe_name(file)) continue;
    RemoteFile one{folder + path, file, "", 0};
    if (const auto size = entry.find("size"); size != entry.end() && size->is_number_unsigned())
      one.bytes = size->get<std::uint64_t>();
    if (const auto lfs = entry.find("lfs"); lfs != entry.end() && lfs->is_object())
      one.sha256 = lfs->value("oid", "");
    files.push_back(std::move(one));
  }
  return files;
}

using Models = std::map<std::string, std::vector<RemoteFile>>;  ///< By name; parts in order.

std::uint64_t bytes_of(const std::vector<RemoteFile>& files) {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.bytes;
  return sum;
}

const Models::value_type& choose(const Models& models, const std::string& quantisation,
                                 const std::string& repository) {
  const auto find = [&](const std::string& wanted) {
    return std::find_if(models.begin(), models.end(), [&](const auto& m) {
      return base::lower_ascii(m.first).find(base::lower_ascii(wanted)) != std::string::npos;
    });
  };
  if (!quantisation.empty()) {
    if (const auto found = find(quantisation); found != models.end()) return *found;
    std::string names;
    for (const auto& [name, files] : models) names += (names.empty() ? "" : ", ") + name;
    throw base::Error(base::ErrorKind::not_found, repository + " has no file with \"" +
                                                      quantisation + "\" in its name. It has " +
                                                      names + ".");
  }
  for (const auto* usual : {"q4_k_m", "q8_0"})
    if (const auto found = find(usual); found != models.end()) return *found;
  return *std::min_element(models.begin(), models.end(), [](const auto& a, const auto& b) {
    return bytes_of(a.second) < bytes_of(b.second);
  });
}

int exactness(const std::string& file) {
  constexpr const char* kBest[] = {"bf16", "f16", "f32", "q8_0"};
  for (int i = 0; i < 4; ++i)
    if (base::lower_ascii(file).find(kBest[i]) != std::string::npos)
      return i == 0 ? 1 : i == 1 ? 0 : i;
  return 4;
}

bool is_web_address(const std::string& name) { return name.find("://") != std::string::npos; }

RemoteFile file_of(const std::string& url) {
  const auto file = base_name(url.substr(0, url.find_first_of("?#")));
  if (!base::lower_ascii(file).ends_with(".gguf") || !is_safe_name(file))
    throw base::Error(base::ErrorKind::usage,
                      "\"" + url + "\" does not end in the name of a GGUF file (\"model.gguf\").");
  return {url, file, "", 0};
}

}  // namespace

const std::vector<KnownModel>& known_models() {
  static const std::vector<KnownModel> models = {
      {"gemma-3-1b", "ggml-org/gemma-3-1b-it-GGUF", "text", 1.5},
      {"llama-3.2-3b", "bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "text", 3.5},
      {"qwen2.5-7b", "bartowski/Qwen2.5-7B-Instruct-GGUF:Q4_K_M", "text", 6},
      {"qwen3-14b", "ggml-org/Qwen3-14B-GGUF", "text", 11},
      {"smolvlm2-500m", "ggml-org/SmolVLM2-500M-Video-Instruct-GGUF", "text and images", 1.5},
      {"qwen2.5-vl-3b", "ggml-org/Qwen2.5-VL-3B-Instruct-GGUF", "text and images", 5},
      {"gemma-3-4b", "ggml-org/gemma-3-4b-it-GGUF", "text and images", 5},
      {"qwen2.5-vl-7b", "ggml-org/Qwen2.5-VL-7B-Instruct-GGUF", "text and images", 8},
      {"all-minilm-l6-v2", "second-state/All-MiniLM-L6-v2-Embedding-GGUF:Q8_0", "embeddings", 0.1},
      {"multilingual-e5-small", "keisuke-miyako/multilingual-e5-small-gguf-f16", "embeddings", 0.4},
      {"gemma-3-12b", "ggml-org/gemma-3-12b-it-GGUF", "text and images", 12},
  };
  return models;
}

std::vector<RemoteFile> choose_files(std::string_view listing, const std::string& quantisation,
                                     const std::string& repository, const std::string& hub) {
  Models models;
  std::vector<RemoteFile> projectors;
  for (auto& file : read_listing(listing, repository, hub)) {
    const auto name = base::lower_ascii(file.file);
    if (name.starts_with("mmproj"))
      projectors.push_back(std::move(file));
    else if (name.find("imatrix") == std::string::npos)
      models[model_name(file.file)].push_back(std::move(file));
  }
  if (models.empty())
    throw base::Error(base::ErrorKind::not_found,
                      "There are no GGUF files in " + repository + " on the hub.");
  auto [name, chosen] = choose(models, quantisation, repository);
  std::sort(chosen.begin(), chosen.end(),
            [](const RemoteFile& a, const RemoteFile& b) { return a.file < b.file; });
  if (!projectors.empty()) {
    auto best = *std::min_element(projectors.begin(), projectors.end(),
                                  [](const RemoteFile& a, const RemoteFile& b) {
                                    return exactness(a.file) < exactness(b.file);
                                  });
    best.file = "mmproj-" + name + ".gguf";
    chosen.push_back(std::move(best));
  }
  return chosen;
}

std::vector<RemoteFile> resolve(const std::string& name, const std::string& hub,
                                const std::function<std::string(const std::string& url)>& get) {
  if (is_web_address(name)) return {file_of(name)};
  auto repository = name;
  for (const auto& known : known_models())
    if (known.name == base::lower_ascii(name)) repository = known.repository;
  const auto slash = repository.find('/');
  if (slash == std::string::npos || slash != repository.rfind('/')) {
    std::string names;
    for (const auto& known : known_models()) names += (names.empty() ? "" : ", ") + known.name;
    throw base::Error(base::ErrorKind::usage,
                      "\"" + name + "\" is none of the known models (" + names +
                          "), nor an address, nor OWNER/REPOSITORY[:QUANTISATION].");
  }
  std::string quantisation;
  if (const auto colon = repository.find(':'); colon != std::string::npos) {
    quantisation = repository.substr(colon + 1);
    repository.resize(colon);
  }
  if (!is_safe_name(repository.substr(0, slash)) || !is_safe_name(repository.substr(slash + 1)))
    throw base::Error(base::ErrorKind::usage,
                      "\"" + name + "\" is not the name of a repository (OWNER/REPOSITORY).");
  const auto listing = get(hub + "/api/models/" + repository + "/tree/main?recursive=true");
  return choose_files(listing, quantisation, repository, hub);
}

}  // namespace minerva::fetch
