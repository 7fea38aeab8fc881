#pragma once
// Which files a name stands for: a few models known by short names, and any repository of a hub
// that speaks Hugging Face's API.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace minerva::fetch {

struct KnownModel {
  std::string name;
  std::string repository;  ///< "owner/name:quantisation"
  std::string purpose;     ///< "text", "text and images", "embeddings"
  double memory_gb = 0;    ///< About what it takes, with a context of 8192 tokens.
};
const std::vector<KnownModel>& known_models();

struct RemoteFile {
  std::string url;
  std::string file;    ///< Its name here, without folders.
  std::string sha256;  ///< Empty: not known.
  std::uint64_t bytes = 0;
};

/// Where a hub is: its address, without a slash at the end.
inline constexpr const char* kHub = "https://huggingface.co";

/// The files to fetch for a URL, a known name, or OWNER/REPOSITORY with or without :QUANTISATION
/// (Q4_K_M, else Q8_0, else the smallest there is). A projector that belongs to the model comes
/// with it, in the form that is read most exactly. `get` fetches a text. Throws Error: usage,
/// not_found.
std::vector<RemoteFile> resolve(const std::string& name, const std::string& hub,
                                const std::function<std::string(const std::string& url)>& get);

/// The files of a repository's listing that make one model. Throws as resolve() does.
std::vector<RemoteFile> choose_files(std::string_view listing, const std::string& quantisation,
                                     const std::string& repository, const std::string& hub);

}  // namespace minerva::fetch
