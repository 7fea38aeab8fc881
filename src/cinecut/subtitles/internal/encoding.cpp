#include "cinecut/subtitles/internal/encoding.h"

#include <iconv.h>
#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "cinecut/subtitles/internal/letters.h"

namespace cinecut::subtitles {
namespace {

constexpr std::string_view kDamage = "\xEF\xBF\xBD";

struct Utf8Check {
  std::size_t good = 0;  ///< Sequences of more than one byte.
  std::size_t bad = 0;   ///< Bytes that belong to none.
};

Utf8Check check_utf8(std::string_view s) {
  Utf8Check check;
  for (std::size_t at = 0; at < s.size();) {
    const std::size_t length = base::utf8_length(s, at);
    check.good += length > 1;
    check.bad += length == 0;
    at += std::max<std::size_t>(length, 1);
  }
  return check;
}

std::string mend_utf8(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t at = 0; at < s.size();) {
    const std::size_t length = base::utf8_length(s, at);
    out += length > 0 ? s.substr(at, length) : kDamage;
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

/// UTF-16 and UTF-32 without a mark: times, spaces and line ends have zero bytes in fixed places.
std::optional<std::string> wide_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, std::min<std::size_t>(bytes.size(), 8192) & ~3u);
  std::array<std::size_t, 4> zeros{};
  for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 4] += head[i] == '\0';
  const std::size_t quarter = head.size() / 4;
  if (quarter < 2) return std::nullopt;
  const auto many = [&](std::size_t n) { return n * 10 >= quarter; };
  const auto few = [&](std::size_t n) { return n * 40 <= quarter; };
  const auto nearly_all = [&](std::size_t n) { return n * 10 >= quarter * 9; };
  if (nearly_all(zeros[2]) && nearly_all(zeros[3]) && few(zeros[0])) return "UTF-32LE";
  if (nearly_all(zeros[0]) && nearly_all(zeros[1]) && few(zeros[3])) return "UTF-32BE";
  if (many(zeros[1]) && many(zeros[3]) && few(zeros[0]) && few(zeros[2])) return "UTF-16LE";
  if (many(zeros[0]) && many(zeros[2]) && few(zeros[1]) && few(zeros[3])) return "UTF-16BE";
  return std::nullopt;
}

struct CloseIconv {
  void operator()(void* handle) const noexcept { iconv_close(handle); }
};

/// Nothing if the system does not know the encoding.
std::optional<std::string> convert(std::string_view bytes, const std::string& encoding) {
  const iconv_t opened = iconv_open("UTF-8", encoding.c_str());
  // NOLINTNEXTLINE(performance-no-int-to-ptr): so iconv says that it failed.
  if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  const std::unique_ptr<void, CloseIconv> handle(opened);
  const std::size_t unit = encoding.starts_with("UTF-32")   ? 4
                           : encoding.starts_with("UTF-16") ? 2
                                                            : 1;
  std::string input(bytes);  // iconv's interface wants it writable.
  char* in = input.data();
  std::size_t left = input.size();
  std::string out;
  std::array<char, 16384> buffer;
  for (bool done = false; !done;) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    // A last call without input writes what the conversion still holds.
    const bool flushing = left == 0;
    const std::size_t result = iconv(opened, flushing ? nullptr : &in, &left, &to, &room);
    const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
    out.append(buffer.data(), buffer.size() - room);
    done = flushing && error != E2BIG;
    if (error == EILSEQ || error == EINVAL) {
      out += kDamage;
      const std::size_t skipped = std::min(unit, left);
      in += skipped;
      left -= skipped;
    }
  }
  return mend_utf8(out);
}

