#include "minerva/openai/internal/pictures.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

#include "minerva/model/fault.h"

namespace minerva::openai {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
  throw model::Fault(model::FaultKind::invalid_parameter, field + ": " + why, field);
}

constexpr std::array<std::int16_t, 256> digits() {
  std::array<std::int16_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int16_t>(i);
  return values;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string from_percent(std::string_view text, const std::string& field) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
    if (high < 0 || low < 0 || high + low == 0) refuse(field, "the address is not well formed.");
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

std::string bytes_of(const fs::path& file, const std::string& field, std::size_t most) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(most + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad() || (!stream && !stream.eof())) refuse(field, "the file cannot be read.");
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

}  // namespace

std::string from_base64(std::string_view text, const std::string& field) {
  static constexpr auto kValues = digits();
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) refuse(field, "the base64 is cut short.");
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) refuse(field, "this is not base64.");
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

fs::path allowed_file(const std::string& url, const fs::path& folder, const std::string& field) {
  if (folder.empty())
    refuse(field,
           "files are not read by this server, only data URLs: it was started without "
           "--media-folder.");
  const fs::path asked = url.starts_with("file://") ? from_percent(url.substr(7), field) : url;
  std::error_code error;
  const auto root = fs::canonical(folder, error);
  if (error) refuse(field, "the folder of --media-folder is not there.");
  const auto file = fs::canonical(asked.is_absolute() ? asked : root / asked, error);
  // Whether a file outside is there is nobody's business.
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  if (error || end != root.end() || !fs::is_regular_file(file, error))
    refuse(field, "there is no such file in the folder of --media-folder.");
  return file;
}

vision::PicturePtr read_picture(const std::string& url, const std::string& field,
                                const Options& options) {
  if (url.starts_with("data:")) {
    const auto comma = url.find(',');
    if (comma == std::string::npos || !std::string_view(url).substr(0, comma).ends_with(";base64"))
      refuse(field, "a data URL must be of the form data:image/jpeg;base64,…");
    const auto text = std::string_view(url).substr(comma + 1);
    if (text.size() / 4 * 3 > options.pictures.bytes + 3)
      refuse(field, "the picture has about " + std::to_string(text.size() / 4 * 3) +
                        " bytes; at most " + std::to_string(options.pictures.bytes) + " are read.");
    return vision::decode_picture(from_base64(text, field), field, options.pictures);
  }
  if (url.find("://") != std::string::npos && !url.starts_with("file://"))
    refuse(field, "this server fetches nothing: send the picture itself, as a data URL.");
  const auto file = allowed_file(url, options.media_folder, field);
  return vision::decode_picture(bytes_of(file, field, options.pictures.bytes), field,
                                options.pictures);
}

}  // namespace minerva::openai
