#pragma once
// Errors that end a job: a run of a program, or one HTTP request.

#include <stdexcept>
#include <string>

namespace base {

enum class ErrorKind {
  usage,          ///< The command or the request is wrong.
  not_found,      ///< A file, a model or a stage's result is not there.
  unsupported,    ///< Understood, but not something we can do.
  corrupt,        ///< Bytes that do not mean what they should.
  unavailable,    ///< Another program, a disk or a device does not answer or is full.
  out_of_memory,  ///< Needs more memory than there is.
  cancelled,      ///< The user or a client asked to stop.
  internal        ///< Our own mistake.
};

/// The message is one readable paragraph: what failed, on what, why, and what to do.
/// Caught in two places only: main(), and the request handler of the server.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

/// What the programs return: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted.
constexpr int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::not_found:
    case ErrorKind::unsupported:
    case ErrorKind::corrupt:
      return 2;
    case ErrorKind::cancelled:
      return 130;
    default:
      return 1;
  }
}

}  // namespace base
