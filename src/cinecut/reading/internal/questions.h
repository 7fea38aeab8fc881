#pragma once
// What a text model is asked about a film's dialogue, and what its answers must be.

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cinecut/reading/internal/chunks.h"
#include "cinecut/reading/reading.h"

namespace cinecut::reading {

/// Raised when questions change otherwise than in their words, which are part of each answer's key.
constexpr const char* kQuestionsVersion = "1";

/// A question and what bounds its answer.
struct Question {
  std::string text;
  std::string schema;
  int max_tokens = 0;  ///< More than any answer that keeps to the schema should need.

  /// Answers are kept under it.
  std::string key() const;
};

/// A question that shows lines of dialogue.
struct LineQuestion {
  Question question;
  std::vector<int> lines;  ///< Cue of each line, which are numbered from 1.
};

/// What the questions about the film say besides what they show of it.
std::string instructions();

/// About one span: what happens there, and which of its lines could be heard, one from each third.
/// Cues of a few letters have no number of their own: they stand behind the one before.
LineQuestion question_about_span(const std::vector<subtitles::Cue>& cues,
                                 const std::vector<int>& spoken, const Span& span);

/// What was answered: a chunk, of the cues of its lines. Checks it again, whoever promised to keep
/// to the schema. Throws openai_client::BadReply.
Chunk chunk_of(std::string_view answer, const std::vector<int>& lines);

/// The order in which the last question shows the lines of the film's parts, to tell what a model
/// thinks from where it likes to point.
enum class Order { of_film, reversed, mixed };

/// About the whole film, from what was answered about its chunks.
LineQuestion question_about_whole(const std::vector<subtitles::Cue>& cues, base::Duration film,
                                  const std::vector<Chunk>& chunks, Order order);

/// What one reading of the whole says.
struct Whole {
  std::string logline, protagonist, antagonist;
  std::vector<std::string> keep_secret;
  int begin = -1, escalation = -1, climax = -1;  ///< Cues, in whatever order.
  std::vector<SpineLine> spine;                  ///< Of single cues, each once.
};
/// Throws openai_client::BadReply.
Whole whole_of(std::string_view answer, const std::vector<int>& lines);

}  // namespace cinecut::reading