std::string guess_by_uchardet(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                       &uchardet_delete);
  const std::string_view head = bytes.substr(0, std::size_t{1} << 20);
  if (uchardet_handle_data(detector.get(), head.data(), head.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

/// Windows' own version of an ISO encoding, which adds quotation marks and dashes in 0x80 to 0x9F,
/// where ISO has control characters that nobody writes.
std::string windows_version(const std::string& iso) {
  constexpr std::pair<std::string_view, std::string_view> kVersions[] = {
      {"ISO-8859-1", "WINDOWS-1252"}, {"ISO-8859-2", "WINDOWS-1250"},
      {"ISO-8859-5", "WINDOWS-1251"}, {"ISO-8859-6", "WINDOWS-1256"},
      {"ISO-8859-7", "WINDOWS-1253"}, {"ISO-8859-8", "WINDOWS-1255"},
      {"ISO-8859-9", "WINDOWS-1254"}, {"ISO-8859-13", "WINDOWS-1257"},
      {"ISO-8859-15", "WINDOWS-1252"}};
  for (const auto& [name, windows] : kVersions)
    if (iso == name) return std::string(windows);
  return iso;
}

/// Are the bytes above ASCII few, alone, and such as a western text in Windows-1252 uses? That is
/// too little for uchardet, which then names the rarest of encodings.
bool looks_western(std::string_view bytes) {
  std::size_t high = 0, high_letters = 0, letters = 0, pairs = 0;
  bool last_is_high = false;
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    letters += (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    const bool is_high = b >= 0x80;
    pairs += is_high && last_is_high;
    last_is_high = is_high;
    if (!is_high) continue;
    ++high;
    constexpr std::string_view kMarks =
        "\x80\x85\x8C\x91\x92\x93\x94\x95\x96\x97\x99\x9C\xA0\xA1\xA3\xAB\xB0\xB4\xB7\xBB\xBF";
    const bool is_letter = b >= 0xC0 && b != 0xD7 && b != 0xF7;
    high_letters += is_letter;
    if (!is_letter && kMarks.find(c) == std::string_view::npos) return false;
  }
  return high_letters * 20 <= letters && high * 6 <= letters && pairs * 5 <= high;
}

/// How much in a text is hardly ever written: symbols within words, capitals after small letters.
std::size_t oddities(std::string_view text) {
  std::size_t odd = 0;
  char32_t last = U' ';
  for (std::size_t at = 0; at < text.size();) {
    const char32_t p = next_code_point(text, at);
    const bool is_symbol = (p >= 0x80 && p <= 0x9F) || (p >= 0x2200 && p <= 0x25FF) ||
                           p == 0xFFFD || (p >= 0xE000 && p <= 0xF8FF);
    odd += is_symbol || (is_lower(last) && is_upper(p));
    last = p;
  }
  return odd;
}

/// Of two encodings the one that leaves fewer oddities; the first of equals.
std::string likelier(std::string_view bytes, const std::string& a, const std::string& b) {
  const std::string_view head = bytes.substr(0, std::size_t{1} << 16);
  const auto as_a = convert(head, a), as_b = convert(head, b);
  if (!as_a || !as_b) return as_a ? a : b;
  return oddities(*as_a) <= oddities(*as_b) ? a : b;
}

std::string guess_encoding(std::string_view bytes) {
  const bool has_c1 = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b >= 0x80 && b <= 0x9F;
  });
  if (looks_western(bytes)) return has_c1 ? "WINDOWS-1252" : "ISO-8859-1";
  const std::string guess = guess_by_uchardet(bytes);
  if (guess == "MAC-CYRILLIC") return likelier(bytes, "WINDOWS-1251", guess);
  if (guess == "MAC-CENTRALEUROPE") return likelier(bytes, "WINDOWS-1250", guess);
  return has_c1 ? windows_version(guess) : guess;
}

std::optional<Decoded> by_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {
      {"\xEF\xBB\xBF"sv, "UTF-8"sv},
      {"\xFF\xFE\0\0"sv, "UTF-32LE"sv},
      {"\0\0\xFE\xFF"sv, "UTF-32BE"sv},
      {"\xFF\xFE"sv, "UTF-16LE"sv},
      {"\xFE\xFF"sv, "UTF-16BE"sv}};
  for (const auto& [mark, encoding] : kMarks) {
    if (!bytes.starts_with(mark)) continue;
    bytes.remove_prefix(mark.size());
    const std::string name(encoding);
    if (name == "UTF-8") return Decoded{mend_utf8(bytes), name};
    if (auto text = convert(bytes, name)) return Decoded{std::move(*text), name};
  }
  return std::nullopt;
}

}  // namespace

Decoded to_utf8(std::string_view bytes) {
  if (auto decoded = by_mark(bytes)) return *std::move(decoded);
  if (const auto wide = wide_encoding(bytes))
    if (auto text = convert(bytes, *wide)) return {*std::move(text), *wide};
  const Utf8Check check = check_utf8(bytes);
  if (check.bad == 0) return {std::string(bytes), "UTF-8"};
  if (check.good >= 10 * check.bad) return {mend_utf8(bytes), "UTF-8"};
  const std::string guess = guess_encoding(bytes);
  if (guess != "UTF-8" && !guess.empty())
    if (auto text = convert(bytes, guess)) return {*std::move(text), guess};
  if (auto text = convert(bytes, "WINDOWS-1252")) return {*std::move(text), "WINDOWS-1252"};
  return {mend_utf8(bytes), "UTF-8"};
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  if (const auto point = base::next_code_point(text, at)) return *point;
  return static_cast<unsigned char>(text[at++]) & 0x7Fu;
}

void append_utf8(std::string& text, char32_t p) {
  const bool invalid = p > 0x10FFFF || (p >= 0xD800 && p <= 0xDFFF);
  base::append_utf8(text, invalid ? U'\uFFFD' : p);
}

}  // namespace cinecut::subtitles
