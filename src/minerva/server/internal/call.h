#pragma once
// A call: an exchange with what the server knows of it. From the connection to the end of the
// reply it is this one object that is handed on.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "minerva/http/exchange.h"
#include "minerva/openai/json_text.h"

namespace minerva::server {

using openai::json;

/// What is worth telling about a call in the log and in the metrics.
struct CallNote {
  std::string route, model;
  int prompt_tokens = 0, cached_tokens = 0, reply_tokens = 0;
  /// -1: there was none. `token_s`: from one token to the next, on average.
  double queue_s = -1, first_token_s = -1, token_s = -1;
  std::string error;  ///< The code of a failure.
};

class Call : public http::Exchange {
 public:
  using Exchange::Exchange;

  std::string id;  ///< What "{id}" in the route's path stands for.
  std::shared_ptr<const json> document;
  const json& body() const { return *document; }
  std::vector<std::string> ignored;  ///< Fields of the body that have no effect.
  CallNote note;                     ///< Written by whoever answers, before the end.

  /// Answers with JSON; fields that had no effect are named in it.
  void answer(json body);
};
using CallPtr = std::shared_ptr<Call>;

}  // namespace minerva::server
