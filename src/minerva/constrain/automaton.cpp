#include "minerva/constrain/automaton.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

constexpr std::size_t kMostPlaces = 2'000'000;
constexpr std::size_t kMostStates = 200'000;
constexpr std::size_t kMostConfigs = 20'000;  ///< Of one state.
constexpr std::size_t kMostAllowedBytes = 32U << 20;

using ByteRange = std::pair<std::uint8_t, std::uint8_t>;

std::string utf8(std::uint32_t c) {
  std::string bytes;
  base::append_utf8(bytes, c);
  return bytes;
}

/// Splits code points into sequences of byte ranges (Russ Cox, "Regular Expression Matching in the
/// Wild"): each sequence is all combinations of its ranges.
void split_utf8(std::uint32_t low, std::uint32_t high,
                std::vector<std::vector<ByteRange>>& result) {
  for (const std::uint32_t last : {0x7FU, 0x7FFU, 0xFFFFU})
    if (low <= last && last < high) {
      split_utf8(low, last, result);
      return split_utf8(last + 1, high, result);
    }
  for (int i = 1; i < 4 && high >= 0x80; ++i) {
    const std::uint32_t mask = (1U << (6 * i)) - 1;
    if ((low & ~mask) == (high & ~mask)) continue;
    if ((low & mask) != 0) {
      split_utf8(low, low | mask, result);
      return split_utf8((low | mask) + 1, high, result);
    }
    if ((high & mask) != mask) {
      split_utf8(low, (high & ~mask) - 1, result);
      return split_utf8(high & ~mask, high, result);
    }
  }
  const auto a = utf8(low), b = utf8(high);
  std::vector<ByteRange> bytes;
  bytes.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    bytes.emplace_back(static_cast<std::uint8_t>(a[i]), static_cast<std::uint8_t>(b[i]));
  result.push_back(std::move(bytes));
}

}  // namespace

// The network -----------------------------------------------------------------------------------

Automaton::Automaton(const Grammar& grammar) {
  if (left_recursive_rule(grammar) >= 0)
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        "The grammar has a rule that comes back to itself without a character between; it "
        "can never be followed.",
        "grammar");
  for (std::size_t r = 0; r < grammar.size(); ++r) rule_starts_.push_back(add_place());
  for (std::size_t r = 0; r < grammar.size(); ++r) {
    const auto end = build(grammar[r], rule_starts_[r]);
    places_[static_cast<std::size_t>(end)].is_end = true;
  }
  classify_bytes();
  stacks_.push_back({-1, -1});
  std::vector<Config> seen, configs;
  bool can_end = false;
  close({rule_starts_[0], 0}, seen, configs, can_end);
  intern(std::move(configs), can_end);
}

std::int32_t Automaton::add_place() {
  if (places_.size() >= kMostPlaces)
    throw model::Fault(model::FaultKind::invalid_parameter,
                       "The grammar or schema is too large: its repetitions make more than " +
                           std::to_string(kMostPlaces) + " places.",
                       "grammar");
  places_.emplace_back();
  return static_cast<std::int32_t>(places_.size()) - 1;
}

std::int32_t Automaton::build_set(const CodeSet& set, std::int32_t from) {
  const auto to = add_place();
  std::vector<std::vector<ByteRange>> sequences;
  for (const auto& r : set) split_utf8(r.low, r.high, sequences);
  for (const auto& bytes : sequences) {
    auto at = from;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto next = i + 1 == bytes.size() ? to : add_place();
      places_[static_cast<std::size_t>(at)].edges.push_back(
          {bytes[i].first, bytes[i].second, next});
      at = next;
    }
  }
  return to;
}

