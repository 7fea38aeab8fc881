#pragma once
// Text that tells a watcher of each character a reader passes: how far a parser has come, where its
// library does not say.

#include <cstddef>
#include <iterator>
#include <string_view>

namespace base {

/// A range of input iterators. The watcher is called with each character when it is passed; a copy
/// of an iterator tells of it again. Text and watcher must live as long as they.
template <typename Watcher>
class WatchedText {
 public:
  WatchedText(std::string_view text, Watcher& watcher) : text_(text), watcher_(&watcher) {}

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Iterator(const char* at, Watcher* watcher) : at_(at), watcher_(watcher) {}
    reference operator*() const { return *at_; }
    Iterator& operator++() {
      (*watcher_)(*at_);
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      const auto before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    const char* at_;
    Watcher* watcher_;
  };

  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): end() knows the size.
  Iterator begin() const { return {text_.data(), watcher_}; }
  Iterator end() const { return {text_.data() + text_.size(), watcher_}; }

 private:
  std::string_view text_;
  Watcher* watcher_;
};

}  // namespace base
