#pragma once
// Tags: what the name of a file or the title of a track says of its subtitles.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cinecut::subtitles {

struct SubtitleTags {
  std::string language;    ///< As base::language_code gives it; empty: not said.
  bool is_forced = false;  ///< Signs, songs, what is spoken in another language: a part only.
  bool is_commentary = false;
  bool is_hearing_impaired = false;  ///< With sounds and speakers.
  bool is_default = false;

  /// What is said in it is not, or is only a part of, what is said in the film.
  bool is_partial() const { return is_forced || is_commentary; }
  friend bool operator==(const SubtitleTags&, const SubtitleTags&) = default;
};

/// A word of a name, in small letters of a normal form, so that only case, separators and ways to
/// write the same letter differ no more.
struct Word {
  std::string text;
  bool is_joined = false;  ///< A dash or an underscore stands before it: "en-US".

  friend bool operator==(const Word& a, const Word& b) { return a.text == b.text; }
};

/// The words between spaces, points, dashes, brackets and other marks. Any bytes.
std::vector<Word> words_of(std::string_view name);

/// Of the words behind the film's name: "en sdh", "2 English", "pt-BR forced". "hi" beside another
/// language is for the hard of hearing, alone it is Hindi. Nothing: another word is among them.
std::optional<SubtitleTags> tags_in(std::span<const Word> words);

/// How many words at the end of a name are such tags; eight at most.
std::size_t count_tags(std::span<const Word> words);

/// Of a title such as "English (SDH)" or "Director's commentary"; other words do no harm.
SubtitleTags tags_in_title(std::string_view title);

/// "English" of "en"; what is no language stays as it is.
std::string language_name(std::string_view language);

}  // namespace cinecut::subtitles
