#include "minerva/model/remote.h"

#include <arpa/inet.h>
#include <ggml-backend.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "minerva/model/device.h"
#include "minerva/model/fault.h"

namespace minerva::model {
namespace {

using namespace std::chrono_literals;

/// An address of this machine that nobody answers at, unless somebody is made to.
class Address {
 public:
  Address() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&any);
    socklen_t size = sizeof any;
    EXPECT_EQ(::bind(socket_, generic, size), 0);
    EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
    endpoint = "127.0.0.1:" + std::to_string(ntohs(any.sin_port));
  }
  ~Address() { ::close(socket_); }
  Address(const Address&) = delete;
  Address& operator=(const Address&) = delete;

  void listen() const { EXPECT_EQ(::listen(socket_, 4), 0); }
  /// Says `text` to the next who comes.
  void answer(const std::string& text) const {
    const int client = ::accept(socket_, nullptr, nullptr);
    char asked[9];
    EXPECT_EQ(::recv(client, asked, sizeof asked, MSG_WAITALL), std::ssize(asked));
    EXPECT_EQ(::send(client, text.data(), text.size(), MSG_NOSIGNAL), std::ssize(text));
    ::shutdown(client, SHUT_WR);
    ::close(client);
  }

  std::string endpoint;

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
};

Fault refusal(const std::string& endpoint, std::chrono::milliseconds patience = 60s) {
  const auto before = devices().size();
  try {
    add_remote_devices({endpoint}, patience);
  } catch (const Fault& fault) {
    EXPECT_EQ(devices().size(), before);
    EXPECT_NE(std::string(fault.what()).find("\"" + endpoint + "\""), std::string::npos)
        << fault.what();
    return fault;
  }
  ADD_FAILURE() << endpoint;
  return {FaultKind::busy, ""};
}

TEST(AddRemoteDevices, RefusesWhatIsNotHostAndPort) {
  for (const auto* wrong : {"", "host", "host:", ":50052", "host:0", "host:65536", "host:1x",
                            "::1:50052", "host:50052:1", "tcp://host:50052"}) {
    const auto fault = refusal(wrong);
    EXPECT_EQ(fault.fault(), FaultKind::invalid_parameter) << wrong;
    EXPECT_EQ(fault.field(), "rpc") << wrong;
  }
}

/// llama.cpp of a system's own may lack it.
class Remote : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!ggml_backend_reg_by_name("RPC")) GTEST_SKIP() << "This llama.cpp has no RPC.";
  }
};

TEST_F(Remote, SaysThatNobodyIsThereAndWhatToStart) {
  const Address address;
  const auto fault = refusal(address.endpoint);
  EXPECT_EQ(fault.fault(), FaultKind::backend);
  EXPECT_NE(std::string(fault.what()).find("Failed to connect"), std::string::npos) << fault.what();
  EXPECT_NE(std::string(fault.what()).find("ggml-rpc-server"), std::string::npos) << fault.what();
}

TEST_F(Remote, RefusesAServerOfAnotherKind) {
  const Address address;
  address.listen();
  const std::jthread server([&] { address.answer("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  EXPECT_EQ(refusal(address.endpoint).fault(), FaultKind::backend);
}

TEST_F(Remote, DoesNotWaitForeverForOneThatSaysNothing) {
  const Address address;
  address.listen();
  const auto fault = refusal(address.endpoint, 50ms);
  EXPECT_NE(std::string(fault.what()).find("50 ms"), std::string::npos) << fault.what();
}

TEST(AddRemoteDevices, AddsNothingForNoEndpoints) {
  const auto before = devices().size();
  add_remote_devices({});
  EXPECT_EQ(devices().size(), before);
}

}  // namespace
}  // namespace minerva::model
