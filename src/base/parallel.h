#pragma once
// Work spread over the machine's cores.

#include <cstddef>
#include <functional>

namespace base {

/// How many threads to use: the cores this process may run on, at least 1.
unsigned thread_count();

/// Calls `work(i)` once for each i in [0, count), from several threads, and returns when all are
/// done. If one throws, the rest is skipped and the first exception is thrown here.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& work,
                  unsigned threads = thread_count());

}  // namespace base
