#pragma once
// A look at a GGUF file's list of tensors, for what llama.cpp does not check and then dies of.
// Private to src/minerva.

#include <filesystem>
#include <string>

namespace minerva {

/// Vectors (norms and biases) must be 32-bit floats: with others, computing ends the process.
/// Empty: nothing is wrong, or the file is so damaged that llama.cpp will say so. Reads the file's
/// head only. See ggml's docs/gguf.md for the format.
std::string mistake_in_tensors(const std::filesystem::path& path);

}  // namespace minerva
