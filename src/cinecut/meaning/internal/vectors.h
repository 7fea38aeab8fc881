#pragma once
// Vectors of texts: asked for once, then kept.
//
// A journal is a row of msgpack maps: a head that says which model, and one for each text with the
// hash of its words and the vector's numbers. A killed process leaves it whole but for its end.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/engines/choice.h"
#include "cinecut/meaning/meaning.h"

namespace cinecut::meaning {

/// By the hash of their text.
using Vectors = std::map<std::string, Vector, std::less<>>;

/// Divided by its length; empty if it is as good as zero.
void to_unit_length(Vector& vector);

struct KnownVectors {
  std::string model;
  Vectors by_text;
};

/// Reads as far as the bytes make sense. Nothing: not even the head does. Never throws for what it
/// reads.
std::optional<KnownVectors> vectors_from_bytes(std::string_view bytes);

/// As it is sent: one line, not longer than a model reads, with what the model wants before it.
std::string as_sent(std::string_view text, const std::string& model);

/// Those of all `texts`, by the hash of what is sent; a text may be missing. Throws what
/// understand() throws.
Vectors vectors_for(const std::vector<std::string>& texts, const engines::EngineChoice& choice,
                    const std::filesystem::path& journal, const MeaningListener& listener,
                    const std::stop_token& stop);

}  // namespace cinecut::meaning
