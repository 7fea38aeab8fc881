#include "shared/findings.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace app {
namespace {

void print_json(const std::vector<Finding>& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& f : findings)
    list.push_back({{"what", f.what},
                    {"ok", f.is_fine},
                    {"detail", f.detail},
                    {"remedy", f.is_fine ? "" : f.remedy}});
  std::printf("%s\n", list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void print_lines(const std::vector<Finding>& findings, const std::string& end) {
  for (const auto& f : findings)
    std::printf("%s %-18s %s%s%s\n", f.is_fine ? "✓" : "✗", f.what.c_str(), f.detail.c_str(),
                f.is_fine ? "" : "\n    ", f.is_fine ? "" : f.remedy.c_str());
  std::printf("%s\n", end.c_str());
}

}  // namespace

int print_findings(const std::vector<Finding>& findings, bool as_json, const std::string& ready) {
  const bool is_fine = std::ranges::all_of(findings, &Finding::is_fine);
  if (as_json)
    print_json(findings);
  else
    print_lines(findings, is_fine ? ready : "Mend what is marked ✗ and run this again.");
  return is_fine ? 0 : 1;
}

}  // namespace app
