#pragma once
// What a listener needs from whoever answers: which paths there are, errors in his form, answers.

#include <string>
#include <string_view>

#include "minerva/http/exchange.h"
#include "minerva/http/message.h"

namespace minerva::http {

/// What there is at a path.
struct Target {
  bool is_found = false;  ///< The path takes this method.
  bool is_open = false;   ///< It answers without a key.
  std::string allowed;    ///< If only the method is wrong: those that are right, for Allow.
};

/// Outlives the listener; called from the listener's thread, which it must not keep waiting.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Target find(std::string_view method, std::string_view path) const = 0;
  /// A reply that says why a request is refused.
  virtual Reply error_reply(int status, const std::string& code,
                            const std::string& message) const = 0;
  /// Holds a request and its answer; may be of a class of the handler's own.
  virtual ExchangePtr make_exchange(Request request, std::size_t unread_bytes,
                                    Exchange::Hooks hooks) = 0;
  /// Answers the exchange, now or later.
  virtual void answer(ExchangePtr exchange) = 0;
  /// Told once for each exchange that was made, at its end, also of those that were refused.
  virtual void ended(const Exchange& exchange, int status, double seconds) = 0;
};

}  // namespace minerva::http