std::int32_t Automaton::build(const Expression& e, std::int32_t from) {
  const auto place = [&](std::int32_t i) -> Place& { return places_[static_cast<std::size_t>(i)]; };
  switch (e.kind) {
    case Expression::Kind::text:
      for (const char c : e.text) {
        const auto to = add_place();
        const auto byte = static_cast<std::uint8_t>(c);
        place(from).edges.push_back({byte, byte, to});
        from = to;
      }
      return from;
    case Expression::Kind::set:
      return build_set(e.set, from);
    case Expression::Kind::sequence:
      for (const auto& part : e.parts) from = build(part, from);
      return from;
    case Expression::Kind::choice: {
      const auto end = add_place();
      for (const auto& part : e.parts) {
        const auto start = add_place();
        place(from).empty.push_back(start);
        const auto last = build(part, start);
        place(last).empty.push_back(end);
      }
      return end;
    }
    case Expression::Kind::repeat: {
      for (int i = 0; i < e.min; ++i) from = build(e.parts[0], from);
      const auto end = add_place();
      if (e.max < 0) {
        const auto start = add_place();
        place(from).empty.push_back(start);
        const auto last = build(e.parts[0], start);
        place(last).empty.push_back(start);
        place(start).empty.push_back(end);
        return end;
      }
      for (int i = e.min; i < e.max; ++i) {
        place(from).empty.push_back(end);
        from = build(e.parts[0], from);
      }
      place(from).empty.push_back(end);
      return end;
    }
    case Expression::Kind::rule: {
      const auto to = add_place();
      place(from).calls.emplace_back(e.rule, to);
      return to;
    }
  }
  return from;
}

// Bytes that no edge tells apart are one class.
void Automaton::classify_bytes() {
  std::array<bool, 257> begins{};
  begins[0] = true;
  for (const auto& place : places_)
    for (const auto& edge : place.edges) {
      begins[edge.low] = true;
      begins[edge.high + 1U] = true;
    }
  for (unsigned b = 0; b < 256; ++b) {
    if (begins[b]) byte_of_class_.push_back(static_cast<std::uint8_t>(b));
    class_of_[b] = static_cast<std::uint8_t>(byte_of_class_.size() - 1);
  }
}

// States ----------------------------------------------------------------------------------------

std::int32_t Automaton::push(std::int32_t place, std::int32_t below) {
  const auto [it, is_new] =
      stack_ids_.try_emplace({place, below}, static_cast<std::int32_t>(stacks_.size()));
  if (is_new) stacks_.push_back({place, below});
  return it->second;
}

void Automaton::close(Config start, std::vector<Config>& seen, std::vector<Config>& result,
                      bool& can_end) {
  std::vector<Config> todo{start};
  while (!todo.empty()) {
    const auto [at, stack] = todo.back();
    todo.pop_back();
    const auto position = std::lower_bound(seen.begin(), seen.end(), Config{at, stack});
    if (position != seen.end() && *position == Config{at, stack}) continue;
    seen.insert(position, {at, stack});
    if (seen.size() > kMostConfigs)
      throw model::Fault(model::FaultKind::sampling_failed,
                         "The grammar is too ambiguous to be followed.");
    const auto& place = places_[static_cast<std::size_t>(at)];
    if (!place.edges.empty()) result.push_back({at, stack});
    for (const auto next : place.empty) todo.push_back({next, stack});
    for (const auto& [called, back] : place.calls) {
      // Nothing is to be done after a call that comes last: its caller is returned to at once.
      const auto& after = places_[static_cast<std::size_t>(back)];
      const bool is_last =
          after.is_end && after.edges.empty() && after.empty.empty() && after.calls.empty();
      todo.push_back(
          {rule_starts_[static_cast<std::size_t>(called)], is_last ? stack : push(back, stack)});
    }
    if (!place.is_end) continue;
    if (stack == 0)
      can_end = true;
    else
      todo.push_back({stacks_[static_cast<std::size_t>(stack)].place,
                      stacks_[static_cast<std::size_t>(stack)].below});
  }
}

Automaton::State Automaton::intern(std::vector<Config> configs, bool can_end) {
  if (configs.empty() && !can_end) return kNone;
  std::sort(configs.begin(), configs.end());
  auto key = std::pair(std::move(configs), can_end);
  if (const auto known = state_ids_.find(key); known != state_ids_.end()) return known->second;
  if (states_.size() >= kMostStates)
    throw model::Fault(model::FaultKind::sampling_failed,
                       "The grammar needs too many states to be followed.");
  const auto id = static_cast<State>(states_.size());
  states_.push_back({key.first, can_end, std::vector<State>(byte_of_class_.size(), kUnknown), {}});
  state_ids_.emplace(std::move(key), id);
  return id;
}

