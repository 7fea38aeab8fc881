// A file of subtitles that are pictures: Blu-ray's, or DVD's pair with its index first. Read, or
// refused with an Error; what is read keeps its promises.

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/subtitles/text_image.h"
#include "media/picture_text_track.h"

namespace {

constexpr std::string_view kBetween = "\n====\n";  // The index and what it points to.

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

/// One for the whole process.
const std::filesystem::path& folder() {
  static const auto path = [] {
    const auto name = "cinecut-fuzz-pictures-" + std::to_string(getpid());
    auto made = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(made);
    std::atexit([] { std::filesystem::remove_all(folder()); });
    return made;
  }();
  return path;
}

void check(const media::PictureEvent& event) {
  require(event.range.start < event.range.end, "no event is empty");
  require(!event.bitmaps.empty(), "each has bitmaps");
  for (const auto& b : event.bitmaps) {
    require(b.width_px > 0 && b.width_px <= 8192 && b.height_px > 0 && b.height_px <= 8192,
            "sizes are in bounds");
    const auto pixels =
        static_cast<std::size_t>(b.width_px) * static_cast<std::size_t>(b.height_px);
    require(b.rgba.size() == 4 * pixels, "all pixels are there");
    if (pixels > 300'000) continue;  // Quick enough for a fuzzer.
    for (const auto& image : cinecut::subtitles::to_text_images(b))
      require(image.pixels.size() == static_cast<std::size_t>(image.width_px) *
                                         static_cast<std::size_t>(image.height_px),
              "images are whole");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  auto path = folder() / "words.sup";
  if (const auto at = bytes.find(kBetween); at != std::string::npos) {
    base::write_file_atomically(folder() / "words.sub", bytes.substr(at + kBetween.size()));
    path = folder() / "words.idx";
    base::write_file_atomically(path, bytes.substr(0, at + 1));
  } else {
    base::write_file_atomically(path, bytes);
  }
  try {
    for (const auto& track : media::probe_picture_file(path))
      media::read_picture_track(path, track.stream, check);
  } catch (const base::Error&) {
  }
  return 0;
}
