#include "media/internal/timeline.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr auto kNotSaid = base::Duration::min();
/// Less is a duplicate or a mistake, which whoever decodes the pictures deals with.
constexpr base::Duration kLeastBack = 300ms;
/// Less is a hole.
constexpr base::Duration kLeastForward = 1s;
/// The same where there is no sound to tell a hole from a jump.
constexpr base::Duration kLeastForwardUnheard = 10s;
/// Fewer pictures with another clock than those around them are mistimed, and no piece.
constexpr std::size_t kFewestPictures = 4;
/// Sound that is read within this time of a jump tells whether its clock jumped too.
constexpr base::Duration kListening = 3s;
/// To see past any reordering.
constexpr std::size_t kReordered = 24;
constexpr base::Duration kBetweenPlaces = 400ms;

base::Duration time_of(std::int64_t ticks, const AVStream& stream) {
  return ticks == AV_NOPTS_VALUE ? kNotSaid : to_duration(ticks, stream.time_base);
}

}  // namespace

std::size_t Timeline::piece_at(int stream, std::int64_t byte) const {
  const auto s = static_cast<std::size_t>(stream);
  std::size_t piece = 0;
  while (piece + 1 < pieces.size() && s < pieces[piece + 1].first_byte.size() &&
         pieces[piece + 1].first_byte[s] <= byte)
    ++piece;
  return piece;
}

Place Timeline::place_before(base::Duration time) const {
  const auto after = std::ranges::upper_bound(places, time, {}, &Place::time);
  return after == places.begin() ? Place{} : *std::prev(after);
}

JumpFinder::JumpFinder(const AVFormatContext& context, int video, base::Duration picture)
    : context_(context), video_(video), picture_(picture) {}

void JumpFinder::add(const AVPacket& packet) {
  const auto& stream = *context_.streams[packet.stream_index];
  const auto decoded = time_of(packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts, stream);
  if (decoded == kNotSaid) return;
  if (packet.stream_index == video_) {
    pictures_.push_back({decoded, time_of(packet.pts, stream), packet.pos});
    return;
  }
  if (stream.codecpar->codec_type != AVMEDIA_TYPE_AUDIO) return;
  const auto s = static_cast<std::size_t>(packet.stream_index);
  if (s >= sound_ends_.size()) sound_ends_.resize(s + 1, kNotSaid);
  const auto jump = sound_ends_[s] == kNotSaid ? base::Duration{} : decoded - sound_ends_[s];
  sounds_.push_back({packet.stream_index, decoded, jump, packet.pos, pictures_.size()});
  sound_ends_[s] =
      decoded + to_duration(std::max<std::int64_t>(0, packet.duration), stream.time_base);
}

base::Duration JumpFinder::usual_gap() const {
  if (picture_ > base::Duration{}) return picture_;
  std::vector<base::Duration> gaps;
  for (std::size_t i = 1; i < pictures_.size(); ++i)
    gaps.push_back(std::max(base::Duration{}, pictures_[i].decoded - pictures_[i - 1].decoded));
  if (gaps.empty()) return {};
  std::ranges::nth_element(gaps, gaps.begin() + std::ssize(gaps) / 2);
  return gaps[gaps.size() / 2];
}

std::vector<JumpFinder::Jump> JumpFinder::picture_jumps() const {
  std::vector<Jump> jumps;
  for (std::size_t i = 1; i < pictures_.size(); ++i) {
    const auto by = pictures_[i].decoded - pictures_[i - 1].decoded - usual_gap_;
    if (-kLeastBack < by && by < kLeastForward) continue;
    const bool is_back_again = !jumps.empty() && i - jumps.back().at < kFewestPictures &&
                               std::chrono::abs(jumps.back().by + by) < kLeastForward;
    if (is_back_again)
      jumps.pop_back();
    else
      jumps.push_back({i, by});
  }
  return jumps;
}

