#pragma once
// The head of a GGUF file, read quickly: what is needed before llama.cpp reads it, or what it does
// not check and then dies of. See ggml's docs/gguf.md for the format.

#include <cstdint>
#include <filesystem>
#include <string>

namespace minerva::model {

/// What cannot be read is empty or 0; llama.cpp will say why.
struct FileHead {
  std::string architecture;      ///< "llama"
  std::uint64_t vocabulary = 0;  ///< Tokens.
  /// Vectors (norms and biases) must be 32-bit floats: with others, computing ends the process.
  /// Empty: nothing is wrong with them.
  std::string mistake;
};

FileHead read_head(const std::filesystem::path& path);

}  // namespace minerva::model
