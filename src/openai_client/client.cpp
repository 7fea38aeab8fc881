#include "openai_client/client.h"

#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>
#include <optional>
#include <variant>

#include "base/error.h"
#include "base/utf8.h"

namespace openai_client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr auto kLookAround = std::chrono::milliseconds(50);  ///< How soon a stop is seen.

using Plain = tcp::socket;
using Encrypted = asio::ssl::stream<tcp::socket>;

}  // namespace

struct Client::State {
  State(Address a, ClientOptions o) : address(std::move(a)), options(std::move(o)) {
    if (!address.is_encrypted) return;
    tls.emplace(asio::ssl::context::tls_client);
    tls->set_default_verify_paths();
  }

  bool is_open() const { return stream.has_value(); }
  tcp::socket& socket() {
    if (auto* plain = std::get_if<Plain>(&*stream)) return *plain;
    return std::get<Encrypted>(*stream).next_layer();
  }
  void close() {
    if (!stream) return;
    error_code ignored;
    socket().close(ignored);
    io.restart();
    io.poll();  // Handlers of what was cut off.
    stream.reset();
    read.clear();
  }

  /// The kept connection was closed, or something was sent that nobody asked for. Asked before
  /// each request: afterwards nobody could tell whether the server has seen it.
  bool was_closed() {
    char one = 0;
    const auto n = ::recv(socket().native_handle(), &one, 1, MSG_PEEK | MSG_DONTWAIT);
    return n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }

  /// Runs what `begin` starts until its handler has been called. Nothing: it took too long.
  template <typename Begin>
  std::optional<error_code> run(Clock::time_point until, const std::stop_token& stop,
                                const Begin& begin) {
    std::optional<error_code> result;
    begin([&](error_code error, auto&&...) { result = error; });
    io.restart();
    while (!result && Clock::now() < until && !stop.stop_requested()) io.run_one_for(kLookAround);
    if (result) return result;
    resolver.cancel();
    if (stream) {
      error_code ignored;
      socket().close(ignored);
    }
    while (!result) io.run_one();  // The handler comes, with an error: it refers to this frame.
    stream.reset();
    read.clear();
    if (stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "Stopped while waiting for a reply.");
    return std::nullopt;
  }

  void connect(Clock::time_point until, const std::stop_token& stop);
  std::optional<Reply> exchange(http::request<http::string_body>& request, Clock::time_point until,
                                const std::stop_token& stop, bool is_kept);

  Address address;
  ClientOptions options;
  asio::io_context io{1};
  tcp::resolver resolver{io};
  std::optional<asio::ssl::context> tls;
  std::optional<std::variant<Plain, Encrypted>> stream;
  beast::flat_buffer read;
};

void Client::State::connect(Clock::time_point until, const std::stop_token& stop) {
  const auto refuse = [&](const std::optional<error_code>& error) {
    close();
    throw NoReply(NoReply::Kind::unreachable,
                  address.text() + " cannot be reached: " +
                      (error ? error->message() : std::string("it does not answer")) + ".");
  };
  tcp::resolver::results_type found;
  auto done = run(until, stop, [&](auto handler) {
    resolver.async_resolve(address.host, address.port,
                           [&found, handler](error_code error, auto results) {
                             found = std::move(results);
                             handler(error);
                           });
  });
  if (!done || *done) refuse(done);
  if (tls)
    stream.emplace(std::in_place_type<Encrypted>, io, *tls);
  else
    stream.emplace(std::in_place_type<Plain>, io);
  done = run(until, stop, [&](auto handler) { asio::async_connect(socket(), found, handler); });
  if (!done || *done) refuse(done);
  error_code ignored;
  socket().set_option(tcp::no_delay(true), ignored);
  if (!tls) return;
  auto& secure = std::get<Encrypted>(*stream);
  SSL_ctrl(secure.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           address.host.data());
  secure.set_verify_mode(asio::ssl::verify_peer);
  secure.set_verify_callback(asio::ssl::host_name_verification(address.host));
  done = run(until, stop, [&](auto handler) {
    secure.async_handshake(asio::ssl::stream_base::client, handler);
  });
  if (!done || *done) refuse(done);
}

// Nothing: the server closed the kept connection before it had the whole request.
std::optional<Reply> Client::State::exchange(http::request<http::string_body>& request,
                                             Clock::time_point until, const std::stop_token& stop,
                                             bool is_kept) {
  const auto fail = [&](const std::optional<error_code>& error) {
    close();
    if (!error) throw NoReply(NoReply::Kind::late, address.text() + " did not answer in time.");
    throw NoReply(NoReply::Kind::lost,
                  address.text() + " broke the connection off: " + error->message() + ".");
  };
  auto done = run(until, stop, [&](auto handler) {
    std::visit([&](auto& s) { http::async_write(s, request, handler); }, *stream);
  });
  if (done && *done && is_kept) return std::nullopt;
  if (!done || *done) fail(done);
  http::response_parser<http::string_body> parser;
  parser.body_limit(options.reply_bytes);
  done = run(until, stop, [&](auto handler) {
    std::visit([&](auto& s) { http::async_read(s, read, parser, handler); }, *stream);
  });
  if (!done || *done) fail(done);
  Reply reply;
  auto& message = parser.get();
  reply.status = message.result_int();
  for (const auto& field : message)
    reply.headers[base::lower_ascii(field.name_string())] = std::string(field.value());
  reply.body = std::move(message.body());
  if (!parser.keep_alive()) close();
  return reply;
}

Client::Client(Address address, ClientOptions options)
    : state_(std::make_unique<State>(std::move(address), std::move(options))) {}
Client::~Client() { state_->close(); }

Reply Client::request(const std::string& path, const std::string& body,
                      std::chrono::milliseconds timeout, const std::stop_token& stop) {
  auto& s = *state_;
  http::request<http::string_body> request;
  request.method(body.empty() ? http::verb::get : http::verb::post);
  request.target(s.address.path + path);
  request.version(11);
  request.set(http::field::host, s.address.host + ":" + s.address.port);
  request.set(http::field::accept, "application/json");
  if (!s.options.api_key.empty())
    request.set(http::field::authorization, "Bearer " + s.options.api_key);
  if (!body.empty()) {
    request.set(http::field::content_type, "application/json");
    request.body() = body;
  }
  request.prepare_payload();
  const auto until = Clock::now() + timeout;
  if (s.is_open() && !s.was_closed())
    if (auto reply = s.exchange(request, until, stop, true)) return *std::move(reply);
  s.close();
  s.connect(std::min(until, Clock::now() + s.options.connect), stop);
  if (auto reply = s.exchange(request, until, stop, false)) return *std::move(reply);
  s.close();
  throw NoReply(NoReply::Kind::lost, s.address.text() + " broke the connection off.");
}

}  // namespace openai_client
