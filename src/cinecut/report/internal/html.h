#pragma once
// Pieces of an HTML page.

#include <string>
#include <string_view>

namespace cinecut::report {

/// Text made safe between tags and inside quoted attributes; bytes that are not UTF-8 become "?".
std::string escape_html(std::string_view text);

/// A file name as a relative address: everything but letters, digits and "-._~" in percent form.
std::string escape_url(std::string_view name);

/// "data:image/jpeg;base64,…"
std::string data_url(std::string_view media_type, std::string_view bytes);

/// A number with so many decimals, "." whatever the locale.
std::string number(double value, int decimals);

}  // namespace cinecut::report
