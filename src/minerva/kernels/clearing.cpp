#include "minerva/kernels/clearing.h"

// llama.cpp's own header, which its installed copies lack.
#if __has_include(<ggml-backend-impl.h>) && defined(__linux__)
#include <ggml-backend-impl.h>
#include <ggml-cpp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace minerva {
namespace {

decltype(ggml_backend_buffer_type_i::alloc_buffer) allocate_as_ggml = nullptr;
decltype(ggml_backend_buffer_i::clear) clear_as_ggml = nullptr;

void clear(ggml_backend_buffer_t buffer, std::uint8_t value) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* const begin = static_cast<std::byte*>(buffer->context);
  auto* const end = begin + buffer->size;
  const auto before_page = reinterpret_cast<std::uintptr_t>(begin) % page;
  auto* const first = begin + (before_page == 0 ? 0 : page - before_page);
  auto* const last = end - reinterpret_cast<std::uintptr_t>(end) % page;
  // Refused for memory that is locked.
  if (value != 0 || first >= last ||
      ::madvise(first, static_cast<std::size_t>(last - first), MADV_DONTNEED) != 0)
    return clear_as_ggml(buffer, value);
  std::memset(begin, 0, static_cast<std::size_t>(first - begin));
  std::memset(last, 0, static_cast<std::size_t>(end - last));
}

}  // namespace

void clear_buffers_by_pages() {
  if (allocate_as_ggml) return;
  auto& type = *ggml_backend_cpu_buffer_type();
  const ggml_backend_buffer_ptr any(ggml_backend_buft_alloc_buffer(&type, 1));
  clear_as_ggml = any->iface.clear;
  allocate_as_ggml =
      std::exchange(type.iface.alloc_buffer, [](ggml_backend_buffer_type_t of, std::size_t size) {
        auto* buffer = allocate_as_ggml(of, size);
        if (buffer && buffer->iface.clear == clear_as_ggml) buffer->iface.clear = clear;
        return buffer;
      });
}

}  // namespace minerva

#else
namespace minerva {

void clear_buffers_by_pages() {}

}  // namespace minerva
#endif
