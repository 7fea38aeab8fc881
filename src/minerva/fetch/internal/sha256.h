#pragma once
// SHA-256, by OpenSSL.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace minerva::fetch {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// 64 hexadecimal digits, of all that was added. Ends the hash: only reset() may follow.
  std::string finish();
  void reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Is it 64 hexadecimal digits?
bool is_sha256(std::string_view text);

}  // namespace minerva::fetch
