#include "minerva/model/internal/file_head.h"

#include <cstdint>
#include <fstream>
#include <vector>

namespace minerva::model {
namespace {

constexpr std::uint32_t kString = 8, kArray = 9, kFloat64 = 12;  // GGUF's numbers of types.
constexpr std::uint32_t kF32 = 0;                                // ggml's number of the type.

/// Bytes of a value; 0: a string, an array or nothing known.
std::uint64_t size_of(std::uint32_t type) {
  constexpr std::uint64_t kSizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return type <= kFloat64 ? kSizes[type] : 0;
}

/// Goes through a file; after the first thing that cannot be read, nothing is.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : buffer_(1 << 20) {
    file_.rdbuf()->pubsetbuf(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    file_.open(path, std::ios::binary);
  }

  bool is_good() const { return file_.good(); }
  template <typename Number>
  Number number() {
    Number value = 0;
    file_.read(reinterpret_cast<char*>(&value), sizeof value);  // GGUF and we are little-endian.
    return file_ ? value : 0;
  }
  void skip(std::uint64_t bytes) {
    if (bytes > (std::uint64_t{1} << 40))
      file_.setstate(std::ios::failbit);
    else
      file_.ignore(static_cast<std::streamsize>(bytes));
  }
  void skip_text() { skip(number<std::uint64_t>()); }
  std::string text() {
    const auto length = number<std::uint64_t>();
    if (length > 1024) file_.setstate(std::ios::failbit);
    if (!file_) return {};
    std::string text(length, '\0');
    file_.read(text.data(), static_cast<std::streamsize>(length));
    return text;
  }
  /// How many items it holds, if it is an array.
  std::uint64_t skip_value(std::uint32_t type) {
    std::uint64_t count = 1;
    if (type == kArray) {
      type = number<std::uint32_t>();
      count = number<std::uint64_t>();
    }
    skip_items(type, count);
    return count;
  }

 private:
  void skip_items(std::uint32_t type, std::uint64_t count) {
    if (type == kString) {
      for (std::uint64_t i = 0; i < count && file_; ++i) skip_text();
    } else if (const auto size = size_of(type); size > 0 && count < (std::uint64_t{1} << 36)) {
      skip(size * count);
    } else {
      file_.setstate(std::ios::failbit);
    }
  }

  std::vector<char> buffer_;
  std::ifstream file_;
};

}  // namespace

FileHead read_head(const std::filesystem::path& path) {
  Reader file(path);
  FileHead head;
  file.skip(8);  // "GGUF" and the version.
  const auto tensors = file.number<std::uint64_t>();
  const auto pairs = file.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < pairs && file.is_good(); ++i) {
    const auto key = file.text();
    const auto type = file.number<std::uint32_t>();
    if (key == "general.architecture" && type == kString)
      head.architecture = file.text();
    else if (const auto count = file.skip_value(type);
             key == "tokenizer.ggml.tokens" && type == kArray)
      head.vocabulary = count;
  }
  for (std::uint64_t i = 0; i < tensors && file.is_good(); ++i) {
    const auto name = file.text();
    const auto dimensions = file.number<std::uint32_t>();
    file.skip(std::uint64_t{8} * dimensions);
    const auto type = file.number<std::uint32_t>();
    file.skip(8);  // Where it is.
    if (file.is_good() && dimensions == 1 && type != kF32 && head.mistake.empty())
      head.mistake = "the vector \"" + name + "\" is not of 32-bit floats. The file is damaged.";
  }
  return head;
}

}  // namespace minerva::model
