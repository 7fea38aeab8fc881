#include "minerva/kernels/buffers.h"

// llama.cpp's own header, which its installed copies lack.
#if __has_include(<ggml-backend-impl.h>) && defined(__linux__)
#include <ggml-backend-impl.h>
#include <ggml-cpp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace minerva::kernels {
namespace {

decltype(ggml_backend_buffer_type_i::alloc_buffer) allocate_as_ggml = nullptr;
decltype(ggml_backend_buffer_i::clear) clear_as_ggml = nullptr;

// Weights are; what one computes with is mostly smaller, and often used in part only.
constexpr std::size_t kLarge = std::size_t{64} << 20;

/// The whole pages of a buffer.
std::span<std::byte> pages_of(ggml_backend_buffer_t buffer) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* const begin = static_cast<std::byte*>(buffer->context);
  auto* const end = begin + buffer->size;
  const auto over = reinterpret_cast<std::uintptr_t>(begin) % page;
  auto* const first = begin + (over == 0 ? 0 : page - over);
  auto* const last = end - reinterpret_cast<std::uintptr_t>(end) % page;
  return first < last ? std::span(first, last) : std::span<std::byte>();
}

void clear(ggml_backend_buffer_t buffer, std::uint8_t value) {
  const auto pages = pages_of(buffer);
  if (value != 0 || pages.empty()) return clear_as_ggml(buffer, value);
  ::madvise(pages.data(), pages.size(), MADV_NOHUGEPAGE);
  if (::madvise(pages.data(), pages.size(), MADV_DONTNEED) != 0)  // It is locked.
    return clear_as_ggml(buffer, value);
  auto* const begin = static_cast<std::byte*>(buffer->context);
  std::fill(begin, pages.data(), std::byte{0});
  std::fill(pages.data() + pages.size(), begin + buffer->size, std::byte{0});
}

ggml_backend_buffer_t allocate(ggml_backend_buffer_type_t type, std::size_t size) {
  auto* buffer = allocate_as_ggml(type, size);
  if (!buffer || buffer->iface.clear != clear_as_ggml) return buffer;
  buffer->iface.clear = clear;
  if (size >= kLarge) {
    const auto pages = pages_of(buffer);
    ::madvise(pages.data(), pages.size(), MADV_HUGEPAGE);
  }
  return buffer;
}

}  // namespace

void keep_buffers_by_pages() {
  if (allocate_as_ggml) return;
  auto& type = *ggml_backend_cpu_buffer_type();
  const ggml_backend_buffer_ptr any(ggml_backend_buft_alloc_buffer(&type, 1));
  clear_as_ggml = any->iface.clear;
  allocate_as_ggml = std::exchange(type.iface.alloc_buffer, allocate);
}

}  // namespace minerva::kernels

#else
namespace minerva::kernels {

void keep_buffers_by_pages() {}

}  // namespace minerva::kernels
#endif
