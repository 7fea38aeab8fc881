#include "cinecut/story/story.h"

namespace cinecut::story {
namespace {

constexpr std::array<std::string_view, 5> kLineKinds = {"exposition", "question", "statement",
                                                        "threat", "feeling"};

}  // namespace

std::string_view name_of(LineKind k) { return kLineKinds[static_cast<std::size_t>(k)]; }

}  // namespace cinecut::story
