#pragma once
// Questions to a model: sent to the engines, as many at a time as they take, asked twice at most.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "cinecut/engines/choice.h"
#include "openai_client/chat.h"

namespace cinecut::engines {

/// How messages call it.
struct Wording {
  std::string items;      ///< What is asked about: "stills".
  std::string task;       ///< What engines do: "describe stills".
  std::string otherwise;  ///< What a user may do if they cannot: "Use …, or another model."
  std::string
      timeout_option;  ///< What sets EngineChoice::answer_timeout: "--frame-timeout"; or "".
};

/// For whom a question is written.
struct Reader {
  std::string model;  ///< Its name there; empty if the server needs none.
  openai_client::Dialect dialect = openai_client::Dialect::openai;
  /// The second try is to be drawn otherwise: the first would be said again word by word.
  bool is_second = false;
};

/// What is asked for.
enum class Route {
  chat,       ///< POST /chat/completions; the answer is the model's text.
  embeddings  ///< POST /embeddings; the answer is the reply's body.
};

/// What is asked about each item, and what becomes of the answers.
struct Inquiry {
  Wording wording;
  Route route = Route::chat;
  /// The body of the request. From any thread.
  std::function<std::string(int item, const Reader& reader)> body;
  /// An answer, to be checked and kept. Throws openai_client::BadReply if it is not usable:
  /// the item is asked about again, once. This and `given_up`: from one thread at a time.
  std::function<void(int item, const std::string& answer)> answered;
  /// Two tries brought nothing usable.
  std::function<void(int item, const std::string& why)> given_up;
  bool has_answers = false;  ///< Some are known from before: the model can do it.
};

/// The first questions brought nothing usable, each twice: it is the model, not the questions.
class NothingUsable : public base::Error {
 public:
  explicit NothingUsable(const std::string& message)
      : Error(base::ErrorKind::unavailable, message) {}
};

/// Engines that run from the first question to the end of its life. One thread at a time.
class Session {
 public:
  /// Starts nothing yet.
  explicit Session(EngineChoice choice);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Returns when each item is answered or given up. An engine of ours that dies is started again;
  /// an endpoint that is gone leaves its items to the others. Throws NothingUsable, and Error:
  /// unavailable if no engine can be had, none answers any more, or one refuses; cancelled soon
  /// after `stop`; and what `inquiry` throws. What was answered until then is kept by `inquiry`.
  void ask(const std::vector<int>& items, const Inquiry& inquiry, const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut::engines
