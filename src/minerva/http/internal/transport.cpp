#include "minerva/http/internal/transport.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/error.h"

namespace minerva::http {
namespace {

using asio::ip::tcp;

class Plain : public Transport {
 public:
  explicit Plain(tcp::socket socket) : socket_(std::move(socket)) {}
  asio::any_io_executor executor() override { return socket_.get_executor(); }
  tcp::socket& socket() override { return socket_; }
  void handshake(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
  }
  void wait_readable(Done done) override {
    socket_.async_wait(tcp::socket::wait_read,
                       [done = std::move(done)](error_code error) { done(error, 0); });
  }
  void read_some(asio::mutable_buffer to, Done done) override {
    socket_.async_read_some(to, std::move(done));
  }
  void write(asio::const_buffer all, Done done) override {
    asio::async_write(socket_, all, std::move(done));
  }
  void finish(Done done) override {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error, 0); });
  }

 private:
  tcp::socket socket_;
};

class Encrypted : public Transport {
 public:
  Encrypted(tcp::socket socket, asio::ssl::context& tls) : stream_(std::move(socket), tls) {}
  asio::any_io_executor executor() override { return stream_.get_executor(); }
  tcp::socket& socket() override { return stream_.next_layer(); }
  void handshake(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](error_code error) { done(error, 0); });
  }
  // What has been decrypted already is not readable from the socket.
  void wait_readable(Done done) override {
    asio::post(stream_.get_executor(), [done = std::move(done)] { done({}, 0); });
  }
  void read_some(asio::mutable_buffer to, Done done) override {
    stream_.async_read_some(to, std::move(done));
  }
  void write(asio::const_buffer all, Done done) override {
    asio::async_write(stream_, all, std::move(done));
  }
  void finish(Done done) override {
    stream_.async_shutdown([done = std::move(done)](error_code error) { done(error, 0); });
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

[[noreturn]] void refuse(const std::string& what, const std::string& file,
                         const error_code& error) {
  throw base::Error(base::ErrorKind::usage, "The " + what + " \"" + file + "\" cannot be used: " +
                                                error.message() + ". It must be in PEM form.");
}

}  // namespace

void Transport::close() {
  error_code ignored;
  socket().close(ignored);
}

std::unique_ptr<Transport> make_transport(tcp::socket socket, asio::ssl::context* tls) {
  if (tls) return std::make_unique<Encrypted>(std::move(socket), *tls);
  return std::make_unique<Plain>(std::move(socket));
}

std::unique_ptr<asio::ssl::context> make_tls(const std::string& certificate,
                                             const std::string& key) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
  error_code error;
  tls->use_certificate_chain_file(certificate, error);
  if (error) refuse("certificate", certificate, error);
  tls->use_private_key_file(key, asio::ssl::context::pem, error);
  if (error) refuse("key", key, error);
  return tls;
}

}  // namespace minerva::http
