#include "cinecut/conform/internal/look_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/error.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cinecut::conform {
namespace {

constexpr int kCell = 8;     // Codes per cell.
constexpr int kScale = 64;   // Steps per code in the table.
constexpr int kShift = 12;   // Of kScale * kCell * kCell.
constexpr int kCorners = 4;  // (u, v), (u, v + 1), (u + 1, v), (u + 1, v + 1).

using Weights = std::array<std::int16_t, 8>;  // The four corners, twice, as the vector code reads.

constexpr std::array<Weights, kCell * kCell> make_weights() {
  std::array<Weights, kCell * kCell> all{};
  for (int u = 0; u < kCell; ++u)
    for (int v = 0; v < kCell; ++v)
      for (int k = 0; k < 8; ++k) {
        const int wu = (k & 2) != 0 ? u : kCell - u;
        const int wv = (k & 1) != 0 ? v : kCell - v;
        all[static_cast<std::size_t>(u * kCell + v)][static_cast<std::size_t>(k)] =
            static_cast<std::int16_t>(wu * wv);
      }
  return all;
}

alignas(16) constexpr auto kWeights = make_weights();

std::int16_t stored(double code) {
  return static_cast<std::int16_t>(std::lround(std::clamp(code, 0.0, 255.0) * kScale));
}

}  // namespace

Coding Coding::of(const media::ColourTags& tags) {
  Coding c{.full_range = tags.full_range};
  switch (tags.matrix) {
    case 4:
      c.red = 0.30, c.blue = 0.11;
      break;
    case 5:
    case 6:
      c.red = 0.299, c.blue = 0.114;
      break;
    case 7:
      c.red = 0.212, c.blue = 0.087;
      break;
    case 9:
      c.red = 0.2627, c.blue = 0.0593;
      break;
    default:
      break;
  }
  return c;
}

vibe::Rgb Coding::encode(const vibe::Rgb& c) const {
  const double y = red * c[0] + (1 - red - blue) * c[1] + blue * c[2];
  const double u = (c[2] - y) / (2 * (1 - blue));
  const double v = (c[0] - y) / (2 * (1 - red));
  if (full_range) return {255 * y, 128 + 255 * u, 128 + 255 * v};
  return {16 + 219 * y, 128 + 224 * u, 128 + 224 * v};
}

vibe::Rgb Coding::decode(const vibe::Rgb& yuv) const {
  const double y = full_range ? yuv[0] / 255 : (yuv[0] - 16) / 219;
  const double scale = full_range ? 255 : 224;
  const double r = y + 2 * (1 - red) * (yuv[2] - 128) / scale;
  const double b = y + 2 * (1 - blue) * (yuv[1] - 128) / scale;
  return {r, (y - red * r - blue * b) / (1 - red - blue), b};
}

LookTable::LookTable(const Cube& cube, const Coding& in)
    : luma_(std::size_t{kCells} * kCells * 256 * kCorners),
      chroma_(std::size_t{kCells} * kCells * kLumaSteps * 2 * kCorners) {
  Coding out = in;
  out.full_range = false;
  const auto graded = [&](double y, int u, int v) {
    return out.encode(cube(in.decode({y, static_cast<double>(u), static_cast<double>(v)})));
  };
  // Each point of the grid is a corner of up to four cells.
  for (int u = 0; u <= kCells; ++u)
    for (int v = 0; v <= kCells; ++v)
      for (int y = 0; y < 256; ++y) {
        const vibe::Rgb luma = graded(y, u * kCell, v * kCell);
        const vibe::Rgb chroma = y % 2 == 0 ? graded(y + 0.5, u * kCell, v * kCell) : vibe::Rgb{};
        for (int corner = 0; corner < kCorners; ++corner) {
          const int cu = u - (corner >> 1), cv = v - (corner & 1);
          if (cu < 0 || cv < 0 || cu == kCells || cv == kCells) continue;
          const auto cell = static_cast<std::size_t>(cu * kCells + cv);
          const auto c = static_cast<std::size_t>(corner);
          luma_[(cell * 256 + static_cast<std::size_t>(y)) * kCorners + c] = stored(luma[0]);
          if (y % 2 != 0) continue;
          auto* both =
              &chroma_[(cell * kLumaSteps + static_cast<std::size_t>(y / 2)) * 2 * kCorners];
          both[c] = stored(chroma[1]);
          both[kCorners + c] = stored(chroma[2]);
        }
      }
}

#if defined(__SSE2__)

