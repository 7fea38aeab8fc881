#pragma once
// The words of JSON schemas: which are known, and what those of one schema say by themselves.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace minerva::constrain::json_schema {

using json = nlohmann::ordered_json;

constexpr int kDeepest = 64;
/// Longer texts and arrays than these are not counted by the grammar; mistake_in_json() still
/// refuses them.
constexpr int kLongestCounted = 16'384;
constexpr int kMostItems = 4'096;

/// Throws Fault: invalid_parameter ("schema").
[[noreturn]] void refuse(const std::string& path, const std::string& what);

/// A path to what `name` holds, written as JSON pointers are.
std::string below(const std::string& path, const std::string& name);

bool is_known(const std::string& key);
bool is_annotation(const std::string& key);  ///< It says nothing of the value.

// What an object says. Words of another form than theirs say nothing.

bool requires_member(const json& schema, const std::string& name);
/// Of enum or const.
std::optional<json> values_of(const json& schema);
/// As `type` or the listed values tell; empty: they do not.
std::set<std::string> types_of(const json& schema);
/// The names in `type`, in their order.
std::vector<std::string> written_types(const json& schema);
/// The type that a schema without one is about; empty: none.
std::vector<std::string> inferred_types(const json& schema);

/// A whole number from 0 up, at most 1e9; `otherwise` if it is not there. Throws as refuse().
int count(const json& schema, const char* key, const std::string& path, int otherwise);

}  // namespace minerva::constrain::json_schema
