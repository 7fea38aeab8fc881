#pragma once
// Names of languages, as files, players and people give them; and letters of every script.

#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The language's code of two letters (ISO 639-1), or of three where it has none (ISO 639-3), of
/// any of its names: a code of two or three letters, bibliographic ones among them, a tag with a
/// region, or its name in English or in itself. "en", "eng", "en-US", "English" and "English (SDH)"
/// are "en"; "ger", "deu", "German" and "Deutsch" are "de". Regions and scripts are left out.
/// Nothing: it names no language ("", "und", "mul", "Director").
std::optional<std::string> language_code(std::string_view text);

/// Whether both name the same language; those that language_code does not know must be the same
/// word.
bool same_language(std::string_view a, std::string_view b);

/// With small letters, of every script: each letter that has one for itself. Bytes that are not
/// UTF-8 stay.
std::string lower(std::string_view text);

}  // namespace base
