#include "openai_client/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "base/error.h"
#include "openai_client/chat.h"

namespace openai_client {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;

/// Answers each connection with the next of its deeds, in a thread of its own.
class Listener {
 public:
  using Deed = std::function<void(tcp::socket&)>;
  explicit Listener(std::vector<Deed> deeds)
      : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        thread_([this, all = std::move(deeds)] {
          for (const auto& deed : all) {
            tcp::socket socket(io_);
            boost::system::error_code error;
            acceptor_.accept(socket, error);
            if (error) return;
            try {
              deed(socket);
            } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
              // The client has gone.
            }
            socket.close(error);
            ++done_;
          }
        }) {}
  ~Listener() { thread_.join(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  Address address() const {
    return parse_address("http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) +
                         "/v1");
  }

  /// Until so many connections are over.
  void wait_for(int deeds) const {
    while (done_ < deeds) std::this_thread::sleep_for(1ms);
  }

  static std::string read_request(tcp::socket& socket) {
    std::string text;
    const auto head = asio::read_until(socket, asio::dynamic_buffer(text), "\r\n\r\n");
    std::size_t length = 0;
    if (const auto at = text.find("Content-Length: "); at < head)
      length = std::stoul(text.substr(at + 16));
    while (text.size() < head + length) {
      std::array<char, 512> more{};
      text.append(more.data(), socket.read_some(asio::buffer(more)));
    }
    return text;
  }
  static void answer(tcp::socket& socket, const std::string& body, int length = -1) {
    const auto n = length < 0 ? std::to_string(body.size()) : std::to_string(length);
    asio::write(socket, asio::buffer("HTTP/1.1 200 OK\r\nX-Kind: Test\r\nContent-Length: " + n +
                                     "\r\n\r\n" + body));
  }

 private:
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::atomic<int> done_ = 0;
  std::thread thread_;
};

NoReply::Kind failure_of(Client& client, std::chrono::milliseconds timeout) {
  try {
    (void)client.request("/models", "", timeout);
  } catch (const NoReply& e) {
    return e.kind();
  }
  throw std::logic_error("there was a reply");
}

TEST(Address, IsReadFromEveryUsualForm) {
  EXPECT_EQ(parse_address("http://127.0.0.1:11434/v1/").text(), "http://127.0.0.1:11434/v1");
  EXPECT_EQ(parse_address("box:8000").text(), "http://box:8000");
  EXPECT_EQ(parse_address("https://models.example/a/b").text(), "https://models.example:443/a/b");
  EXPECT_EQ(parse_address("http://[::1]:80").host, "::1");
  EXPECT_EQ(parse_address("http://[::1]:80").text(), "http://[::1]:80");
}

TEST(Address, ThatIsNoneIsRefused) {
  for (const char* url :
       {"", "http://", "ftp://a", "http://a:0", "http://a:99999", "http://a:b", "http://user@host",
        "http://a b", "http://[::1", "http://a\r\nX: y", "http://:80", "http://a/?q"})
    EXPECT_THROW((void)parse_address(url), base::Error) << url;
}

TEST(Client, SendsARequestAndReadsTheReply) {
  std::string seen;
  Listener listener({[&](tcp::socket& s) {
    seen = Listener::read_request(s);
    Listener::answer(s, "{}");
  }});
  Client client(listener.address(), {.api_key = "secret"});
  const auto reply = client.request("/chat/completions", "{\"a\":1}", 10s);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{}");
  EXPECT_EQ(reply.headers.at("x-kind"), "Test");
  EXPECT_THAT(seen, HasSubstr("POST /v1/chat/completions HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("Authorization: Bearer secret"));
  EXPECT_THAT(seen, HasSubstr("{\"a\":1}"));
}

TEST(Client, KeepsTheConnectionAndMakesItAnewWhenItWasClosed) {
  const auto twice = [](tcp::socket& s) {
    for (int i = 0; i < 2; ++i) {
      (void)Listener::read_request(s);
      Listener::answer(s, "kept");
    }
  };
  const auto once = [](tcp::socket& s) {
    (void)Listener::read_request(s);
    Listener::answer(s, "new");
  };
  Listener listener({twice, once});
  Client client(listener.address());
  EXPECT_EQ(client.request("/a", "", 10s).body, "kept");
  EXPECT_EQ(client.request("/b", "", 10s).body, "kept");
  listener.wait_for(1);
  EXPECT_EQ(client.request("/c", "{}", 10s).body, "new");
}

TEST(Client, TellsUnreachableLostAndLateApart) {
  Address nobody;
  {
    Listener listener({});
    nobody = listener.address();
  }
  Client to_nobody(nobody);
  EXPECT_EQ(failure_of(to_nobody, 10s), NoReply::Kind::unreachable);

  Listener breaks({[](tcp::socket& s) {
                     (void)Listener::read_request(s);
                     Listener::answer(s, "half", 100);
                   },
                   [](tcp::socket& s) { (void)Listener::read_request(s); },
                   [](tcp::socket& s) {
                     (void)Listener::read_request(s);
                     char one = 0;
                     s.read_some(asio::buffer(&one, 1));  // Until the client has gone.
                   }});
  Client client(breaks.address());
  EXPECT_EQ(failure_of(client, 10s), NoReply::Kind::lost);
  EXPECT_EQ(failure_of(client, 10s), NoReply::Kind::lost);
  EXPECT_EQ(failure_of(client, 80ms), NoReply::Kind::late);
}

TEST(Client, NeverSendsTwiceWhatTheServerMayHaveSeen) {
  std::atomic<int> seen = 0;
  Listener listener({[&](tcp::socket& s) {
    (void)Listener::read_request(s);
    Listener::answer(s, "kept");
    (void)Listener::read_request(s);
    ++seen;  // And dies of it.
  }});
  Client client(listener.address());
  EXPECT_EQ(client.request("/a", "", 10s).body, "kept");
  EXPECT_EQ(failure_of(client, 10s), NoReply::Kind::lost);
  EXPECT_EQ(seen, 1);
}

TEST(Client, IsStoppedWhileItWaits) {
  Listener listener({[](tcp::socket& s) {
    (void)Listener::read_request(s);
    char one = 0;
    s.read_some(asio::buffer(&one, 1));
  }});
  Client client(listener.address());
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(60ms);
    stop.request_stop();
  });
  EXPECT_THROW((void)client.request("/a", "", 60s, stop.get_token()), base::Error);
}

TEST(Client, RefusesAReplyThatIsTooLong) {
  Listener listener({[](tcp::socket& s) {
    (void)Listener::read_request(s);
    Listener::answer(s, std::string(5000, 'x'));
  }});
  Client client(listener.address(), {.reply_bytes = 1000});
  EXPECT_EQ(failure_of(client, 10s), NoReply::Kind::lost);
}

TEST(Body, SaysTheSameInEveryDialect) {
  const PictureQuestion question{.model = "m",
                                 .text = "What?",
                                 .jpeg = std::string("\xFF\xD8\xFF\x00", 4),
                                 .after = "",
                                 .schema = R"({"type": "object"})"};
  const auto openai = nlohmann::json::parse(to_body(question, Dialect::openai));
  const auto llama = nlohmann::json::parse(to_body(question, Dialect::llama));
  EXPECT_EQ(openai["messages"], llama["messages"]);
  EXPECT_EQ(openai["messages"][0]["content"][0]["text"], "What?");
  EXPECT_EQ(openai["messages"][0]["content"][1]["image_url"]["url"],
            "data:image/jpeg;base64,/9j/AA==");
  EXPECT_EQ(openai["response_format"]["json_schema"]["schema"], llama["json_schema"]);
  EXPECT_FALSE(llama.contains("response_format"));
  EXPECT_FALSE(llama.contains("cache_prompt"));
  EXPECT_EQ(nlohmann::json::parse(to_body(question, Dialect::minerva))["cache_prompt"], false);
}

TEST(Body, OfLoadingHoldsAnyNameOfAFile) {
  for (const std::string name : {"a \"big\" one \\ 1.5", "\n\t{}", "größer"})
    EXPECT_EQ(nlohmann::json::parse(to_load_body(name)), (nlohmann::json{{"model", name}}));
  EXPECT_EQ(nlohmann::json::parse(to_load_body("a\xff"))["model"], "a\uFFFD");
}

TEST(Reply, IsReadOrRefused) {
  const auto answer =
      answer_of(R"({"choices":[{"message":{"content":"hi"},"finish_reason":"length"}]})");
  EXPECT_EQ(answer.text, "hi");
  EXPECT_TRUE(answer.is_cut);
  for (const char* body : {"", "not json", "[]", "{}", R"({"choices":[]})",
                           R"({"choices":[{"message":{"content":null}}]})", "\xFF\xFE"})
    EXPECT_THROW((void)answer_of(body), BadReply) << body;
  EXPECT_EQ(error_of(R"({"error":{"message":"too long"}})"), "too long");
  EXPECT_EQ(error_of(R"({"error":"plain"})"), "plain");
  EXPECT_EQ(error_of("<html>"), "<html>");
  EXPECT_EQ(error_of(""), "an empty reply");
  EXPECT_EQ(first_model_of(R"({"data":[{"id":"seer"}]})"), "seer");
  EXPECT_EQ(first_model_of("nonsense"), "");
  EXPECT_EQ(total_slots_of(R"({"other":1,"total_slots" : 4})"), 4);
  for (const char* body : {"", "[]", "{}", R"({"total_slots":"4"})", R"({"total_slots":-1})"})
    EXPECT_EQ(total_slots_of(body), 0) << body;
}

}  // namespace
}  // namespace openai_client
