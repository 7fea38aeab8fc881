// A file of subtitles: read, or refused with an Error; what is read keeps its promises and survives
// being written and read again.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/utf8.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/internal/encoding.h"

namespace {

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

void check(const cinecut::subtitles::Subtitles& s, base::Duration film) {
  base::FilmTime last{};
  for (const auto& cue : s.cues) {
    require(last <= cue.range.start, "cues are sorted and do not overlap");
    require(cue.range.start < cue.range.end, "no cue is empty");
    require(!cue.text.empty(), "no text is empty");
    require(cue.text.find_first_of("\r\n") == std::string::npos, "texts are one line");
    require(base::is_utf8(cue.text) && base::is_utf8(cue.speaker), "texts are UTF-8");
    require(cue.emotion_strength >= 0 && cue.emotion_strength <= 1, "strength is 0 to 1");
    last = cue.range.end;
  }
  require(film == base::Duration::zero() || last.time_since_epoch() <= film, "all is in the film");
}

void check_round_trips(const cinecut::subtitles::Subtitles& s) {
  require(cinecut::subtitles::subtitles_from_text(cinecut::subtitles::to_text(s)) == s,
          "the artefact is read back");
  if (s.cues.empty()) return;
  const auto back = cinecut::subtitles::parse_subtitles(cinecut::subtitles::to_srt(s.cues));
  require(back.cues.size() == s.cues.size(), "as SubRip no cue is lost");
  for (std::size_t i = 0; i < s.cues.size(); ++i) {
    require(back.cues[i].range == s.cues[i].range, "as SubRip ranges stay");
    require(back.cues[i].text == s.cues[i].text, "as SubRip texts stay");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  for (const base::Duration film :
       {base::Duration::zero(), base::Duration(std::chrono::seconds(9))})
    try {
      const auto subtitles = cinecut::subtitles::parse_subtitles(bytes, film);
      check(subtitles, film);
      check_round_trips(subtitles);
    } catch (const base::Error& e) {
      require(e.kind() == base::ErrorKind::corrupt, "the file is to blame");
    }
  return 0;
}
