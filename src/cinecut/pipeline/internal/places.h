#pragma once
// Where a run reads and what it writes. What is wrong with that is found before any work.

#include <filesystem>
#include <string>
#include <vector>

#include "cinecut/pipeline/pipeline.h"
#include "media/film.h"

namespace cinecut::pipeline {

/// The page of a trailer: its name with .html.
std::filesystem::path report_path(const std::filesystem::path& trailer);

/// Names of the files that runs of a complete job write in its work folder.
std::vector<std::string> work_files(const Job& job);

/// Checks that the files which the job names are there. Throws Error: not_found, usage.
void check_inputs(const Job& job);

/// Checks that all that a complete job writes can be written, is none of the files that it reads,
/// replaces nothing of the user's and finds room on its disk. Leaves nothing behind. Throws Error:
/// usage, unsupported; unavailable for what the disk or its rights forbid.
void check_outputs(const Job& job, const media::FilmInfo& film);

}  // namespace cinecut::pipeline
