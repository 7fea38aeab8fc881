// A model file from anywhere: loaded and asked something, or refused with a Fault that says why.

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/log.h"
#include "minerva/engine/engine.h"
#include "minerva/model/chat.h"

namespace {

/// Known bytes at a path that ends with the process.
class File {
 public:
  File()
      : path_(std::filesystem::temp_directory_path() /
              ("fuzz-" + std::to_string(::getpid()) + ".gguf")) {}
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::filesystem::path& write(const std::uint8_t* data, std::size_t size) const {
    auto* file = std::fopen(path_.c_str(), "wb");
    if (!file || std::fwrite(data, 1, size, file) != size || std::fclose(file) != 0) std::abort();
    return path_;
  }

 private:
  std::filesystem::path path_;
};

void ask(const std::shared_ptr<const minerva::model::Model>& model) {
  const minerva::model::ChatTemplate chat(model);
  const auto prompt = chat.apply({{.role = "user", .content = "hello"}});
  minerva::engine::EngineOptions options;
  options.context = {.context = 64, .parallel = 1, .batch = 64, .micro_batch = 64, .threads = 1};
  minerva::engine::Engine engine(model, options);
  minerva::engine::Request request;
  request.prompt = prompt.tokens;
  request.sampling.temperature = 0;
  request.max_tokens = 3;
  (void)minerva::engine::generate(engine, request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const File file;
  static const bool is_quiet = [] {
    base::set_log_listener([](base::LogLevel, const std::string&) {});
    return true;
  }();
  (void)is_quiet;
  if (size > (1 << 20)) return 0;
  if (std::getenv("FUZZ_KEEP"))
    base::write_file_atomically("fuzz-last.gguf", {reinterpret_cast<const char*>(data), size});
  try {
    const auto& path = file.write(data, size);
    (void)minerva::model::estimate_memory(path, {}, {.context = 64});
    ask(std::make_shared<const minerva::model::Model>(path));
  } catch (const base::Error& e) {
    if (std::string(e.what()).size() < 20) std::abort();  // That says nothing.
  }
  return 0;
}
