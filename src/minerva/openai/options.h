#pragma once
// What requests may ask for, whatever they say.

#include <chrono>
#include <filesystem>

#include "minerva/vision/picture.h"

namespace minerva::openai {

struct Options {
  /// Tokens of a reply whose request sets no limit. 0: what the context leaves.
  int reply_limit = 0;
  /// Most time of one generation, its wait in the queue included. Zero: no limit.
  std::chrono::milliseconds timeout{600'000};
  /// Pictures may be read from files in here; empty: only from requests themselves.
  std::filesystem::path media_folder;
  vision::PictureLimits pictures;
};

}  // namespace minerva::openai
