#include "minerva/server/guard.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "minerva/server/incoming.h"
#include "minerva/server/request_log.h"

namespace minerva::server {
namespace {

HttpRequest request(std::string method, std::string path, Headers headers = {}) {
  headers.emplace_back("host", "127.0.0.1:11434");
  return {.method = std::move(method), .path = std::move(path), .headers = std::move(headers)};
}

int status(const ServerOptions& options, const HttpRequest& head) {
  const auto refused = Guard(options).refusal(head);
  return refused ? refused->status : 200;
}

TEST(Routes, AreFoundWithAndWithoutV1) {
  for (const auto* path : {"/v1/models/a.b-c", "/models/a.b-c"}) {
    const auto found = match("GET", path);
    ASSERT_TRUE(found.route) << path;
    EXPECT_EQ(found.id, "a.b-c");
  }
  EXPECT_TRUE(match("POST", "/v1/tokenize").route);
  EXPECT_TRUE(match("HEAD", "/health").route);
  EXPECT_EQ(match("PUT", "/v1/models").allowed, "GET, HEAD");
  for (const auto* path : {"/", "", "/v1", "/v1/models/a/b", "/v1/v1/models", "/healthy"})
    EXPECT_FALSE(match("GET", path).route) << path;
}

TEST(Guard, AsksForOneOfTheKeys) {
  const ServerOptions options{.api_keys = {"one", "two"}};
  EXPECT_EQ(status(options, request("GET", "/v1/models")), 401);
  EXPECT_EQ(status(options, request("GET", "/v1/models", {{"authorization", "Bearer on"}})), 401);
  EXPECT_EQ(status(options, request("GET", "/v1/models", {{"authorization", "Bearer two"}})), 200);
  EXPECT_EQ(status(options, request("GET", "/v1/models", {{"x-api-key", "one"}})), 200);
  EXPECT_EQ(status(options, request("GET", "/health")), 200);
}

TEST(Guard, LetsNoForeignPageAct) {
  const Headers page{{"origin", "https://page.example"}};
  EXPECT_EQ(status({}, request("POST", "/tokenize", page)), 403);
  EXPECT_EQ(status({}, request("GET", "/v1/models", page)), 200);
  EXPECT_EQ(status({}, request("POST", "/tokenize", {{"origin", "http://127.0.0.1:11434"}})), 200);
  EXPECT_EQ(status({}, request("POST", "/tokenize", {{"origin", "null"}})), 403);
  const ServerOptions named{.origins = {"https://page.example"}};
  EXPECT_EQ(status(named, request("POST", "/tokenize", page)), 200);
  EXPECT_EQ(status(named, request("OPTIONS", "/tokenize", page)), 204);
  EXPECT_EQ(status({}, request("OPTIONS", "/tokenize", page)), 405);
}

TEST(Guard, TellsBrowsersOnlyOfNamedOrigins) {
  const auto told = [](const ServerOptions& options, const char* origin) {
    for (const auto& [name, value] :
         Guard(options).headers_for(request("GET", "/health", {{"origin", origin}})))
      if (name == "Access-Control-Allow-Origin") return value;
    return std::string();
  };
  EXPECT_EQ(told({}, "https://a.example"), "");
  EXPECT_EQ(told({.origins = {"https://a.example"}}, "https://a.example"), "https://a.example");
  EXPECT_EQ(told({.origins = {"https://a.example"}}, "https://b.example"), "");
}

TEST(Guard, IsNotReachedByAnotherNameOfThisMachine) {
  HttpRequest head = request("GET", "/health");
  for (const auto* host : {"localhost:1", "[::1]:11434", "127.0.0.1", "LOCALHOST.localhost"}) {
    head.headers = {{"host", host}};
    EXPECT_EQ(status({}, head), 200) << host;
  }
  head.headers = {{"host", "evil.example:11434"}};
  EXPECT_EQ(status({}, head), 403);
  EXPECT_EQ(status({.api_keys = {"k"}}, head), 200);
}

TEST(Options, AreRefusedWhenTheyDoNotGoTogether) {
  EXPECT_NO_THROW(check({}));
  EXPECT_THROW(check({.tls_certificate = "a.pem"}), base::Error);
  EXPECT_THROW(check({.api_keys = {""}}), base::Error);
  EXPECT_TRUE(is_loopback("127.8.9.1") && is_loopback("::1") && is_loopback("localhost"));
  EXPECT_FALSE(is_loopback("0.0.0.0") || is_loopback("::") || is_loopback("example.org"));
}

TEST(Message, DecodesWhatIsEscaped) {
  std::string decoded;
  EXPECT_TRUE(percent_decode("a%20b%C3%a9", decoded));
  EXPECT_EQ(decoded, "a b\xc3\xa9");
  for (const auto* wrong : {"%", "%2", "%zz", "a%00"})
    EXPECT_FALSE(percent_decode(wrong, decoded)) << wrong;
  EXPECT_EQ(query_value("a=1&model=x%2Fy&b", "model"), "x/y");
  EXPECT_EQ(query_value("a=1&b", "b"), "");
  EXPECT_TRUE(is_request_id("a-1.b:c_2") && !is_request_id("") && !is_request_id("a b"));
  EXPECT_NE(random_id("x"), random_id("x"));
}

TEST(Message, IsWrittenAsHttp) {
  const HttpReply reply{.status = 404, .body = {}, .headers = {}};
  const auto head = response_head(reply, {{"X-A", "b"}}, 12, true, true);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_NE(head.find("\r\nContent-Length: 12\r\n"), std::string::npos);
  EXPECT_NE(head.find("\r\nX-A: b\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("Connection: keep-alive\r\n\r\n"));
  EXPECT_NE(response_head(reply, {}, -1, false, true).find("chunked"), std::string::npos);
  EXPECT_EQ(response_head(reply, {}, -1, false, false).find("chunked"), std::string::npos);
  EXPECT_EQ(chunk_of(std::string(26, 'x'), false), "1a\r\n" + std::string(26, 'x') + "\r\n");
  EXPECT_EQ(chunk_of("", false), "");
  EXPECT_EQ(chunk_of("a", true), "1\r\na\r\n0\r\n\r\n");
}

TEST(RequestLog, IsOneLineWhateverThePathHolds) {
  HttpRequest head = request("GET", "/a\nb\"c");
  head.id = "req_1";
  ExchangeNote note;
  note.model = "small";
  note.prompt_tokens = 3;
  for (const auto format : {LogFormat::text, LogFormat::jsonl}) {
    const auto line = log_line(format, head, note, 200, 0.25);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_NE(line.find("req_1"), std::string::npos);
    EXPECT_NE(line.find("small"), std::string::npos);
  }
}

}  // namespace
}  // namespace minerva::server
