#include "minerva/http/message.h"

#include <gtest/gtest.h>

#include "minerva/http/internal/incoming.h"

namespace minerva::http {
namespace {

TEST(Message, DecodesWhatIsEscaped) {
  std::string decoded;
  EXPECT_TRUE(percent_decode("a%20b%C3%a9", decoded));
  EXPECT_EQ(decoded, "a b\xc3\xa9");
  for (const auto* wrong : {"%", "%2", "%zz", "a%00"})
    EXPECT_FALSE(percent_decode(wrong, decoded)) << wrong;
  EXPECT_EQ(query_value("a=1&model=x%2Fy&b", "model"), "x/y");
  EXPECT_EQ(query_value("a=1&b", "b"), "");
  EXPECT_TRUE(is_request_id("a-1.b:c_2") && !is_request_id("") && !is_request_id("a b"));
}

TEST(Message, IsWrittenAsHttp) {
  const Reply reply{.status = 404, .body = {}, .headers = {}};
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

}  // namespace
}  // namespace minerva::http
