#include "minerva/fetch/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace minerva::fetch {
namespace {

constexpr const char* kListing = R"([
  {"type": "file", "path": ".gitattributes", "size": 10},
  {"type": "directory", "path": "old"},
  {"type": "file", "path": "Tiny-Q8_0.gguf", "size": 800, "lfs": {"oid": "b8", "size": 800}},
  {"type": "file", "path": "Tiny-Q4_K_M.gguf", "size": 400, "lfs": {"oid": "b4", "size": 400}},
  {"type": "file", "path": "Tiny-F16-00002-of-00002.gguf", "size": 900},
  {"type": "file", "path": "Tiny-F16-00001-of-00002.gguf", "size": 900},
  {"type": "file", "path": "mmproj-Tiny-Q8_0.gguf", "size": 50},
  {"type": "file", "path": "mmproj-Tiny-f16.gguf", "size": 100, "lfs": {"oid": "p16"}}])";

std::vector<std::string> names(const std::vector<RemoteFile>& files) {
  std::vector<std::string> result;
  result.reserve(files.size());
  for (const auto& file : files) result.push_back(file.file);
  return result;
}

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ChooseFiles, TakesFourBitsAndTheProjector) {
  const auto files = choose_files(kListing, "", "me/tiny", "https://hub");
  EXPECT_THAT(names(files), ElementsAre("Tiny-Q4_K_M.gguf", "mmproj-Tiny-Q4_K_M.gguf"));
  EXPECT_EQ(files[0].url, "https://hub/me/tiny/resolve/main/Tiny-Q4_K_M.gguf");
  EXPECT_EQ(files[0].sha256, "b4");
  EXPECT_EQ(files[0].bytes, 400u);
  EXPECT_EQ(files[1].url, "https://hub/me/tiny/resolve/main/mmproj-Tiny-f16.gguf");
}

TEST(ChooseFiles, TakesAllPartsInOrder) {
  EXPECT_THAT(names(choose_files(kListing, "f16", "me/tiny", "https://hub")),
              ElementsAre("Tiny-F16-00001-of-00002.gguf", "Tiny-F16-00002-of-00002.gguf",
                          "mmproj-Tiny-F16.gguf"));
}

TEST(ChooseFiles, NamesWhatThereIsWhenTheWantedIsMissing) {
  try {
    choose_files(kListing, "Q2_K", "me/tiny", "https://hub");
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("Tiny-Q8_0"));
  }
}

TEST(ChooseFiles, RefusesNamesThatLeaveTheFolderAndListingsThatAreNone) {
  EXPECT_THROW(choose_files(R"([{"type": "file", "path": "a/.x.gguf"}])", "", "me/x", "h"),
               base::Error);
  EXPECT_THROW(choose_files("<html>", "", "me/x", "h"), base::Error);
  EXPECT_THROW(choose_files(R"([1, {"type": "file"}])", "", "me/x", "h"), base::Error);
}

TEST(Resolve, KnowsAddressesNamesAndRepositories) {
  std::vector<std::string> asked;
  const auto get = [&](const std::string& url) {
    asked.push_back(url);
    return std::string(kListing);
  };
  EXPECT_THAT(names(resolve("https://x.org/a/model.gguf?download=true", "https://hub", get)),
              ElementsAre("model.gguf"));
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(resolve("me/tiny:Q8_0", "https://hub", get)[0].file, "Tiny-Q8_0.gguf");
  EXPECT_EQ(resolve("Qwen2.5-VL-3B", "https://hub", get).size(), 2u);
  EXPECT_THAT(asked,
              ElementsAre("https://hub/api/models/me/tiny/tree/main?recursive=true",
                          "https://hub/api/models/ggml-org/Qwen2.5-VL-3B-Instruct-GGUF/tree/main"
                          "?recursive=true"));
}

TEST(Resolve, RefusesWhatIsNeither) {
  const auto get = [](const std::string&) { return std::string(kListing); };
  for (const auto* name : {"unknown", "a/b/c", "../../etc", "me/../x", "https://x.org/a.zip",
                           "https://x.org/", "me/ti ny"})
    EXPECT_THROW(resolve(name, "https://hub", get), base::Error) << name;
}

}  // namespace
}  // namespace minerva::fetch
