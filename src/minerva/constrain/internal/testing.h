#pragma once
// What an automaton lets through. Only _test.cpp files include this.

#include <random>
#include <string>
#include <string_view>

#include "minerva/constrain/automaton.h"

namespace minerva::constrain::testing {

inline bool fits(Automaton& automaton, std::string_view text) {
  return automaton.can_end(automaton.after(Automaton::kStart, text));
}

/// A random text that fits: bytes are tried at random, and where it may end it ends soon.
inline std::string random_text(Automaton& automaton, std::mt19937& random,
                               std::size_t length = 400) {
  std::string text;
  auto state = Automaton::kStart;
  for (;;) {
    if (automaton.must_end(state)) return text;
    if (automaton.can_end(state) && random() % 4 == 0) return text;
    std::vector<char> bytes;
    for (int b = 0; b < 256; ++b) {
      // Past the length, what closes is preferred, so that the text comes to an end.
      const char c = static_cast<char>(b);
      if (automaton.after(state, {&c, 1}) == Automaton::kNone) continue;
      if (text.size() > length && (c == '"' || c == ']' || c == '}')) {
        bytes.assign(1, c);
        break;
      }
      bytes.push_back(c);
      if (c == '"' || c == ',' || c == '}' || c == ']') bytes.insert(bytes.end(), 8, c);
    }
    if (bytes.empty()) return text;
    const char c = bytes[random() % bytes.size()];
    text.push_back(c);
    state = automaton.after(state, {&c, 1});
  }
}

}  // namespace minerva::constrain::testing