void LookTable::apply_row(const std::uint8_t* const* from, std::uint8_t* const* to,
                          int chroma_px) const {
  const __m128i half = _mm_set1_epi32(1 << (kShift - 1));
  const auto corners = [](const std::int16_t* p) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  };
  // Adds neighbouring pairs of a and b.
  const auto pairs = [](__m128i a, __m128i b) {
    const __m128 x = _mm_castsi128_ps(a), y = _mm_castsi128_ps(b);
    return _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(x, y, _MM_SHUFFLE(2, 0, 2, 0))),
                         _mm_castps_si128(_mm_shuffle_ps(x, y, _MM_SHUFFLE(3, 1, 3, 1))));
  };
  for (int x = 0; x < chroma_px; ++x) {
    const int u = from[2][x], v = from[3][x];
    const auto cell = static_cast<std::size_t>((u / kCell) * kCells + v / kCell);
    const __m128i w = _mm_load_si128(reinterpret_cast<const __m128i*>(
        kWeights[static_cast<std::size_t>((u % kCell) * kCell + v % kCell)].data()));
    const std::int16_t* luma = &luma_[cell * 256 * kCorners];
    const int a = from[0][2 * x], b = from[0][2 * x + 1];
    const int c = from[1][2 * x], d = from[1][2 * x + 1];
    const __m128i ab =
        _mm_unpacklo_epi64(corners(luma + a * kCorners), corners(luma + b * kCorners));
    const __m128i cd =
        _mm_unpacklo_epi64(corners(luma + c * kCorners), corners(luma + d * kCorners));
    const __m128i lumas = pairs(_mm_madd_epi16(ab, w), _mm_madd_epi16(cd, w));
    const __m128i uv = _mm_loadu_si128(reinterpret_cast<const __m128i*>(
        &chroma_[(cell * kLumaSteps + static_cast<std::size_t>((a + b + c + d) >> 3)) * 2 *
                 kCorners]));
    const __m128i weighted = _mm_madd_epi16(uv, w);
    const __m128i chromas = pairs(weighted, weighted);
    const __m128i words = _mm_packs_epi32(_mm_srli_epi32(_mm_add_epi32(lumas, half), kShift),
                                          _mm_srli_epi32(_mm_add_epi32(chromas, half), kShift));
    const __m128i bytes = _mm_packus_epi16(words, words);
    const auto four = static_cast<std::uint32_t>(_mm_cvtsi128_si32(bytes));
    const auto two = static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm_srli_si128(bytes, 4)));
    std::memcpy(to[0] + 2 * x, &four, 2);
    const std::uint32_t lower = four >> 16;
    std::memcpy(to[1] + 2 * x, &lower, 2);
    to[2][x] = static_cast<std::uint8_t>(two);
    to[3][x] = static_cast<std::uint8_t>(two >> 8);
  }
}

#else

void LookTable::apply_row(const std::uint8_t* const* from, std::uint8_t* const* to,
                          int chroma_px) const {
  for (int x = 0; x < chroma_px; ++x) {
    const int u = from[2][x], v = from[3][x];
    const auto cell = static_cast<std::size_t>((u / kCell) * kCells + v / kCell);
    const Weights& w = kWeights[static_cast<std::size_t>((u % kCell) * kCell + v % kCell)];
    const auto mixed = [&](const std::int16_t* corners) {
      int sum = 1 << (kShift - 1);
      for (std::size_t k = 0; k < kCorners; ++k) sum += corners[k] * w[k];
      return static_cast<std::uint8_t>(sum >> kShift);
    };
    const std::int16_t* luma = &luma_[cell * 256 * kCorners];
    int total = 0;
    for (int row = 0; row < 2; ++row)
      for (int i = 2 * x; i < 2 * x + 2; ++i) {
        total += from[row][i];
        to[row][i] = mixed(luma + from[row][i] * kCorners);
      }
    const std::int16_t* both =
        &chroma_[(cell * kLumaSteps + static_cast<std::size_t>(total >> 3)) * 2 * kCorners];
    to[2][x] = mixed(both);
    to[3][x] = mixed(both + kCorners);
  }
}

#endif

void LookTable::apply(const media::Picture& from, media::Picture& to) const {
  if (from.format() != media::PixelFormat::yuv420p || to.format() != from.format() ||
      from.width_px() != to.width_px() || from.height_px() != to.height_px())
    throw base::Error(base::ErrorKind::internal, "a look was to be applied to unequal pictures.");
  const media::Plane in[3] = {from.plane(0), from.plane(1), from.plane(2)};
  const media::Plane out[3] = {to.plane(0), to.plane(1), to.plane(2)};
  const auto row = [](const media::Plane& p, int y) { return p.data + y * p.stride_bytes; };
  for (int y = 0; y < in[1].height_px; ++y) {
    const std::uint8_t* rows_in[] = {row(in[0], 2 * y), row(in[0], 2 * y + 1), row(in[1], y),
                                     row(in[2], y)};
    std::uint8_t* rows_out[] = {row(out[0], 2 * y), row(out[0], 2 * y + 1), row(out[1], y),
                                row(out[2], y)};
    apply_row(rows_in, rows_out, in[1].width_px);
  }
}

}  // namespace cinecut::conform
