// Questions go to the engine, and what comes back becomes a reading.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/log.h"
#include "cinecut/engines/session.h"
#include "cinecut/reading/internal/agreement.h"
#include "cinecut/reading/internal/cards.h"
#include "cinecut/reading/internal/chunks.h"
#include "cinecut/reading/internal/journal.h"
#include "cinecut/reading/internal/questions.h"
#include "cinecut/reading/reading.h"
#include "openai_client/chat.h"

namespace cinecut::reading {
namespace {

constexpr double kSecondTemperature = 0.5;
/// The whole is read so often. The parts are cut elsewhere each time where that is quick: about so
/// many lines are read in all.
constexpr int kReadings = 3;
constexpr int kLinesInAll = 1200;
/// A reading whose parts were answered less than this says nothing about the whole.
constexpr double kEnoughParts = 2.0 / 3;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// One way to cut the dialogue.
struct Cut {
  std::vector<Span> spans;
  std::vector<Chunk> chunks;  ///< Empty ones where the model failed.
  bool is_enough = false;
};

class Reader {
 public:
  Reader(const std::vector<subtitles::Cue>& cues, base::Duration film,
         const engines::EngineChoice& choice, const std::filesystem::path& journal,
         const ReadListener& listener, const std::stop_token& stop, const ReadOptions& options)
      : cues_(cues),
        film_(film),
        spoken_(spoken_cues(cues)),
        journal_(journal, reader_of(choice)),
        session_(choice),
        listener_(listener),
        stop_(stop),
        options_(options) {
    const auto n = static_cast<int>(spoken_.size());
    const int cuts = n == 0 ? 0 : std::clamp(kLinesInAll / n, 1, kReadings);
    std::vector<std::vector<Span>> before;
    for (int i = 0; i < cuts; ++i) {
      auto spans = cut_into_spans(cues_, spoken_, before);
      if (!before.empty() && spans == before.back()) break;  // It cannot be cut otherwise.
      before.push_back(spans);
      cuts_.push_back({.spans = std::move(spans), .chunks = {}});
      total_ += static_cast<int>(cuts_.back().spans.size());
    }
    total_ += kReadings + (options_.wants_cards ? 1 : 0);
  }

  Reading read(const std::string& name) {
    Reading reading;
    reading.source = name;
    if (cuts_.empty()) {
      reading.source += " (there is no dialogue)";
      return reading;
    }
    read_parts();
    reading.chunks = cuts_.front().chunks;
    const auto wholes = read_wholes();
    if (!wholes.empty()) put_together(reading, wholes);
    if (!wholes.empty() && options_.wants_cards) reading.cards = read_cards(reading);
    if (!reading.has_turns())
      reading.source +=
          wholes.empty() ? " (too little was answered)" : " (the turns it named make no story)";
    if (!reading.has_turns())
      base::warn("The text model " + name +
                 " has not found where the story turns: that is told as without it.");
    return reading;
  }

 private:
  void read_parts() {
    std::vector<LineQuestion> questions;
    for (const auto& cut : cuts_)
      for (const auto& span : cut.spans)
        questions.push_back(question_about_span(cues_, spoken_, span));
    ask(questions, "A part of the dialogue",
        [&](int i, const std::string& answer) { (void)chunk_of(answer, questions[at(i)].lines); });
    std::size_t i = 0;
    for (auto& cut : cuts_) {
      std::size_t answered = 0;
      for (const auto& span : cut.spans) {
        cut.chunks.push_back(chunk_from(questions[i++], span));
        answered += cut.chunks.back().summary.empty() ? 0U : 1U;
      }
      cut.is_enough =
          static_cast<double>(answered) >= kEnoughParts * static_cast<double>(cut.spans.size());
    }
  }

  Chunk chunk_from(const LineQuestion& asked, const Span& span) const {
    const auto* known = journal_.find(asked.question.key());
    Chunk chunk;
    if (known != nullptr && known->skipped.empty()) chunk = chunk_of(known->text, asked.lines);
    chunk.first_cue = spoken_[at(span.first)];
    chunk.last_cue = spoken_[at(span.end - 1)];
    return chunk;
  }

  /// Those that were usable; the one in the order of the film first.
  std::vector<std::optional<Whole>> read_wholes() {
    std::vector<LineQuestion> wholes;
    for (int i = 0; i < kReadings; ++i) {
      const auto& cut = cuts_[at(i) % cuts_.size()];
      if (!cut.is_enough) continue;
      wholes.push_back(question_about_whole(cues_, film_, cut.chunks, static_cast<Order>(i)));
    }
    ask(wholes, "The whole of the dialogue",
        [&](int i, const std::string& answer) { (void)whole_of(answer, wholes[at(i)].lines); });
    std::vector<std::optional<Whole>> read;
    for (const auto& whole : wholes) {
      const auto* known = journal_.find(whole.question.key());
      if (known != nullptr && known->skipped.empty())
        read.emplace_back(whole_of(known->text, whole.lines));
      else
        read.emplace_back();
    }
    if (std::ranges::none_of(read, [](const auto& whole) { return whole.has_value(); }))
      read.clear();
    return read;
  }

