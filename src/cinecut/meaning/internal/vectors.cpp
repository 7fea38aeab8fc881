#include "cinecut/meaning/internal/vectors.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "base/files.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/row_file.h"
#include "base/utf8.h"
#include "cinecut/engines/session.h"
#include "openai_client/chat.h"

namespace cinecut::meaning {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::uintmax_t kLargest = 256 << 20;
constexpr std::size_t kLongest = 600;  // Bytes; no model of these reads more than 512 tokens.
constexpr std::size_t kTogether = 32;  // Texts of one request.
constexpr std::size_t kMostNumbers = 1 << 16;
constexpr double kNothing = 1e-12;  // Squared length of a vector that points nowhere.

std::string in_nfkc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) return std::string(text);
  const auto whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const auto normal = nfkc->normalize(whole, status);
  if (U_FAILURE(status)) return std::string(text);
  std::string out;
  normal.toUTF8String(out);
  return out;
}

std::string bytes_of(const Vector& vector) {
  std::string bytes(vector.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), vector.data(), bytes.size());
  return bytes;
}

std::optional<Vector> vector_from(const Json& json) {
  if (!json.is_binary()) return std::nullopt;
  const auto& bytes = json.get_binary();
  if (bytes.empty() || bytes.size() % sizeof(float) != 0 ||
      bytes.size() > kMostNumbers * sizeof(float))
    return std::nullopt;
  Vector vector(bytes.size() / sizeof(float));
  std::memcpy(vector.data(), bytes.data(), bytes.size());
  if (!std::ranges::all_of(vector, [](float v) { return std::isfinite(v); })) return std::nullopt;
  return vector;
}

std::string row_of(const std::string& text, const Vector& vector) {
  const auto bytes = bytes_of(vector);
  return base::to_row({{"text", text}, {"vector", Json::binary({bytes.begin(), bytes.end()})}});
}

class Asking {
 public:
  Asking(const std::vector<std::string>& texts, const engines::EngineChoice& choice,
         const std::filesystem::path& journal, const MeaningListener& listener)
      : choice_(choice), path_(journal), listener_(listener) {
    known_.model = choice.identity();
    if (const auto bytes = base::try_read_file(path_, kLargest))
      if (auto read = vectors_from_bytes(*bytes); read && read->model == known_.model)
        known_ = *std::move(read);
    std::set<std::string> wanted;
    for (const auto& text : texts)
      if (!text.empty() && wanted.insert(text).second &&
          !known_.by_text.contains(base::content_hash(text)))
        missing_.push_back(text);
    total_ = static_cast<int>(wanted.size());
    done_ = total_ - static_cast<int>(missing_.size());
  }

  Vectors take(const std::stop_token& stop) {
    if (!missing_.empty()) ask(stop);
    return std::move(known_.by_text);
  }

 private:
  std::span<const std::string> batch(int item) const {
    const auto first = static_cast<std::size_t>(item) * kTogether;
    return std::span(missing_).subspan(first, std::min(kTogether, missing_.size() - first));
  }

  void ask(const std::stop_token& stop) {
    std::vector<int> items;
    for (std::size_t at = 0; at < missing_.size(); at += kTogether)
      items.push_back(static_cast<int>(items.size()));
    engines::Inquiry inquiry;
    inquiry.wording = {.items = "texts",
                       .task = "turn text into vectors",
                       .otherwise = "The words are told apart by lists of words.",
                       .timeout_option = ""};
    inquiry.route = engines::Route::embeddings;
    inquiry.has_answers = !known_.by_text.empty();
    inquiry.body = [&](int item, const engines::Reader& reader) {
      const auto texts = batch(item);
      return openai_client::to_embeddings_body(reader.model, {texts.begin(), texts.end()});
    };
    inquiry.answered = [&](int item, const std::string& body) { keep(item, body); };
    inquiry.given_up = [&](int item, const std::string& why) {
      base::warn(std::to_string(batch(item).size()) +
                 " texts have no vector, since the embedding model failed twice: " + why);
      advance(item);
    };
    engines::Session(choice_).ask(items, inquiry, stop);
  }

  void keep(int item, const std::string& body) {
    const auto texts = batch(item);
    auto vectors = openai_client::vectors_of(body, texts.size());
    if (vectors.front().size() > kMostNumbers)
      throw openai_client::BadReply("its vectors are far too long");
    if (!file_) {
      auto rows = base::to_row({{"version", kVersion}, {"model", known_.model}});
      for (const auto& [text, vector] : known_.by_text) rows += row_of(text, vector);
      file_.emplace(path_, rows);
    }
    std::string rows;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      to_unit_length(vectors[i]);
      if (vectors[i].empty()) continue;
      const auto hash = base::content_hash(texts[i]);
      rows += row_of(hash, vectors[i]);
      known_.by_text[hash] = std::move(vectors[i]);
    }
    file_->append(rows);
    advance(item);
  }

  void advance(int item) {
    done_ += static_cast<int>(batch(item).size());
    if (listener_) listener_(done_, total_);
  }

  const engines::EngineChoice& choice_;
  std::filesystem::path path_;
  const MeaningListener& listener_;
  KnownVectors known_;
  std::vector<std::string> missing_;
  std::optional<base::RowFile> file_;
  int done_ = 0, total_ = 0;
};

}  // namespace

void to_unit_length(Vector& vector) {
  double sum = 0;
  for (const float v : vector) sum += static_cast<double>(v) * static_cast<double>(v);
  if (sum < kNothing) return vector.clear();
  for (float& v : vector) v = static_cast<float>(static_cast<double>(v) / std::sqrt(sum));
}

std::optional<KnownVectors> vectors_from_bytes(std::string_view bytes) {
  const auto head = base::take_row(bytes);
  if (!head || head->value("version", Json()) != kVersion) return std::nullopt;
  const auto model = head->find("model");
  if (model == head->end() || !model->is_string()) return std::nullopt;
  KnownVectors known;
  known.model = model->get<std::string>();
  while (const auto row = base::take_row(bytes)) {
    const auto text = row->find("text"), vector = row->find("vector");
    if (text == row->end() || !text->is_string() || vector == row->end()) continue;
    auto read = vector_from(*vector);
    if (!read) continue;
    // All of a model's are as long as one another.
    if (!known.by_text.empty() && read->size() != known.by_text.begin()->second.size()) continue;
    known.by_text[text->get<std::string>()] = *std::move(read);
  }
  return known;
}

std::string as_sent(std::string_view text, const std::string& model) {
  auto line = in_nfkc(base::in_one_line(text));
  if (line.size() > kLongest) {
    auto end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
    line.resize(end);
  }
  if (line.empty()) return line;
  // E5's models are trained with a word before each text.
  const bool is_e5 = base::lower_ascii(model).find("e5") != std::string::npos;
  return (is_e5 ? "query: " : "") + line;
}

Vectors vectors_for(const std::vector<std::string>& texts, const engines::EngineChoice& choice,
                    const std::filesystem::path& journal, const MeaningListener& listener,
                    const std::stop_token& stop) {
  return Asking(texts, choice, journal, listener).take(stop);
}

}  // namespace cinecut::meaning
