#pragma once
// What the FFmpeg that we run with can do.

#include <string>

namespace media {

/// "libavformat 59.27.100, libavcodec 59.37.100, …"
std::string library_versions();
bool has_encoder(const std::string& name);
bool has_decoder(const std::string& name);

}  // namespace media
