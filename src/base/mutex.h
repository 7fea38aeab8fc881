#pragma once
// A mutex and its lock, with the words by which a class tells what its mutex guards. clang checks
// them (-Wthread-safety); other compilers read over them.
//
// A member is GUARDED_BY(mutex_); a private function that expects the lock to be held
// REQUIRES(mutex_), as a condition does that a std::condition_variable_any waits for:
//
//   const base::Lock lock(mutex_);
//   changed_.wait(mutex_, [&]() REQUIRES(mutex_) { return is_ready_; });
//
// https://clang.llvm.org/docs/ThreadSafetyAnalysis.html

#include <mutex>

#ifdef __clang__
#define BASE_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define BASE_THREAD_SAFETY(attribute)
#endif

#define CAPABILITY(name) BASE_THREAD_SAFETY(capability(name))
#define SCOPED_CAPABILITY BASE_THREAD_SAFETY(scoped_lockable)
#define GUARDED_BY(mutex) BASE_THREAD_SAFETY(guarded_by(mutex))
#define REQUIRES(...) BASE_THREAD_SAFETY(requires_capability(__VA_ARGS__))
#define ACQUIRE(...) BASE_THREAD_SAFETY(acquire_capability(__VA_ARGS__))
#define RELEASE(...) BASE_THREAD_SAFETY(release_capability(__VA_ARGS__))

namespace base {

/// A std::mutex. Locked by Lock only, and by condition variables while they wait.
class CAPABILITY("mutex") Mutex {
 public:
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds a mutex as long as it lives.
class SCOPED_CAPABILITY Lock {
 public:
  explicit Lock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() RELEASE() { mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Mutex& mutex_;
};

/// Lets others have a mutex that is held here as long as it lives; has it again after whatever
/// happens.
class SCOPED_CAPABILITY Unlocked {
 public:
  explicit Unlocked(Mutex& mutex) RELEASE(mutex) : mutex_(mutex) { mutex_.unlock(); }
  ~Unlocked() RELEASE() { mutex_.lock(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace base
