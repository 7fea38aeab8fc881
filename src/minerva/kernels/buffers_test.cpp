#include "minerva/kernels/buffers.h"

#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minerva::kernels {
namespace {

constexpr std::size_t kSize = (std::size_t{8} << 20) + 100;

std::size_t resident_pages(std::span<const std::byte> bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto in_page = reinterpret_cast<std::uintptr_t>(bytes.data()) % page;
  auto* const begin = const_cast<std::byte*>(bytes.data() - in_page);
  const auto length = bytes.size() + in_page;
  std::vector<unsigned char> pages(length / page + 1);
  EXPECT_EQ(::mincore(begin, length, pages.data()), 0);
  return static_cast<std::size_t>(
      std::ranges::count_if(pages, [](unsigned char p) { return (p & 1) != 0; }));
}

class Buffers : public ::testing::Test {
 protected:
  Buffers() {
    keep_buffers_by_pages();
    buffer_.reset(ggml_backend_buft_alloc_buffer(ggml_backend_cpu_buffer_type(), kSize));
    bytes_ = {static_cast<std::byte*>(ggml_backend_buffer_get_base(buffer_.get())), kSize};
  }
  bool is_all(int value) const {
    return std::ranges::all_of(bytes_, [&](std::byte b) { return b == std::byte(value); });
  }

  ggml_backend_buffer_ptr buffer_;
  std::span<std::byte> bytes_;
};

TEST_F(Buffers, MakeZerosOfWhatWasWritten) {
  std::ranges::fill(bytes_, std::byte{7});
  ggml_backend_buffer_clear(buffer_.get(), 0);
  EXPECT_TRUE(is_all(0));
}

TEST_F(Buffers, TakeNoMemoryForZeros) {
  ggml_backend_buffer_clear(buffer_.get(), 0);
  const auto untouched = resident_pages(bytes_);
  std::ranges::fill(bytes_, std::byte{7});
  EXPECT_LT(10 * untouched, resident_pages(bytes_));
  ggml_backend_buffer_clear(buffer_.get(), 0);
  EXPECT_EQ(resident_pages(bytes_), untouched);
}

TEST_F(Buffers, WriteEveryOtherValue) {
  ggml_backend_buffer_clear(buffer_.get(), 3);
  EXPECT_TRUE(is_all(3));
}

TEST_F(Buffers, WriteMemoryThatIsLocked) {
  std::ranges::fill(bytes_, std::byte{7});
  if (::mlock(bytes_.data(), bytes_.size()) != 0) GTEST_SKIP() << "no memory may be locked here";
  ggml_backend_buffer_clear(buffer_.get(), 0);
  EXPECT_TRUE(is_all(0));
  ::munlock(bytes_.data(), bytes_.size());
}

}  // namespace
}  // namespace minerva::kernels
