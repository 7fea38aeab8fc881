// Replays a corpus through a fuzz target, for compilers without libFuzzer. Every file is also tried
// cut short and with single bytes changed, so that a corpus of good files tests bad ones too.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#ifndef FUZZ_VARIANTS
#define FUZZ_VARIANTS 64
#endif

namespace {

std::size_t inputs = 0;

void run(const std::string& bytes) {
  ++inputs;
  // A copy of exactly this size, so that a sanitizer sees a read past its end.
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(data.data(), data.size());
}

void run_variants(const std::string& bytes) {
  run(bytes);
  constexpr std::size_t kVariants = FUZZ_VARIANTS;
  std::uint32_t random = 2463534242u;  // Marsaglia's xorshift32; the same variants each time.
  const auto next = [&random](std::size_t bound) {
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return random % std::max<std::size_t>(bound, 1);
  };
  for (std::size_t i = 0; i < kVariants && !bytes.empty(); ++i) {
    run(bytes.substr(0, next(bytes.size())));
    std::string changed = bytes;
    for (int n = 0; n < 3; ++n) changed[next(changed.size())] = static_cast<char>(next(256));
    run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) run_variants(base::read_file(file));
  std::printf("%zu files, %zu inputs\n", files.size(), inputs);
  return files.empty() ? 1 : 0;
}