Automaton::State Automaton::step(State state, std::uint8_t byte) {
  const auto c = class_of_[byte];
  if (const auto known = states_[static_cast<std::size_t>(state)].next[c]; known != kUnknown)
    return known;
  std::vector<Config> seen, configs;
  bool can_end = false;
  const auto from = states_[static_cast<std::size_t>(state)].configs;
  for (const auto& [at, stack] : from)
    for (const auto& edge : places_[static_cast<std::size_t>(at)].edges)
      if (edge.low <= byte && byte <= edge.high) close({edge.to, stack}, seen, configs, can_end);
  const auto next = intern(std::move(configs), can_end);
  states_[static_cast<std::size_t>(state)].next[c] = next;
  return next;
}

Automaton::State Automaton::after(State state, std::string_view bytes) {
  const base::Lock lock(mutex_);
  for (const char c : bytes) {
    if (state == kNone) return kNone;
    state = step(state, static_cast<std::uint8_t>(c));
  }
  return state;
}

bool Automaton::can_end(State state) {
  const base::Lock lock(mutex_);
  return state != kNone && states_[static_cast<std::size_t>(state)].can_end;
}

bool Automaton::must_end(State state) {
  const base::Lock lock(mutex_);
  return state != kNone && states_[static_cast<std::size_t>(state)].configs.empty();
}

std::string Automaton::forced(State state, std::size_t limit) {
  const base::Lock lock(mutex_);
  std::string bytes;
  while (bytes.size() < limit && state != kNone) {
    const auto& data = states_[static_cast<std::size_t>(state)];
    if (data.can_end || data.configs.empty()) break;
    const auto& first = places_[static_cast<std::size_t>(data.configs[0].place)].edges[0];
    const auto is_forced = [&](const Config& config) {
      const auto& edges = places_[static_cast<std::size_t>(config.place)].edges;
      return std::all_of(edges.begin(), edges.end(),
                         [&](const Edge& e) { return e.low == first.low && e.high == first.low; });
    };
    if (!std::all_of(data.configs.begin(), data.configs.end(), is_forced)) break;
    bytes.push_back(static_cast<char>(first.low));
    state = step(state, first.low);
  }
  return bytes;
}

std::shared_ptr<const TokenSet> Automaton::allowed(State state,
                                                   const std::shared_ptr<const TokenTrie>& trie) {
  const base::Lock lock(mutex_);
  if (state != kNone)
    if (const auto& data = states_[static_cast<std::size_t>(state)];
        data.allowed && data.allowed_of.lock() == trie)
      return data.allowed;
  auto set = std::make_shared<TokenSet>(trie->size());
  if (state == kNone) return set;

  std::array<State, 257> path{};
  path[0] = state;
  const auto nodes = trie->nodes();
  for (std::size_t i = 0; i < nodes.size();) {
    const auto& node = nodes[i];
    const auto next = step(path[node.depth - 1U], node.byte);
    if (next == kNone) {
      i = node.skip;
      continue;
    }
    path[node.depth] = next;
    for (const auto token : trie->tokens_of(node)) set->add(token);
    ++i;
  }
  if (states_[static_cast<std::size_t>(state)].can_end)
    for (const auto token : trie->ends()) set->add(token);

  allowed_bytes_ += set->bytes();
  if (allowed_bytes_ > kMostAllowedBytes) {
    for (auto& data : states_) data.allowed.reset();
    allowed_bytes_ = set->bytes();
  }
  auto& data = states_[static_cast<std::size_t>(state)];
  data.allowed = set;
  data.allowed_of = trie;
  return set;
}

void Automaton::remember(State state, model::Token token, model::Token guessed) {
  constexpr int kMostTrust = 3;
  const base::Lock lock(mutex_);
  const auto [found, is_new] = habits_.try_emplace(state, Habit{token, 1});
  auto& habit = found->second;
  if (is_new)
    ++(token == guessed ? right_guesses_ : wrong_guesses_);
  else if (habit.token == token)
    habit.trust = std::min(habit.trust + 1, kMostTrust);
  else if (--habit.trust < 0)
    habit = {token, 1};
}

model::Token Automaton::usual(State state) {
  const base::Lock lock(mutex_);
  const auto found = habits_.find(state);
  return found != habits_.end() && found->second.trust > 0 ? found->second.token : -1;
}

bool Automaton::guesses_well() {
  const base::Lock lock(mutex_);
  return right_guesses_ >= wrong_guesses_;
}

std::size_t Automaton::state_count() {
  const base::Lock lock(mutex_);
  return states_.size();
}

}  // namespace minerva::constrain
