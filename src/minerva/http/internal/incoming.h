#pragma once
// A request while it arrives, and how a reply is written.

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "minerva/http/internal/body_budget.h"
#include "minerva/http/message.h"
#include "minerva/http/options.h"

namespace minerva::http {

class Incoming {
 public:
  /// Both outlive it.
  Incoming(const Options& options, BodyBudget& bodies);
  ~Incoming();
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;

  /// Takes what it can use from the beginning of `bytes`. What is wrong with it; empty: nothing.
  std::string put(std::string& bytes);
  bool has_header() const { return parser_.is_header_done(); }
  bool is_complete() const { return parser_.is_done(); }
  bool is_header_too_large() const;
  bool is_body_too_large() const;

  /// Reads the header, once it is there.
  void read_head(const std::string& client);
  const Request& request() const { return request_; }
  const std::string& mistake() const { return mistake_; }
  bool expects_continue() const;
  bool is_head() const { return request_.method == "HEAD"; }
  bool is_1_1() const { return !has_header() || parser_.get().version() >= 11; }
  bool keep_alive() const { return parser_.get().keep_alive(); }

  /// Counts the body read so far; false: all bodies together are too large.
  bool reserve_body();
  Request take_request();
  void refuse_with(Reply reply) { refusal_ = std::move(reply); }
  std::optional<Reply> take_refusal() { return std::exchange(refusal_, std::nullopt); }

 private:
  std::string describe() const;

  const Options& options_;
  boost::beast::http::request_parser<boost::beast::http::string_body> parser_;
  boost::system::error_code error_;
  Request request_;
  std::string mistake_;
  std::optional<Reply> refusal_;
  BodyBudget& bodies_;
  std::size_t reserved_ = 0;  ///< Given back at the end.
};

/// The status line and the headers. `length`: of the body; -1: a stream.
std::string response_head(const Reply& head, const Headers& headers, std::ptrdiff_t length,
                          bool keep_alive, bool is_1_1);

/// Bytes in HTTP's chunked form, with the end if these are the last ones.
std::string chunk_of(const std::string& bytes, bool is_last);

}  // namespace minerva::http
