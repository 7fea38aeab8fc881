#pragma once
// Cards: what a text model is asked for, and which of its answers may be shown.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/reading/internal/questions.h"
#include "cinecut/reading/reading.h"

namespace cinecut::reading {

constexpr std::size_t kFewestCards = 2, kMostCards = 4;
constexpr int kMostCardWords = 6;
constexpr std::size_t kCardCharacters = 48;

/// About the film as it was read. Its last quarter is not shown: what a model was not told it
/// cannot tell.
Question question_about_cards(const std::vector<subtitles::Cue>& cues, const Reading& reading);

/// What was answered, as it is; checked like every answer. Throws openai_client::BadReply.
std::vector<std::string> cards_of(std::string_view answer);

/// Whether words may be shown on a card of this film.
class CardJudge {
 public:
  CardJudge(const std::vector<subtitles::Cue>& cues, const Reading& reading);

  /// One to six words without markup, and not out of the questions. Each name in it is heard in the
  /// film, and no word is of what must not be told. Where a capital letter does not tell (where a
  /// sentence begins, and where all words have one), a word that is neither heard nor usual counts
  /// as a name.
  bool allows(std::string_view card) const;

  /// Those that are allowed, in order, none twice, at most four.
  std::vector<std::string> allowed(const std::vector<std::string>& cards) const;

 private:
  bool is_known(const std::string& word) const;
  bool is_secret(const std::string& word) const;

  std::string asked_;              ///< Words of the questions, in small letters.
  std::set<std::string> heard_;    ///< Words of cues and names of speakers, in small letters.
  std::set<std::string> usual_;    ///< Words that the reading writes with a small letter.
  std::set<std::string> secrets_;  ///< Words of what must not be told, in small letters.
};

/// Main clauses of a logline that could stand alone.
std::vector<std::string> clauses_of(std::string_view logline);

}  // namespace cinecut::reading
