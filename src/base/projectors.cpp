#include "base/projectors.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <system_error>

#include "base/utf8.h"

namespace base {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "mmproj";

bool is_separator(char c) { return c == '-' || c == '_' || c == '.' || c == ' '; }

/// "f16", "bf16", "q4_k_m", "iq3_xs", "ud", "imatrix": how weights are kept, not what they are.
bool is_precision(std::string_view word) {
  constexpr std::array<std::string_view, 11> kWords{"f16", "f32", "bf16", "fp16", "fp32", "ud",
                                                    "k",   "m",   "s",    "l",    "xs"};
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
  const auto digits = word.starts_with("iq")  ? word.substr(2)
                      : word.starts_with("q") ? word.substr(1)
                                              : std::string_view();
  return !digits.empty() && std::isdigit(static_cast<unsigned char>(digits.front())) != 0;
}

std::vector<std::string> words_of(const std::string& stem) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : lower_ascii(stem) + "-") {
    if (!is_separator(c)) {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(word);
    word.clear();
  }
  return words;
}

/// What the name says of the model, without how the weights are kept.
std::string essence(const std::string& stem) {
  auto words = words_of(stem);
  std::erase_if(words, [](const std::string& w) { return w == kMark; });
  // Precisions stand at the end; "q4_k_m" are three words. "0" and "1" are of "q4_0".
  while (!words.empty() && (is_precision(words.back()) ||
                            (words.size() > 1 && words.back().size() == 1 &&
                             std::isdigit(static_cast<unsigned char>(words.back()[0])) != 0 &&
                             is_precision(words[words.size() - 2]))))
    words.pop_back();
  // "name-00001-of-00002"
  if (words.size() > 3 && words[words.size() - 2] == "of") {
    words.resize(words.size() - 3);
    while (!words.empty() && is_precision(words.back())) words.pop_back();
  }
  std::string text;
  for (const auto& w : words)
    if (w != "gguf" && w != "ggml") text += (text.empty() ? "" : "-") + w;
  return text;
}

bool says_nothing(const std::string& name) { return name.empty() || name == "model"; }

/// Of several, the one that computes well everywhere.
int rank(const fs::path& path) {
  const auto words = words_of(path.stem().string());
  const auto has = [&](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (has("f16") || has("fp16")) return 0;
  if (has("q8")) return 1;
  if (has("bf16")) return 2;
  return has("f32") || has("fp32") ? 3 : 4;
}

}  // namespace

bool is_projector_name(const std::string& stem) {
  return lower_ascii(stem).find(kMark) != std::string::npos;
}

fs::path projector_of(const fs::path& model, const std::vector<fs::path>& files) {
  const auto name = essence(model.stem().string());
  std::set<std::string> models;
  std::vector<fs::path> named, general;
  for (const auto& file : files) {
    if (file.extension() != ".gguf" || file.parent_path() != model.parent_path()) continue;
    const auto stem = file.stem().string();
    const auto other = essence(stem);
    if (!is_projector_name(stem))
      models.insert(other);
    else if (says_nothing(other))
      general.push_back(file);
    else if (other == name)
      named.push_back(file);
  }
  auto& found = named.empty() && models.size() == 1 ? general : named;
  if (found.empty()) return {};
  return *std::min_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(rank(a), a) < std::pair(rank(b), b);
  });
}

fs::path projector_beside(const fs::path& model) {
  std::error_code error;
  std::vector<fs::path> files;
  const auto folder = model.has_parent_path() ? model.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    files.push_back(it->path());
  return projector_of(folder / model.filename(), files);
}

}  // namespace base