  void put_together(Reading& reading, const std::vector<std::optional<Whole>>& wholes) const {
    const auto turn = [&](int Whole::* place) {
      std::vector<int> votes(kReadings, -1);
      for (std::size_t i = 0; i < wholes.size(); ++i)
        if (wholes[i] && are_apart(*wholes[i], cues_, film_)) votes[i] = (*wholes[i]).*place;
      return agree(votes, cues_, film_);
    };
    reading.begin = turn(&Whole::begin);
    reading.escalation = turn(&Whole::escalation);
    reading.climax = turn(&Whole::climax);
    std::vector<Whole> usable;
    for (const auto& whole : wholes)
      if (whole) usable.push_back(*whole);
    reading.logline = usable.front().logline;
    reading.protagonist = usable.front().protagonist;
    reading.antagonist = usable.front().antagonist;
    reading.keep_secret = usable.front().keep_secret;
    reading.spine = agree_on_spine(usable, cues_);
  }

  /// The model's, or else the logline's own clauses.
  std::vector<std::string> read_cards(const Reading& reading) {
    const LineQuestion asked{question_about_cards(cues_, reading), {}};
    ask({asked}, "What cards may say",
        [](int, const std::string& answer) { (void)cards_of(answer); });
    const CardJudge judge(cues_, reading);
    const auto* known = journal_.find(asked.question.key());
    std::vector<std::string> cards;
    if (known != nullptr && known->skipped.empty()) cards = judge.allowed(cards_of(known->text));
    if (cards.size() < kFewestCards) cards = judge.allowed(clauses_of(reading.logline));
    if (cards.size() < kFewestCards) cards.clear();
    return cards;
  }

  /// Asks what is not known; `check` throws BadReply for what is not usable. `what` names a
  /// question in warnings.
  template <typename Check>
  void ask(const std::vector<LineQuestion>& questions, const std::string& what,
           const Check& check) {
    std::vector<int> asked;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (is_known(questions[i].question, static_cast<int>(i), check))
        advance();
      else
        asked.push_back(static_cast<int>(i));
    }
    engines::Inquiry inquiry;
    inquiry.wording = {.items = "questions",
                       .task = "read the dialogue",
                       .otherwise = "The story is told without a text model.",
                       .timeout_option = "--text-timeout"};
    inquiry.has_answers = journal_.has_answers();
    inquiry.body = [&](int i, const engines::Reader& reader) {
      const auto& q = questions[at(i)].question;
      return openai_client::to_body(
          openai_client::TextQuestion{.model = reader.model,
                                      .text = q.text,
                                      .schema = q.schema,
                                      .max_tokens = q.max_tokens,
                                      .temperature = reader.is_second ? kSecondTemperature : 0,
                                      .seed = reader.is_second ? 1 : 0},
          reader.dialect);
    };
    inquiry.answered = [&](int i, const std::string& answer) {
      check(i, answer);
      journal_.add(questions[at(i)].question.key(), {answer, ""});
      advance();
    };
    inquiry.given_up = [&](int i, const std::string& why) {
      base::warn(what + " was not read, since the model failed twice: " + why);
      journal_.add(questions[at(i)].question.key(), {"", why});
      advance();
    };
    try {
      session_.ask(asked, inquiry, stop_);
    } catch (const engines::NothingUsable& e) {
      base::warn(e.what());
      for (const int i : asked)  // So that the next run does not ask them, either.
        if (journal_.find(questions[at(i)].question.key()) == nullptr)
          journal_.add(questions[at(i)].question.key(), {"", e.what()});
    }
  }

  template <typename Check>
  bool is_known(const Question& question, int i, const Check& check) const {
    const auto* known = journal_.find(question.key());
    if (known == nullptr) return false;
    if (!known->skipped.empty()) return true;
    try {
      check(i, known->text);
      return true;
    } catch (const openai_client::BadReply&) {
      return false;  // Somebody has changed the file.
    }
  }

  void advance() {
    if (listener_) listener_(++done_, total_);
  }

  const std::vector<subtitles::Cue>& cues_;
  base::Duration film_;
  std::vector<int> spoken_;
  Journal journal_;
  engines::Session session_;
  const ReadListener& listener_;
  std::stop_token stop_;
  ReadOptions options_;
  std::vector<Cut> cuts_;
  int done_ = 0, total_ = 0;
};

}  // namespace

engines::EngineChoice for_text(engines::EngineChoice choice) {
  choice.context_tokens = 8192;
  choice.slots = 4;
  return choice;
}

std::string reader_of(const engines::EngineChoice& choice) {
  return std::string("questions ") + kQuestionsVersion + ", " + choice.identity();
}

std::filesystem::path journal_path(const std::filesystem::path& work, const std::string& stem) {
  return work / base::fitting_name(work, stem, ".reading.msgpack");
}

Reading read_dialogue(const std::vector<subtitles::Cue>& cues, base::Duration film,
                      const engines::EngineChoice& choice, const std::filesystem::path& journal,
                      const ReadListener& listener, const std::stop_token& stop,
                      const ReadOptions& options) {
  return Reader(cues, film, choice, journal, listener, stop, options).read(choice.name());
}

}  // namespace cinecut::reading
