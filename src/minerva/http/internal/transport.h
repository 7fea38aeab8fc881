#pragma once
// Transport: the bytes of one connection, plain or encrypted.
//
// Used in the listener's thread only, where the callbacks are run too. At most one read and one
// write at a time.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

namespace minerva::http {

namespace asio = boost::asio;
using boost::system::error_code;

class Transport {
 public:
  using Done = std::function<void(error_code, std::size_t)>;

  virtual ~Transport() = default;
  virtual asio::any_io_executor executor() = 0;
  virtual asio::ip::tcp::socket& socket() = 0;
  virtual void handshake(Done done) = 0;
  /// Done when there is something to read, without a buffer to read it into.
  virtual void wait_readable(Done done) = 0;
  virtual void read_some(asio::mutable_buffer to, Done done) = 0;
  virtual void write(asio::const_buffer all, Done done) = 0;
  /// Says that nothing more will be written.
  virtual void finish(Done done) = 0;
  /// Ends reads and writes with an error.
  void close();
};

/// Without a context: plain.
std::unique_ptr<Transport> make_transport(asio::ip::tcp::socket socket, asio::ssl::context* tls);

/// TLS 1.2 and later. Throws base::Error: usage for files that cannot be used.
std::unique_ptr<asio::ssl::context> make_tls(const std::string& certificate,
                                             const std::string& key);

}  // namespace minerva::http
