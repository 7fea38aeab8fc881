// Comes before each C++ file of llama.cpp. GCC's own versions of these do not tell which memory the
// instructions read, and what was written there is dropped (GCC bug 114098): each product ended in
// a segmentation fault on processors that have AMX.
#if defined(__GNUC__) && !defined(__clang__) && defined(__AMX_TILE__)
#include <immintrin.h>

#define _tile_loadconfig(config) \
  __asm__ volatile("ldtilecfg %0" ::"m"(*(const char(*)[64])(config)))

#undef _tile_loadd_internal
#define _tile_loadd_internal(tile, from, stride)                                  \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #tile ::"r"((const void*)(from)), \
                   "r"((long)(stride))                                            \
                   : "memory")
#endif
