#include "cinecut/vibe/vibe.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/nearest.h"
#include "base/utf8.h"

namespace cinecut {

std::vector<Vibe> vibes_with(std::string_view csv) {
  std::vector<Vibe> all = built_in_vibes();
  for (Vibe& own : parse_vibes(csv)) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const Vibe& v) {
      return base::lower_ascii(v.name) == base::lower_ascii(own.name);
    });
    if (same != all.end())
      *same = std::move(own);
    else
      all.push_back(std::move(own));
  }
  std::sort(all.begin(), all.end(), [](const Vibe& a, const Vibe& b) { return a.name < b.name; });
  return all;
}

const Vibe& find_vibe(const std::vector<Vibe>& vibes, std::string_view name) {
  // The rest of a pasted text does not belong into a message.
  const std::string wanted = base::lower_ascii(name.substr(0, 64));
  for (const Vibe& v : vibes)
    if (base::lower_ascii(v.name) == wanted) return v;

  std::string message = "there is no vibe \"" + std::string(name.substr(0, 64)) + "\".";
  std::vector<std::string> names;
  for (const Vibe& v : vibes) names.push_back(v.name);
  const std::string closest = base::nearest_word(wanted, names);
  if (!closest.empty()) message += " Did you mean \"" + closest + "\"?";
  message += " The vibes are:";
  for (const Vibe& v : vibes) message += (&v == &vibes.front() ? " " : ", ") + v.name;
  throw base::Error(base::ErrorKind::usage, message + ".");
}

}  // namespace cinecut