// Whether sound that is read about when the pictures jump jumps with them. Tracks may end a little
// before their pictures or after them, so that it need not be by the same.
bool JumpFinder::is_alike(const Sound& sound, const Jump& jump) {
  const auto by = sound.jump.count(), pictures_by = jump.by.count();
  return (by < 0) == (pictures_by < 0) && std::abs(by) > std::abs(pictures_by) / 3 &&
         std::abs(by) / 3 < std::abs(pictures_by);
}

bool JumpFinder::is_heard(const Jump& jump) const {
  bool is_any = false;
  for (const auto& sound : sounds_about(jump)) {
    if (is_alike(sound, jump)) return true;
    is_any = true;
  }
  return !is_any && (jump.by < base::Duration{} || jump.by > kLeastForwardUnheard);
}

std::span<const JumpFinder::Sound> JumpFinder::sounds_about(const Jump& jump) const {
  const auto gap = std::max<base::Duration>(usual_gap_, 1ms);
  const auto about = static_cast<std::size_t>(kListening / gap) + 1;
  const auto first =
      std::ranges::lower_bound(sounds_, jump.at - std::min(jump.at, about), {}, &Sound::picture);
  const auto last = std::ranges::upper_bound(sounds_, jump.at + about, {}, &Sound::picture);
  return {first, last};
}

// By how much showing comes after decoding.
base::Duration JumpFinder::delay_from(std::size_t first, std::size_t last) const {
  std::optional<base::Duration> earliest;
  for (auto i = first; i < std::min(last, first + kReordered); ++i)
    if (const auto shown = pictures_[i].shown; shown != kNotSaid)
      earliest = std::min(earliest.value_or(shown), shown);
  return earliest ? std::max(base::Duration{}, *earliest - pictures_[first].decoded)
                  : base::Duration{};
}

std::int64_t JumpFinder::byte_of(std::size_t picture) const {
  while (picture + 1 < pictures_.size() && pictures_[picture].byte < 0) ++picture;
  return pictures_[picture].byte;
}

// Each stream jumps where its own packets do, a little before or after the pictures.
std::int64_t JumpFinder::first_byte(int stream, const Jump& jump) const {
  std::int64_t byte = byte_of(jump.at);
  std::size_t nearest = SIZE_MAX;
  for (const auto& sound : sounds_about(jump)) {
    if (sound.stream != stream || sound.byte < 0 || !is_alike(sound, jump)) continue;
    const auto off = sound.picture > jump.at ? sound.picture - jump.at : jump.at - sound.picture;
    if (off >= nearest) continue;
    nearest = off;
    byte = sound.byte;
  }
  return byte;
}

std::size_t JumpFinder::end_of(const std::vector<Jump>& jumps, std::size_t piece) const {
  return piece < jumps.size() ? jumps[piece].at : pictures_.size();
}

void JumpFinder::add_places(Timeline& timeline, std::size_t first, std::size_t last) const {
  for (auto k = first; k < last; ++k) {
    const Place place{pictures_[k].decoded + timeline.pieces.back().shift, pictures_[k].byte};
    const bool is_next =
        timeline.places.empty() || place.time - timeline.places.back().time >= kBetweenPlaces;
    if (place.byte >= 0 && is_next) timeline.places.push_back(place);
  }
}

Timeline JumpFinder::finish() {
  usual_gap_ = usual_gap();
  auto jumps = picture_jumps();
  std::erase_if(jumps, [&](const Jump& jump) { return !is_heard(jump); });
  Timeline timeline;
  if (jumps.empty()) return timeline;
  std::size_t first = 0;
  for (std::size_t i = 0; i <= jumps.size(); ++i) {
    const auto last = end_of(jumps, i);
    const auto delay = delay_from(first, last);
    Piece piece;
    if (i > 0) piece.shift = timeline.end - pictures_[first].decoded - delay;
    for (unsigned s = 0; s < context_.nb_streams; ++s)
      piece.first_byte.push_back(i == 0 ? 0 : first_byte(static_cast<int>(s), jumps[i - 1]));
    timeline.end = pictures_[last - 1].decoded + usual_gap_ + delay + piece.shift;
    timeline.pieces.push_back(std::move(piece));
    add_places(timeline, first, last);
    first = last;
  }
  return timeline;
}

}  // namespace media
