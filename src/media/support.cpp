#include "media/support.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
}

namespace media {
namespace {

std::string version(const char* name, unsigned v) {
  return std::string(name) + " " + std::to_string(AV_VERSION_MAJOR(v)) + "." +
         std::to_string(AV_VERSION_MINOR(v)) + "." + std::to_string(AV_VERSION_MICRO(v));
}

}  // namespace

std::string library_versions() {
  return version("libavformat", avformat_version()) + ", " +
         version("libavcodec", avcodec_version()) + ", " +
         version("libavfilter", avfilter_version());
}

bool has_encoder(const std::string& name) {
  return avcodec_find_encoder_by_name(name.c_str()) != nullptr;
}

bool has_decoder(const std::string& name) {
  const auto* known = avcodec_descriptor_get_by_name(name.c_str());
  return known && avcodec_find_decoder(known->id) != nullptr;
}

}  // namespace media
