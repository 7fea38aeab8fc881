#pragma once
// Whether there is a device: an installed llama.cpp lacks a header that it needs; without OpenMP,
// ggml's threads are not ours to use; and ThreadSanitizer does not see how OpenMP's wait for each
// other.

#if __has_include(<ggml-backend-impl.h>) && defined(_OPENMP) && !defined(__SANITIZE_THREAD__)
#define MINERVA_HAS_KERNELS

// Of <omp.h>, which lies beside GCC, where tools that are not GCC do not look.
extern "C" {
int omp_get_thread_num();
int omp_get_max_threads();
void omp_set_num_threads(int count);
}
#endif
