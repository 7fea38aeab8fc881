#include "cinecut/vibe/vibe.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/nearest.h"
#include "base/utf8.h"

namespace cinecut::vibe {
namespace {

bool is_same_vibe(std::string_view a, std::string_view b) {
  return base::lower_ascii(a) == base::lower_ascii(b);
}

}  // namespace

const Vibe* vibe_named(const std::vector<Vibe>& vibes, std::string_view name) {
  const auto found = std::find_if(vibes.begin(), vibes.end(),
                                  [&](const Vibe& v) { return is_same_vibe(v.name, name); });
  return found == vibes.end() ? nullptr : &*found;
}

std::vector<Vibe> vibes_with(std::string_view csv) {
  std::vector<Vibe> all = built_in_vibes();
  for (Vibe& own : parse_vibes(csv)) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Vibe& v) { return is_same_vibe(v.name, own.name); });
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
  name = name.substr(0, 64);
  if (const Vibe* found = vibe_named(vibes, name)) return *found;
  throw base::Error(base::ErrorKind::usage, no_vibe_named(vibes, name));
}

std::string no_vibe_named(const std::vector<Vibe>& vibes, std::string_view name) {
  std::string message = "there is no vibe \"" + std::string(name) + "\".";
  std::vector<std::string> names;
  names.reserve(vibes.size());
  for (const Vibe& v : vibes) names.push_back(v.name);
  const std::string closest = base::nearest_word(base::lower_ascii(name), names);
  if (!closest.empty()) message += " Did you mean \"" + closest + "\"?";
  message += " The vibes are:";
  for (const Vibe& v : vibes) message += (&v == &vibes.front() ? " " : ", ") + v.name;
  return message + ".";
}

}  // namespace cinecut::vibe
