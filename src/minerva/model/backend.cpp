#include "minerva/model/backend.h"

#include <llama.h>
#include <mtmd-helper.h>

#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/log.h"
#include "minerva/kernels/buffers.h"
#include "minerva/kernels/device.h"
#include "minerva/model/memory.h"

namespace minerva::model {
namespace {

thread_local BackendLog* listening = nullptr;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// llama.cpp's assertions end the process. Where a damaged model's file is what fails them, on the
/// thread that reads it, they become an exception instead; llama.cpp's own C++ lets it through.
void refuse(const char* message) {
  const std::string text = message;
  if (listening) throw std::runtime_error(text.substr(text.rfind('/') + 1));
  std::fprintf(stderr, "llama.cpp: %s\n", message);
}

}  // namespace

void keep(int level, const char* text, void* /*unused*/) {
  if (level != GGML_LOG_LEVEL_ERROR && level != GGML_LOG_LEVEL_WARN) return;
  auto line = trimmed(text);
  if (line.empty()) return;
  if (listening && level == GGML_LOG_LEVEL_ERROR)
    listening->errors_ += (listening->errors_.empty() ? "" : "; ") + line;
  else
    base::log(base::LogLevel::debug, "llama.cpp: " + line);
}

void start_backends() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(
        [](ggml_log_level level, const char* text, void* data) { keep(level, text, data); },
        nullptr);
    mtmd_helper_log_set(
        [](ggml_log_level level, const char* text, void* data) { keep(level, text, data); },
        nullptr);
    ggml_set_abort_callback(refuse);
    llama_backend_init();
    kernels::keep_buffers_by_pages();
    kernels::register_kernel_device();
  });
}

BackendLog::BackendLog() : outer_(std::exchange(listening, this)) { start_backends(); }
BackendLog::~BackendLog() { listening = outer_; }

std::string BackendLog::errors_or(const std::string& otherwise) const {
  return errors_.empty() ? otherwise : errors_;
}

std::string memory_of(ggml_backend_device* device) {
  if (!device) return kMainMemory;
  const auto type = ggml_backend_dev_type(device);
  const bool is_main =
      type == GGML_BACKEND_DEVICE_TYPE_CPU || type == GGML_BACKEND_DEVICE_TYPE_ACCEL;
  return is_main ? kMainMemory : ggml_backend_dev_name(device);
}

}  // namespace minerva::model
