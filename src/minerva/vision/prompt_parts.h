#pragma once
// A chat's prompt and its pictures, brought together for the projector.

#include <vector>

#include "minerva/model/chat.h"
#include "minerva/vision/projector.h"

namespace minerva::vision {

/// The pieces of a chat's prompt with its pictures, for Projector::tokenize(). The prompt names
/// pictures by their place in the list.
std::vector<PromptPart> parts_of(const model::ChatPrompt& prompt,
                                 const std::vector<PicturePtr>& pictures);

}  // namespace minerva::vision
