#pragma once
// Pictures in requests: data URLs, and files under the one folder that was allowed. Nothing is
// ever fetched.

#include <filesystem>
#include <string>
#include <string_view>

#include "minerva/openai/options.h"
#include "minerva/vision/picture.h"

namespace minerva::openai {

/// The picture of an "image_url". `field`: where it stands in the body. Throws Fault:
/// invalid_parameter for what is no picture, is broken, too large or not allowed.
vision::PicturePtr read_picture(const std::string& url, const std::string& field,
                                const Options& options);

/// The bytes of base64, with or without padding; nothing else may stand in it. Throws Fault.
std::string from_base64(std::string_view text, const std::string& field);

/// The file of a path or a file:// URL, if it is inside of the folder, links followed. Throws
/// Fault.
std::filesystem::path allowed_file(const std::string& url, const std::filesystem::path& folder,
                                   const std::string& field);

}  // namespace minerva::openai
