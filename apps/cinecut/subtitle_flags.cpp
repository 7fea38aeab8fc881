#include "subtitle_flags.h"

#include <CLI/CLI.hpp>

#include "base/error.h"

namespace app {

void add_subtitle_flags(CLI::App& app, SubtitleFlags& flags) {
  app.add_option("--subtitle", flags.file,
                 "SRT, ASS, VTT, TTML and others (default: the best beside the film or in it)");
  app.add_option("--subtitle-track", flags.track,
                 "Which of the film's tracks of subtitles, counted from 1");
  app.add_option("--subtitle-language", flags.language,
                 "In it or beside it: en, eng, English (default: English, then others)");
}

cinecut::subtitles::SubtitleChoice subtitle_choice(const SubtitleFlags& flags) {
  using base::ErrorKind;
  if (!flags.file.empty() && (flags.track || flags.language))
    throw base::Error(ErrorKind::usage,
                      "--subtitle names a file: leave out --subtitle-track and "
                      "--subtitle-language, which choose among what the film has.");
  if (flags.track && *flags.track < 1)
    throw base::Error(ErrorKind::usage, "--subtitle-track " + std::to_string(*flags.track) +
                                            ": the film's tracks of subtitles are counted from 1.");
  if (flags.language && flags.language->empty())
    throw base::Error(ErrorKind::usage,
                      "--subtitle-language needs a language, such as en, eng or English.");
  return {flags.file, flags.track.value_or(0), flags.language.value_or("")};
}

}  // namespace app
