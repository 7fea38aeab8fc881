#include "minerva/vision/prompt_parts.h"

namespace minerva::vision {

std::vector<PromptPart> parts_of(const model::ChatPrompt& prompt,
                                 const std::vector<PicturePtr>& pictures) {
  std::vector<PromptPart> parts;
  parts.reserve(prompt.pieces.size());
  for (const auto& piece : prompt.pieces)
    parts.push_back({.text = piece.text,
                     .special = piece.special,
                     .picture = piece.picture < 0
                                    ? nullptr
                                    : pictures.at(static_cast<std::size_t>(piece.picture))});
  return parts;
}

}  // namespace minerva::vision
