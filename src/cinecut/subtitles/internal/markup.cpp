#include "cinecut/subtitles/internal/markup.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cinecut/subtitles/internal/encoding.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kLongestTag = 256;

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<char32_t> numeric_entity(std::string_view digits) {
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    if (is_ascii_digit(c))
      value = value * (hex ? 16 : 10) + static_cast<char32_t>(c - '0');
    else if (hex && lower >= 'a' && lower <= 'f')
      value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
    else
      return std::nullopt;
  }
  return value;
}

std::optional<char32_t> entity(std::string_view name) {
  constexpr std::pair<std::string_view, char32_t> kNames[] = {
      {"amp", U'&'},      {"lt", U'<'},      {"gt", U'>'},      {"quot", U'"'},
      {"apos", U'\''},    {"nbsp", U' '},    {"lrm", 0x200E},   {"rlm", 0x200F},
      {"hellip", 0x2026}, {"mdash", 0x2014}, {"ndash", 0x2013}, {"lsquo", 0x2018},
      {"rsquo", 0x2019},  {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"eacute", 0xE9},
      {"egrave", 0xE8},   {"agrave", 0xE0},  {"ccedil", 0xE7},  {"uuml", 0xFC},
      {"ouml", 0xF6},     {"auml", 0xE4},    {"ntilde", 0xF1},  {"szlig", 0xDF}};
  if (name.starts_with('#')) return numeric_entity(name.substr(1));
  for (const auto& [known, point] : kNames)
    if (name == known) return point;
  return std::nullopt;
}

bool is_invisible(char32_t p) {
  return p < 0x20 || (p >= 0x7F && p <= 0x9F) || p == 0xAD || (p >= 0x200B && p <= 0x200F) ||
         (p >= 0x202A && p <= 0x202E) || (p >= 0x2060 && p <= 0x2069) || p == 0xFEFF ||
         (p >= 0xFFF9 && p <= 0xFFFB);
}

bool is_space(char32_t p) {
  return p == U' ' || p == U'\t' || p == 0xA0 || (p >= 0x2000 && p <= 0x200A) || p == 0x202F ||
         p == 0x205F || p == 0x3000;
}

/// "i", "/i", " / b " …: the tags that are written wrong most often.
bool is_style(std::string_view tag) {
  tag = trimmed(tag);
  if (tag.starts_with('/')) tag = trimmed(tag.substr(1));
  return tag == "i" || tag == "b" || tag == "u" || tag == "I" || tag == "B" || tag == "U";
}

/// Without a byte order mark that was read in a wrong encoding, and what is left of a tag that was
/// cut in two.
std::string_view without_cut_beginning(std::string_view text) {
  constexpr std::string_view kMark = "\xC3\xAF\xC2\xBB\xC2\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  for (const std::string_view cut : {"i>", "/i>", "b>", "/b>", "u>", "/u>"})
    if (text.starts_with(cut)) return text.substr(cut.size());
  return text;
}

/// A whole tag or entity.
bool looks_like_markup(std::string_view line) {
  const std::size_t entity_begin = line.find('&');
  if (entity_begin != std::string_view::npos &&
      line.substr(entity_begin, 10).find(';') != std::string_view::npos)
    return true;
  const std::size_t tag = line.find('<');
  return tag != std::string_view::npos && line.find('>', tag) != std::string_view::npos;
}

class Stripper {
 public:
  Stripper(std::string_view text, Markup markup)
      : text_(text), markup_(markup), last_brace_(text.rfind('}') + 1) {}  // npos + 1 == 0

