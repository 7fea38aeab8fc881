#pragma once
// The kinds of columns there are: numbers, words of a list, colours. `get` gives a vibe's field: a
// pointer to member, or what `in` makes of two.

#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cinecut/vibe/internal/columns.h"

namespace cinecut::vibe::column_kinds {

using Need = Column::Need;

/// The field of a part of a vibe.
template <typename Part, typename Value>
auto in(Part Vibe::* part, Value Part::* field) {
  return [=](auto& vibe) -> auto& { return vibe.*part.*field; };
}

double read_number(const Field& f, std::string_view name, double least, double most);
int read_whole_number(const Field& f, std::string_view name, int least, int most);
bool read_yes_or_no(const Field& f, std::string_view name);
Rgb read_colour(const Field& f, std::string_view name);
std::string written_colour(const Rgb& colour);

/// "must be a, b or c, not …"; of a long list the nearest one, where one is near.
[[noreturn]] void fail_with_choices(const Field& f, std::string_view name,
                                    const std::vector<std::string>& choices);

template <typename Get>
Column number(std::string_view name, Need need, Get get, double least, double most) {
  return {name, need,
          [=](Vibe& v, const Field& f) {
            auto& value = std::invoke(get, v);
            value = static_cast<std::remove_reference_t<decltype(value)>>(
                read_number(f, name, least, most));
          },
          [=](const Vibe& v) { return written(static_cast<double>(std::invoke(get, v))); }};
}

template <typename Get>
Column whole_number(std::string_view name, Need need, Get get, int least, int most) {
  return {name, need,
          [=](Vibe& v, const Field& f) {
            std::invoke(get, v) = read_whole_number(f, name, least, most);
          },
          [=](const Vibe& v) { return std::to_string(std::invoke(get, v)); }};
}

template <typename Get>
Column yes_or_no(std::string_view name, Get get) {
  return {name, Need::optional,
          [=](Vibe& v, const Field& f) { std::invoke(get, v) = read_yes_or_no(f, name); },
          [=](const Vibe& v) { return std::string(std::invoke(get, v) ? "yes" : "no"); }};
}

template <typename Get>
Column colour(std::string_view name, Get get) {
  return {name, Need::optional,
          [=](Vibe& v, const Field& f) { std::invoke(get, v) = read_colour(f, name); },
          [=](const Vibe& v) { return written_colour(std::invoke(get, v)); }};
}

/// One of `values`, by its name.
template <typename Get, typename Values>
Column choice(std::string_view name, Need need, Get get, const Values& values) {
  return {name, need,
          [=](Vibe& v, const Field& f) {
            const auto found = edit::value_named(values, f.text);
            if (!found) {
              std::vector<std::string> names;
              names.reserve(values.size());
              for (const auto& value : values) names.emplace_back(name_of(value));
              fail_with_choices(f, name, names);
            }
            std::invoke(get, v) = *found;
          },
          [=](const Vibe& v) { return std::string(name_of(std::invoke(get, v))); }};
}

}  // namespace cinecut::vibe::column_kinds
