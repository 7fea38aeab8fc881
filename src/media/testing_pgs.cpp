#include "media/testing_pgs.h"

#include <algorithm>

namespace testing_media {
namespace {

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string segment(base::FilmTime time, int type, const std::string& body) {
  const auto ticks = time.time_since_epoch().count() * 9 / 100000;
  return "PG" + number(static_cast<std::uint64_t>(ticks), 4) + number(0, 4) +
         number(static_cast<std::uint64_t>(type), 1) + number(body.size(), 2) + body;
}

std::string run(std::uint8_t colour, std::size_t length) {
  const std::size_t flag = colour == 0 ? 0 : 0x80;
  std::string out(1, '\0');
  if (length < 64)
    out += number(flag | length, 1);
  else
    out += number((flag | 0x40) << 8 | length, 2);
  return colour == 0 ? out : out + number(colour, 1);
}

std::string packed(const SupPicture& p) {
  std::string out;
  const auto width = static_cast<std::ptrdiff_t>(p.width_px);
  for (int y = 0; y < p.height_px; ++y) {
    const auto row = p.pixels.begin() + y * width, end = row + width;
    for (auto x = row; x != end;) {
      const auto next = std::find_if(x, std::min(end, x + 16383), [&](auto v) { return v != *x; });
      out += run(*x, static_cast<std::size_t>(next - x));
      x = next;
    }
    out += std::string(2, '\0');
  }
  return out;
}

std::uint64_t size_of(int n) { return static_cast<std::uint64_t>(n); }

std::string composition(int serial, const SupPicture* shown) {
  std::string body = number(1920, 2) + number(1080, 2) + number(0x10, 1) +
                     number(size_of(serial), 2) + number(shown ? 0x80 : 0, 1) + number(0, 1) +
                     number(0, 1);
  if (!shown) return body + number(0, 1);
  return body + number(1, 1) + number(0, 2) + number(0, 1) + number(0, 1) +
         number(size_of(shown->x_px), 2) + number(size_of(shown->y_px), 2);
}

std::string window(const SupPicture& p) {
  std::string body = number(1, 1) + number(0, 1);
  for (const int n : {p.x_px, p.y_px, p.width_px, p.height_px}) body += number(size_of(n), 2);
  return body;
}

/// Pieces of what is too long for one segment.
std::string object(base::FilmTime time, const SupPicture& p) {
  constexpr std::size_t most = 60000;
  const std::string data =
      number(size_of(p.width_px), 2) + number(size_of(p.height_px), 2) + packed(p);
  std::string out;
  for (std::size_t at = 0; at < data.size(); at += most) {
    const bool is_first = at == 0, is_last = at + most >= data.size();
    std::string body =
        number(0, 2) + number(0, 1) + number((is_first ? 0x80u : 0u) | (is_last ? 0x40u : 0u), 1);
    if (is_first) body += number(data.size(), 3);
    out += segment(time, 0x15, body + data.substr(at, most));
  }
  return out;
}

}  // namespace

std::string make_sup(const std::vector<SupPicture>& pictures,
                     const std::vector<SupColour>& palette) {
  std::string colours = number(0, 2);
  for (std::size_t i = 1; i < palette.size(); ++i)
    colours += number(i, 1) + number(palette[i].luma, 1) + number(128, 1) + number(128, 1) +
               number(palette[i].alpha, 1);
  std::string out;
  int serial = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto& p = pictures[i];
    const auto start = p.range.start;
    out += segment(start, 0x16, composition(serial++, &p)) + segment(start, 0x17, window(p)) +
           segment(start, 0x14, colours) + object(start, p) + segment(start, 0x80, "");
    if (i + 1 < pictures.size() && pictures[i + 1].range.start <= p.range.end) continue;
    out += segment(p.range.end, 0x16, composition(serial++, nullptr)) +
           segment(p.range.end, 0x17, window(p)) + segment(p.range.end, 0x80, "");
  }
  return out;
}

}  // namespace testing_media
