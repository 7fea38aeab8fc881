#include "minerva/vision/internal/decoders.h"

#include <png.h>
#include <webp/decode.h>

#include <csetjmp>
#include <cstddef>
#include <cstdio>
// After <cstdio>, which it needs.
#include <jpeglib.h>
// After it, for its codes.
#include <jerror.h>

namespace minerva::vision {
namespace {

std::size_t size_of(int width, int height) {
  return std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

/// libjpeg ends by a jump where it cannot go on. Nothing between has a destructor.
struct JpegErrors {
  jpeg_error_mgr manager;  // First: libjpeg hands out a pointer to it.
  std::jmp_buf on_error;
  bool is_cut;
};

void leave(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->on_error, 1);
}

// Much that libjpeg warns of does no harm; that the data ended early does.
void hear(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto* errors = reinterpret_cast<JpegErrors*>(info->err);
  const int code = errors->manager.msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) errors->is_cut = true;
}

// Adobe's CMYK is kept inverted.
void cmyk_to_rgb(const std::uint8_t* from, std::uint8_t* to, int count) {
  for (int i = 0; i < count; ++i, from += 4, to += 3)
    for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(from[c] * from[3] / 255);
}

/// False: it is broken. `row`: room for a row of four bytes a pixel.
bool read_jpeg(jpeg_decompress_struct& info, JpegErrors& errors, std::string_view bytes,
               std::int64_t least_pixels, Pixels& pixels, std::vector<std::uint8_t>& row) {
  if (setjmp(errors.on_error) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  const bool is_cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  const auto count = std::int64_t{info.image_width} * info.image_height;
  info.scale_denom = 1;
  while (info.scale_denom < 8 && count / (4 * info.scale_denom * info.scale_denom) >= least_pixels)
    info.scale_denom *= 2;
  info.scale_num = 1;
  jpeg_start_decompress(&info);
  pixels.width = static_cast<int>(info.output_width);
  pixels.height = static_cast<int>(info.output_height);
  pixels.rgb.resize(size_of(pixels.width, pixels.height));
  row.resize(std::size_t{4} * info.output_width);
  while (info.output_scanline < info.output_height) {
    auto* to = pixels.rgb.data() + std::size_t{3} * info.output_width * info.output_scanline;
    JSAMPROW target = is_cmyk ? row.data() : to;
    if (jpeg_read_scanlines(&info, &target, 1) != 1) return false;
    if (is_cmyk) cmyk_to_rgb(row.data(), to, pixels.width);
  }
  jpeg_finish_decompress(&info);
  return !errors.is_cut;
}

}  // namespace

Pixels decode_jpeg(std::string_view bytes, std::int64_t least_pixels) {
  Pixels pixels;
  std::vector<std::uint8_t> row;
  jpeg_decompress_struct info{};
  JpegErrors errors{};
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = leave;
  errors.manager.emit_message = hear;
  const bool is_good = read_jpeg(info, errors, bytes, least_pixels, pixels, row);
  jpeg_destroy_decompress(&info);
  return is_good ? std::move(pixels) : Pixels{};
}

Pixels decode_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  Pixels pixels;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return {};
  image.format = PNG_FORMAT_RGB;
  pixels.width = static_cast<int>(image.width);
  pixels.height = static_cast<int>(image.height);
  pixels.rgb.resize(size_of(pixels.width, pixels.height));
  const png_color white{255, 255, 255};
  const bool is_good = png_image_finish_read(&image, &white, pixels.rgb.data(), 0, nullptr) != 0;
  png_image_free(&image);
  return is_good ? std::move(pixels) : Pixels{};
}

Pixels decode_webp(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  Pixels pixels;
  auto* rgba = WebPDecodeRGBA(data, bytes.size(), &pixels.width, &pixels.height);
  if (!rgba) return {};
  pixels.rgb.resize(size_of(pixels.width, pixels.height));
  const std::uint8_t* from = rgba;
  for (auto to = pixels.rgb.begin(); to != pixels.rgb.end(); to += 3, from += 4)
    for (int c = 0; c < 3; ++c)
      to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
  WebPFree(rgba);
  return pixels;
}

}  // namespace minerva::vision
