#pragma once
// Schemas that hold together: what $ref points to, two schemas said as one, and whether two exclude
// each other.

#include <string>

#include "minerva/constrain/internal/schema_words.h"

namespace minerva::constrain::json_schema {

/// The references inside of one schema, which must outlive this. A value.
class References {
 public:
  explicit References(const json& whole) : whole_(&whole) {}

  const json& whole() const { return *whole_; }
  /// What a $ref points to. Throws as refuse() if it is not there, or elsewhere.
  const json& target_of(const std::string& ref, const std::string& path) const;
  /// The schema itself, or what it points to in the end.
  json resolved(const json& schema, const std::string& path) const;
  /// With the definitions of the whole, so that it can be read alone.
  json with_definitions(json schema) const;

 private:
  const json* whole_;
};

/// A schema that says what both say. Throws as refuse() where that cannot be said by one.
json merged(json a, const json& b, const std::string& path);

/// A schema with `allOf`, without it.
json merged_all(const json& schema, const References& references, const std::string& path);

/// Is there surely nothing that fits both?
bool exclude_each_other(const json& a, const json& b, const References& references, int depth = 0);

}  // namespace minerva::constrain::json_schema
