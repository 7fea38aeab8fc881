#include <tesseract/baseapi.h>
#include <unicode/uloc.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/utf8.h"
#include "cinecut/subtitles/ocr.h"

namespace cinecut::subtitles {
namespace {

constexpr int kDotsPerInch = 300;

/// Tesseract's name for a language: ISO 639-2/T, with the script where it has two.
std::string data_name(std::string_view language) {
  if (language.empty()) return "eng";
  if (language == "zh") return "chi_sim";
  return uloc_getISO3Language(std::string(language).c_str());
}

/// Pictures are spread over threads already; more of them inside each cost a third of the time.
void use_one_thread() {
#ifdef _OPENMP
  omp_set_max_active_levels(0);
#endif
}

}  // namespace

struct TextReader::State {
  tesseract::TessBaseAPI api;
};

TextReader::TextReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextReader::~TextReader() = default;
TextReader::TextReader(TextReader&&) noexcept = default;
TextReader& TextReader::operator=(TextReader&&) noexcept = default;

std::expected<TextReader, std::string> TextReader::open(std::string_view language) {
  const auto name = data_name(language);
  if (name.empty()) return std::unexpected("Tesseract does not know their language");
  auto state = std::make_unique<State>();
  state->api.SetVariable("debug_file", "/dev/null");  // It would print what is missing.
  // It reads and sets variables of the whole process while it starts.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (state->api.Init(nullptr, name.c_str(), tesseract::OEM_LSTM_ONLY) != 0)
    return std::unexpected("Tesseract has no data for their language: install tesseract-ocr-" +
                           name);
  state->api.SetVariable("debug_file", "/dev/null");
  state->api.SetPageSegMode(tesseract::PSM_SINGLE_BLOCK);
  return TextReader(std::move(state));
}

ReadText TextReader::read(const TextImage& image) {
  use_one_thread();
  auto& api = state_->api;
  api.SetImage(image.pixels.data(), image.width_px, image.height_px, 1, image.width_px);
  api.SetSourceResolution(kDotsPerInch);
  const std::unique_ptr<char[]> text(api.GetUTF8Text());
  ReadText read;
  if (text) read.text = text.get();
  if (!base::is_utf8(read.text)) read.text.clear();
  read.confidence = static_cast<float>(std::clamp(api.MeanTextConf(), 0, 100)) / 100;
  api.Clear();
  return read;
}

}  // namespace cinecut::subtitles
