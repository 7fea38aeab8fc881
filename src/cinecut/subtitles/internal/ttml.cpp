// TTML (W3C TTML2; DFXP, IMSC, SMPTE-TT and EBU-TT are profiles of it) and the two kinds of
// subtitles of digital cinema (CineCanvas, SMPTE ST 428-7).

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <utility>

#include "cinecut/subtitles/internal/formats.h"
#include "cinecut/subtitles/internal/markup.h"
#include "cinecut/subtitles/internal/ttml_time.h"

namespace cinecut::subtitles {
namespace {

using base::Duration;
using base::FilmTime;

constexpr int kDeepest = 200;

/// Without the prefix of its namespace.
std::string_view local(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view name_of(const pugi::xml_node& node) { return local(node.name()); }

/// An attribute by its local name; empty if it is not there.
std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  for (const auto& a : node.attributes())
    if (local(a.name()) == name) return a.value();
  return {};
}

/// Whole numbers from 1 to `most`; 0 otherwise.
std::int64_t whole_number(std::string_view text, std::int64_t most) {
  text = trimmed(text);
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > most) return 0;
    value = value * 10 + (c - '0');
  }
  return value <= most ? value : 0;
}

/// "1000 1001", or "1000:1001" in older documents.
base::Rational multiplier(std::string_view text) {
  const auto middle = std::min(text.find_first_of(" :"), text.size());
  const auto num = whole_number(text.substr(0, middle), 100'000);
  const auto den = whole_number(text.substr(std::min(middle + 1, text.size())), 100'000);
  return num > 0 && den > 0 ? base::Rational{num, den} : base::Rational{1, 1};
}

TtmlClock clock_of(const pugi::xml_node& root) {
  TtmlClock clock;
  const auto rate = whole_number(attribute(root, "frameRate"), 1000);
  if (rate > 0) clock.nominal_rate = rate;
  const auto by = multiplier(attribute(root, "frameRateMultiplier"));
  clock.frame_rate = {clock.nominal_rate * by.num, by.den};
  const auto sub = whole_number(attribute(root, "subFrameRate"), 1000);
  if (sub > 0) clock.sub_frame_rate = sub;
  const auto ticks = whole_number(attribute(root, "tickRate"), 1'000'000'000);
  if (ticks > 0)
    clock.tick_rate = {ticks, 1};
  else if (rate > 0)
    clock.tick_rate = {clock.frame_rate.num * clock.sub_frame_rate, clock.frame_rate.den};
  clock.is_smpte = attribute(root, "timeBase") == "smpte";
  clock.drops_ntsc = attribute(root, "dropMode") == "dropNTSC";
  clock.drops_pal = attribute(root, "dropMode") == "dropPAL";
  return clock;
}

/// The interval of an element; open where it says no end.
struct Span {
  Duration start{};
  std::optional<Duration> end;
  bool is_timed = false;

  friend bool operator==(const Span&, const Span&) = default;
};

class Reader {
 public:
  explicit Reader(SubtitleFile& file) : file_(file) {}

  void read(const pugi::xml_node& root) {
    clock_ = clock_of(root);
    for (const auto& node : root.children())
      if (name_of(node) == "head") read_agents(node, 0);
    for (const auto& node : root.children())
      if (name_of(node) == "body") read_container(node, {}, space_of(root, false), 0);
  }

 private:
  static bool space_of(const pugi::xml_node& node, bool keeps) {
    const std::string_view said = node.attribute("xml:space").value();
    return said.empty() ? keeps : said == "preserve";
  }

  void read_agents(const pugi::xml_node& node, int depth) {
    for (const auto& child : node.children()) {
      if (name_of(child) == "agent")
        for (const auto& name : child.children())
          if (name_of(name) == "name")
            agents_[std::string(attribute(child, "id"))] = trimmed(name.child_value());
      if (depth < kDeepest) read_agents(child, depth + 1);
    }
  }

  std::string speaker_of(const pugi::xml_node& node, const std::string& inherited) const {
    const auto agent = attribute(node, "agent");
    const auto found = agents_.find(std::string(agent));
    return found == agents_.end() ? inherited : found->second;
  }

  /// `before`: where the element's begin counts from.
  std::optional<Span> span_of(const pugi::xml_node& node, const Span& outer, Duration before) {
    Span span = outer;
    const auto time = [&](std::string_view name) -> std::optional<Duration> {
      const auto text = attribute(node, name);
      const auto parsed = parse_ttml_time(text, clock_);
      if (!text.empty() && !parsed) is_unreadable_ = true;
      return parsed;
    };
    is_unreadable_ = false;
    const auto begin = time("begin"), end = time("end"), length = time("dur");
    if (is_unreadable_) return std::nullopt;
    span.start = before + begin.value_or(Duration{});
    std::optional<Duration> last = outer.end;
    const auto limit = [&](Duration t) { last = last ? std::min(*last, t) : t; };
    if (end) limit(before + *end);
    if (length) limit(span.start + *length);
    span.end = last;
    span.is_timed = outer.is_timed || begin || end || length;
    return span;
  }

  /// body and div.
  void read_container(const pugi::xml_node& node, const Span& outer, bool keeps, int depth) {
    const auto span = span_of(node, outer, outer.start);
    if (!span || depth > kDeepest) {
      ++file_.malformed;
      return;
    }
    read_children(node, *span, space_of(node, keeps), depth);
  }

  void read_children(const pugi::xml_node& node, const Span& span, bool keeps, int depth) {
    const bool in_turn = attribute(node, "timeContainer") == "seq";
    Duration before = span.start;
    const std::string outer_speaker = std::exchange(speaker_, speaker_of(node, speaker_));
    for (const auto& child : node.children()) {
      Span outer = span;
      outer.start = before;
      const auto name = name_of(child);
      if (name == "p")
        read_paragraph(child, outer, keeps, depth);
      else if (name == "div" || name == "body")
        read_container(child, outer, keeps, depth + 1);
      else
        continue;
      if (const auto own = span_of(child, outer, before); in_turn && own && own->end)
        before = *own->end;
    }
    speaker_ = outer_speaker;
  }

  void read_paragraph(const pugi::xml_node& node, const Span& outer, bool keeps, int depth) {
    const auto span = span_of(node, outer, outer.start);
    const std::string outer_speaker = std::exchange(speaker_, speaker_of(node, speaker_));
    if (!span || depth > kDeepest)
      ++file_.malformed;
    else
      read_text(node, *span, space_of(node, keeps), depth);
    finish();
    speaker_ = outer_speaker;
  }

  void read_text(const pugi::xml_node& node, const Span& span, bool keeps, int depth) {
    for (const auto& child : node.children()) {
      const auto name = name_of(child);
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
        add(span, child.value(), keeps);
      else if (name == "br")
        add(span, "\n", true);
      else if (name == "span")
        read_inner(child, span, keeps, depth + 1);
    }
  }

  void read_inner(const pugi::xml_node& node, const Span& outer, bool keeps, int depth) {
    // How a word is read is no part of what is said.
    const auto ruby = attribute(node, "ruby");
    if (ruby == "text" || ruby == "textContainer" || ruby == "delimiter") return;
    const auto span = span_of(node, outer, outer.start);
    if (!span || depth > kDeepest)
      ++file_.malformed;
    else
      read_text(node, *span, space_of(node, keeps), depth);
  }

  void add(const Span& span, std::string_view text, bool keeps) {
    if (!(span == span_) && text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      finish();
      span_ = span;
    }
    if (keeps) return append_escaped(text_, text);
    std::string collapsed;
    for (const char c : text) {
      const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (!is_space || !collapsed.ends_with(' ')) collapsed += is_space ? ' ' : c;
    }
    append_escaped(text_, collapsed);
  }

  void finish() {
    const bool has_text = text_.find_first_not_of(" \t\r\n") != std::string::npos;
    if (has_text && span_.is_timed) {
      const auto start = FilmTime{span_.start};
      file_.events.push_back(
          {start, span_.end ? FilmTime{*span_.end} : start, text_, speaker_, false});
    } else if (has_text) {
      ++file_.malformed;
    }
    text_.clear();
    span_ = {};
  }

  SubtitleFile& file_;
  TtmlClock clock_;
  std::map<std::string, std::string, std::less<>> agents_;
  Span span_;  ///< Of what is in text_.
  std::string text_;
  std::string speaker_;
  bool is_unreadable_ = false;
};

/// Digital cinema: <Subtitle TimeIn="00:00:05:000" TimeOut="…"><Text>one line</Text>…
class CinemaReader {
 public:
  CinemaReader(SubtitleFile& file, const pugi::xml_node& root) : file_(file) {
    // The older kind counts ticks of 4 ms, the newer one frames.
    std::int64_t rate = 250;
    if (name_of(root) == "SubtitleReel")
      for (const auto& node : root.children())
        if (name_of(node) == "TimeCodeRate") rate = whole_number(node.child_value(), 1000);
    if (rate == 0) rate = 24;
    clock_.frame_rate = {rate, 1};
  }

  void read(const pugi::xml_node& node, int depth) {
    if (depth > kDeepest) return;
    for (const auto& child : node.children())
      if (name_of(child) == "Subtitle")
        add(child);
      else
        read(child, depth + 1);
  }

 private:
  void add(const pugi::xml_node& node) {
    const auto start = parse_ttml_time(attribute(node, "TimeIn"), clock_);
    const auto end = parse_ttml_time(attribute(node, "TimeOut"), clock_);
    std::string text;
    gather(node, text, 0);
    if (!start || !end)
      ++file_.malformed;
    else if (!text.empty())
      file_.events.push_back({FilmTime{*start}, FilmTime{*end}, text, {}, false});
  }

  void gather(const pugi::xml_node& node, std::string& text, int depth) {
    if (depth > kDeepest) return;
    for (const auto& child : node.children()) {
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
        append_escaped(text, child.value());
      else if (name_of(child) != "RubyText")
        gather(child, text, depth + 1);
      if (name_of(child) == "Text") text += "\n";
    }
  }

  SubtitleFile& file_;
  TtmlClock clock_;
};

bool is_root(std::string_view name) {
  return name == "tt" || name == "DCSubtitle" || name == "SubtitleReel";
}

}  // namespace

bool looks_like_ttml(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  for (auto at = head.find('<'); at != std::string_view::npos; at = head.find('<', at + 1)) {
    const auto end = head.find_first_of(" \t\r\n>/", at + 1);
    if (end == std::string_view::npos) return false;
    const auto name = head.substr(at + 1, end - at - 1);
    if (is_root(local(name))) return true;
    if (!name.starts_with("?") && !name.starts_with("!")) return false;
    if (name.starts_with("!--")) at = std::min(head.find("-->", at), head.size());
  }
  return false;
}

SubtitleFile read_ttml(std::string_view text) {
  SubtitleFile file;
  file.format = "ttml";
  pugi::xml_document document;
  const auto result = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!result) ++file.malformed;  // Cut off, or not well formed: what came before is there.
  for (const auto& root : document.children()) {
    if (name_of(root) == "tt") Reader(file).read(root);
    if (name_of(root) == "DCSubtitle" || name_of(root) == "SubtitleReel")
      CinemaReader(file, root).read(root, 0);
  }
  return file;
}

}  // namespace cinecut::subtitles
