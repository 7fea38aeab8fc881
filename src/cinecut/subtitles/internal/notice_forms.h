#pragma once
// Forms of notices, as regular expressions of ICU; capitals and small letters are the same.

#include <span>

namespace cinecut::subtitles {

/// Found anywhere, they decide.
std::span<const char* const> decisive_forms();
/// Whole addresses ("www.….org") and bare ones ("….org").
std::span<const char* const> address_forms();
std::span<const char* const> domain_forms();
/// What offers something, which decides beside a whole address, and what tells of subtitles, which
/// decides beside either.
std::span<const char* const> offer_forms();
std::span<const char* const> subtitling_forms();
/// Words about subtitles with which a credit begins ("Subtitles by", "Untertitel:").
std::span<const char* const> credit_forms();
/// Words with which a credit begins if a name follows, and dialogue otherwise ("Translation:").
std::span<const char* const> name_forms();
/// Whole lines that people say too, but that recognisers make up.
std::span<const char* const> possible_forms();

}  // namespace cinecut::subtitles
