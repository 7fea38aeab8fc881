#pragma once
// The word that was most likely meant.

#include <string>
#include <string_view>
#include <vector>

namespace base {

/// The one of `words` that is nearest to `typed` (letters added, missing, changed or swapped; case
/// does not count; a beginning of at least three letters is near). Empty if none is near enough to
/// be worth asking about. Of several equally near the first.
std::string nearest_word(std::string_view typed, const std::vector<std::string>& words);

}  // namespace base
