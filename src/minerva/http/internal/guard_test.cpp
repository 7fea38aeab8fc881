#include "minerva/http/internal/guard.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace minerva::http {
namespace {

Request request(std::string method, std::string path, Headers headers = {}) {
  headers.emplace_back("host", "127.0.0.1:11434");
  return {.method = std::move(method), .path = std::move(path), .headers = std::move(headers)};
}

/// What is there: one path that is open, and two that are not.
struct Paths : Handler {
  Target find(std::string_view method, std::string_view path) const override {
    const bool is_get = path == "/health" || path == "/v1/models";
    if (!is_get && path != "/tokenize") return {};
    const bool is_found = method == (is_get ? "GET" : "POST");
    return {is_found, path == "/health", is_found ? "" : is_get ? "GET, HEAD" : "POST"};
  }
  Reply error_reply(int status, const std::string&, const std::string& message) const override {
    return {.status = status, .body = message, .headers = {}};
  }
  ExchangePtr make_exchange(Request, std::size_t, Exchange::Hooks) override { return nullptr; }
  void answer(ExchangePtr) override {}
  void ended(const Exchange&, int, double) override {}
};
const Paths kPaths;

int status(const Options& options, const Request& head) {
  const auto refused = Guard(options, kPaths).refusal(head);
  return refused ? refused->status : 200;
}

TEST(Guard, AsksForOneOfTheKeys) {
  const Options options{.api_keys = {"one", "two"}};
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
  const Options named{.origins = {"https://page.example"}};
  EXPECT_EQ(status(named, request("POST", "/tokenize", page)), 200);
  EXPECT_EQ(status(named, request("OPTIONS", "/tokenize", page)), 204);
  EXPECT_EQ(status({}, request("OPTIONS", "/tokenize", page)), 405);
}

TEST(Guard, TellsBrowsersOnlyOfNamedOrigins) {
  const auto told = [](const Options& options, const char* origin) {
    for (const auto& [name, value] :
         Guard(options, kPaths).headers_for(request("GET", "/health", {{"origin", origin}})))
      if (name == "Access-Control-Allow-Origin") return value;
    return std::string();
  };
  EXPECT_EQ(told({}, "https://a.example"), "");
  EXPECT_EQ(told({.origins = {"https://a.example"}}, "https://a.example"), "https://a.example");
  EXPECT_EQ(told({.origins = {"https://a.example"}}, "https://b.example"), "");
}

TEST(Guard, IsNotReachedByAnotherNameOfThisMachine) {
  Request head = request("GET", "/health");
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

}  // namespace
}  // namespace minerva::http