  PlainText run() {
    while (at_ < text_.size()) step();
    end_line();
    if (voices_ > 1) out_.voice.clear();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '{' && skip_override()) return;
    if (c == '<' && skip_tag()) return;
    if (c == '&' && put_entity()) return;
    if (c == '\\' && put_escape()) return;
    put(next_code_point(text_, at_));
  }

  void put(char32_t p) {
    if (is_drawing_) return;
    if (p == U'\n' || p == U'\r' || p == 0x2028 || p == 0x2029 || p == 0x85)
      end_line();
    else if (is_space(p))
      needs_space_ = !line_.empty();
    else if (!is_invisible(p)) {
      if (std::exchange(needs_space_, false)) line_ += ' ';
      append_utf8(line_, p);
      ++out_.after_last_word;
    }
  }

  void end_line() {
    needs_space_ = false;
    if (!line_.empty()) out_.lines.push_back(std::exchange(line_, {}));
  }

  /// "{\an8\i1}", and in ASS any "{comment}".
  bool skip_override() {
    const std::string_view next = text_.substr(at_ + 1, 2);
    // "{y:i}" is MicroDVD's.
    const bool is_tag =
        next.starts_with('\\') || (next.size() == 2 && is_ascii_letter(next[0]) && next[1] == ':');
    if (markup_ != Markup::ass && !is_tag) return false;
    if (at_ >= last_brace_) return false;
    const std::size_t end = text_.find('}', at_);
    const std::string_view inside = text_.substr(at_, end - at_);
    for (std::size_t p = inside.find("\\p"); p != std::string_view::npos;
         p = inside.find("\\p", p + 2))
      if (p + 2 < inside.size() && is_ascii_digit(inside[p + 2]))
        is_drawing_ = inside[p + 2] != '0';
    at_ = end + 1;
    return true;
  }

  bool skip_tag() {
    const std::string_view rest = text_.substr(at_ + 1, kLongestTag);
    const std::size_t end = rest.find('>');
    if (end == std::string_view::npos || end == 0) return skip_cut_tag(rest);
    const std::string_view tag = rest.substr(0, end);
    if (is_style(tag)) {
      at_ += end + 2;
      return true;
    }
    const bool is_timestamp = is_ascii_digit(tag[0]) && tag.find(':') != std::string_view::npos;
    if (!is_ascii_letter(tag[0]) && tag[0] != '/' && !is_timestamp) return false;
    at_ += end + 2;
    if (const auto time = is_timestamp ? parse_time(tag) : std::nullopt) {
      out_.last_word = time;
      out_.after_last_word = 0;
    }
    if (tag == "br" || tag == "br/" || tag == "br /" || tag == "BR") put(U'\n');
    const bool is_voice = tag[0] == 'v' && tag.size() > 2 && (tag[1] == ' ' || tag[1] == '.');
    if (is_voice) add_voice(tag);
    return true;
  }

  /// "<i" and "</i" at the very end of a line.
  bool skip_cut_tag(std::string_view rest) {
    rest = rest.substr(0, rest.find('\n'));
    if (!is_style(rest)) return false;
    at_ += 1 + rest.size();
    return true;
  }

  void add_voice(std::string_view tag) {
    const std::size_t space = tag.find(' ');
    if (space == std::string_view::npos) return;
    const std::string name(trimmed(tag.substr(space)));
    if (name.empty() || name == out_.voice) return;
    out_.voice = name;
    ++voices_;
  }

  bool put_entity() {
    const std::string_view rest = text_.substr(at_ + 1, 10);
    const std::size_t end = rest.find(';');
    if (end == std::string_view::npos) return false;
    const auto point = entity(rest.substr(0, end));
    if (!point) return false;
    at_ += end + 2;
    // Checked once more as text: an entity may stand for something invisible or for no character.
    put(*point > 0x10FFFF || (*point >= 0xD800 && *point <= 0xDFFF) ? 0xFFFD : *point);
    return true;
  }

  /// ASS's line breaks and hard space; files in other formats made from ASS hold them too.
  bool put_escape() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (next != 'N' && !(markup_ == Markup::ass && (next == 'n' || next == 'h'))) return false;
    at_ += 2;
    put(next == 'h' ? U' ' : U'\n');
    return true;
  }

  std::string_view text_;
  Markup markup_;
  std::size_t last_brace_;  ///< One past the last "}", so that none is searched for in vain.
  PlainText out_;
  std::string line_;
  std::size_t at_ = 0;
  int voices_ = 0;
  bool needs_space_ = false;
  bool is_drawing_ = false;
};

}  // namespace

PlainText strip_markup(std::string_view text, Markup markup) {
  PlainText plain = Stripper(without_cut_beginning(text), markup).run();
  // What was made from a web page may be escaped twice.
  for (auto& line : plain.lines)
    if (looks_like_markup(line)) {
      const auto again = Stripper(line, Markup::html).run();
      line.clear();
      for (const auto& part : again.lines) line += (line.empty() ? "" : " ") + part;
    }
  std::erase(plain.lines, "");
  return plain;
}

void append_escaped(std::string& markup, std::string_view text) {
  for (const char c : text) {
    if (c == '&')
      markup += "&amp;";
    else if (c == '<')
      markup += "&lt;";
    else
      markup += c;
  }
}

}  // namespace cinecut::subtitles
