#pragma once
// llama.cpp's process-wide parts: its back ends, started once, and its log.

#include <string>

struct ggml_backend_device;

namespace minerva::model {

/// Starts the back ends, once a process. Cheap after that; from any thread.
void start_backends();

/// Keeps what llama.cpp says on this thread while it lives, so that an error can say why. Outside
/// of it, llama.cpp's warnings go to base::log and the rest nowhere. A failed assertion of
/// llama.cpp on this thread throws std::runtime_error meanwhile; otherwise it ends the process. Not
/// for computing, whose threads could not go on.
class BackendLog {
 public:
  BackendLog();
  ~BackendLog();
  BackendLog(const BackendLog&) = delete;
  BackendLog& operator=(const BackendLog&) = delete;

  /// The errors said since, on one line; or `otherwise` if there were none.
  std::string errors_or(const std::string& otherwise) const;

 private:
  BackendLog* outer_;
  std::string errors_;
  friend void keep(int level, const char* text, void*);
};

/// In whose memory a device's buffers are: its own name, or kMainMemory.
std::string memory_of(ggml_backend_device* device);

}  // namespace minerva::model
