#include "base/projectors.h"

#include <gtest/gtest.h>

namespace base {
namespace {

namespace fs = std::filesystem;

std::string found(const std::string& model, const std::vector<std::string>& beside) {
  std::vector<fs::path> files{fs::path("m") / (model + ".gguf")};
  for (const auto& name : beside) files.push_back(fs::path("m") / (name + ".gguf"));
  return projector_of(files.front(), files).stem().string();
}

TEST(Projectors, AreFoundByTheNamesThatHubsGiveThem) {
  EXPECT_EQ(found("SmolVLM-256M-Instruct-Q8_0", {"mmproj-SmolVLM-256M-Instruct-Q8_0"}),
            "mmproj-SmolVLM-256M-Instruct-Q8_0");
  EXPECT_EQ(found("Qwen2.5-VL-7B-Instruct-Q4_K_M", {"Qwen2.5-VL-7B-Instruct-mmproj-f16", "other"}),
            "Qwen2.5-VL-7B-Instruct-mmproj-f16");
  EXPECT_EQ(found("llava-v1.5-7b-Q4_K", {"llava-v1.5-7b-mmproj-Q4_0"}),
            "llava-v1.5-7b-mmproj-Q4_0");
  EXPECT_EQ(found("qwen", {"qwen.mmproj", "another"}), "qwen.mmproj");
  EXPECT_EQ(found("gemma-3-27b-it-Q4_K_M-00001-of-00002",
                  {"gemma-3-27b-it-Q4_K_M-00002-of-00002", "mmproj-gemma-3-27b-it-f16"}),
            "mmproj-gemma-3-27b-it-f16");
}

TEST(Projectors, WithoutANameBelongToTheOnlyModel) {
  EXPECT_EQ(found("gemma-3-4b-it-Q4_K_M", {"mmproj-model-f16"}), "mmproj-model-f16");
  EXPECT_EQ(found("gemma-3-4b-it-Q4_K_M", {"gemma-3-4b-it-Q8_0", "mmproj-F32", "mmproj-F16"}),
            "mmproj-F16");
  EXPECT_EQ(found("ggml-model-q4_k", {"mmproj-model-f16"}), "mmproj-model-f16");
  EXPECT_EQ(found("gemma-3-4b-it-Q4_K_M", {"smollm2-135m", "mmproj-model-f16"}), "");
}

TEST(Projectors, OfOtherModelsAreLeftAlone) {
  EXPECT_EQ(found("smollm2-135m-q4_1", {"mmproj-SmolVLM-256M-Instruct-Q8_0"}), "");
  EXPECT_EQ(found("llava-v1.6-7b", {"llava-v1.5-7b", "mmproj-llava-v1.5-7b-f16"}), "");
  EXPECT_EQ(found("alone", {}), "");
}

}  // namespace
}  // namespace base
