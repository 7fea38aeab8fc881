#pragma once
// What a film is called, from the names that people and programs give to files.

#include <string>
#include <string_view>

#include "media/film.h"

namespace cinecut::pipeline {

/// The title in the stem of a file's name: without year, resolution, source, codec, group, site,
/// ids in brackets and numbers of versions, with spaces between words.
/// "The.Lighthouse.Keeper.2019.1080p.BluRay.x264-GROUP" is "The Lighthouse Keeper". Never empty if
/// `stem` is not.
std::string title_of_name(std::string_view stem);

/// The title in the container's metadata, cleaned as above. Empty if it names no film: a site, a
/// program, "Sequence 01", "Title 1".
std::string title_of_tag(std::string_view tag);

/// title_of_tag where that gives one, else title_of_name of the file; of a file that a disc names
/// ("VTS_01_1.VOB", "00001.m2ts"), that of its folder.
std::string film_title(const media::FilmInfo& film);

}  // namespace cinecut::pipeline
