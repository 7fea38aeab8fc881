#include "minerva/http/internal/incoming.h"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <utility>

#include "base/random_id.h"
#include "base/utf8.h"

namespace minerva::http {

namespace beast = boost::beast::http;

Incoming::Incoming(const Options& options, BodyBudget& bodies)
    : options_(options), bodies_(bodies) {
  parser_.header_limit(static_cast<std::uint32_t>(options.header_bytes));
  parser_.body_limit(boost::none);  // Checked here, so that the refusal can name the request.
}

Incoming::~Incoming() { bodies_.release(reserved_); }

bool Incoming::is_header_too_large() const { return error_ == beast::error::header_limit; }
bool Incoming::is_body_too_large() const {
  return has_header() && (parser_.content_length().value_or(0) > options_.body_bytes ||
                          parser_.get().body().size() > options_.body_bytes);
}

std::string Incoming::describe() const {
  if (is_header_too_large())
    return "The headers are larger than " + std::to_string(options_.header_bytes) + " bytes.";
  if (is_body_too_large())
    return "The body is larger than the limit of " + std::to_string(options_.body_bytes) +
           " bytes.";
  return "This is not HTTP/1.1: " + error_.message() + ".";
}

std::string Incoming::put(std::string& bytes) {
  while (!bytes.empty() && !parser_.is_done()) {
    const bool had_header = parser_.is_header_done();
    const auto used = parser_.put(boost::asio::buffer(bytes), error_);
    bytes.erase(0, used);
    if (error_ == beast::error::need_more) {
      error_ = {};
      if (used == 0) return {};
      continue;
    }
    if (error_ || is_body_too_large()) return describe();
    if (used == 0 || (!had_header && parser_.is_header_done())) return {};
  }
  return {};
}

bool Incoming::expects_continue() const {
  const auto value = parser_.get()[beast::field::expect];
  return boost::beast::iequals(value, "100-continue");
}

void Incoming::read_head(const std::string& client) {
  parser_.eager(true);  // From here on the body is read as it comes.
  const auto& message = parser_.get();
  request_.method = std::string(message.method_string());
  request_.client = client;
  for (const auto& field : message) {
    request_.headers.emplace_back(base::lower_ascii(field.name_string()),
                                  std::string(field.value()));
  }
  const auto id = request_.header("x-request-id");
  request_.id = is_request_id(id) ? std::string(id) : base::random_id("req_");

  std::string target(message.target());
  // A proxy's form: "http://host/path".
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const auto path = target.find('/', target.find("//") + 2);
    target = path == std::string::npos ? "/" : target.substr(path);
  }
  const auto question = target.find('?');
  if (question != std::string::npos) request_.query = target.substr(question + 1);
  if (!target.starts_with('/') || !percent_decode(target.substr(0, question), request_.path))
    mistake_ = "The path of the request is not well formed.";
  const auto count = std::count_if(request_.headers.begin(), request_.headers.end(),
                                   [](const auto& h) { return h.first == "host"; });
  if (message.version() >= 11 && count != 1) mistake_ = "There must be one Host header.";
}

bool Incoming::reserve_body() {
  const auto size = parser_.get().body().size();
  if (size <= reserved_) return true;
  if (!bodies_.reserve(size - reserved_)) return false;
  reserved_ = size;
  return true;
}

Request Incoming::take_request() {
  auto request = request_;
  request.body = std::exchange(parser_.get().body(), {});
  return request;
}

std::string response_head(const Reply& head, const Headers& headers, std::ptrdiff_t length,
                          bool keep_alive, bool is_1_1) {
  std::string text = "HTTP/1.1 " + std::to_string(head.status) + " ";
  text += std::string(beast::obsolete_reason(static_cast<beast::status>(head.status)));
  text += "\r\nServer: minerva\r\n";
  const bool has_body = head.status != 204;
  if (has_body && !head.type.empty()) text += "Content-Type: " + head.type + "\r\n";
  if (has_body && length >= 0) text += "Content-Length: " + std::to_string(length) + "\r\n";
  if (length < 0 && is_1_1) text += "Transfer-Encoding: chunked\r\n";
  for (const auto& [name, value] : headers)
    text.append(name).append(": ").append(value).append("\r\n");
  text += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return text;
}

std::string chunk_of(const std::string& bytes, bool is_last) {
  std::string text;
  if (!bytes.empty()) {
    char size[20];
    const auto end = std::to_chars(std::begin(size), std::end(size), bytes.size(), 16).ptr;
    text.append(size, end).append("\r\n").append(bytes).append("\r\n");
  }
  if (is_last) text += "0\r\n\r\n";
  return text;
}

}  // namespace minerva::http
