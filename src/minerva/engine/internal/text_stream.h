#pragma once
// Turning tokens into text that can be sent: whole UTF-8 characters, and nothing of a stop text.

#include <cstddef>
#include <string>
#include <vector>

namespace minerva::engine {

/// Takes the bytes of tokens and gives text that is certain to belong to the reply.
class TextStream {
 public:
  explicit TextStream(std::vector<std::string> stop) : stop_(std::move(stop)) {}

  /// What may be sent after these bytes. Holds back what may become a stop text or is not yet a
  /// whole character.
  std::string add(const std::string& bytes);
  /// The rest, when the reply ends otherwise; a character cut in half becomes U+FFFD.
  std::string finish();
  /// A stop text was met; nothing more comes.
  bool is_stopped() const { return is_stopped_; }

 private:
  std::size_t safe_length() const;

  std::vector<std::string> stop_;
  std::string held_;
  bool is_stopped_ = false;
};

}  // namespace minerva::engine
