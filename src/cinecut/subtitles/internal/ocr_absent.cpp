#include "cinecut/subtitles/ocr.h"

namespace cinecut::subtitles {

struct TextReader::State {};

TextReader::TextReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextReader::~TextReader() = default;
TextReader::TextReader(TextReader&&) noexcept = default;
TextReader& TextReader::operator=(TextReader&&) noexcept = default;

std::expected<TextReader, std::string> TextReader::open(std::string_view) {
  return std::unexpected("this cinecut was built without Tesseract");
}

ReadText TextReader::read(const TextImage&) { return {}; }

}  // namespace cinecut::subtitles
