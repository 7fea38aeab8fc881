#pragma once
// Findings: what a program's doctor says about this machine.

#include <string>
#include <vector>

namespace app {

struct Finding {
  std::string what;
  bool is_fine = true;
  std::string detail;
  std::string remedy;  ///< Told if it is not fine.
};

/// Prints them, as JSON or a line each with `ready` at the end if all is fine. The exit code: 0 if
/// all is fine, else 1.
int print_findings(const std::vector<Finding>& findings, bool as_json, const std::string& ready);

}  // namespace app
