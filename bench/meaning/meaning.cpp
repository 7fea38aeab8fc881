// How often lines of dialogue are given the feeling that their label says, by the lists of words
// and by an embedding model: bench_meaning MODEL.gguf FILE.tsv…

#include "cinecut/meaning/meaning.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/subtitles/emotion.h"

namespace {

using namespace cinecut;

struct Line {
  std::string language, emotion, text;
};

std::vector<Line> lines_of(const std::filesystem::path& file) {
  std::vector<Line> lines;
  std::istringstream rows(base::read_file(file));
  for (std::string row; std::getline(rows, row);) {
    if (row.starts_with('#')) continue;
    std::istringstream fields(row);
    auto& line = lines.emplace_back();
    std::getline(fields, line.language, '\t');
    std::getline(fields, line.emotion, '\t');
    std::getline(fields, line.text);
  }
  return lines;
}

struct Count {
  int lines = 0, by_lists = 0, by_model = 0;
};

void print(const std::string& name, const Count& count) {
  const double n = std::max(1, count.lines);
  std::printf("  %-8s %5d   %.2f   %.2f\n", name.c_str(), count.lines, count.by_lists / n,
              count.by_model / n);
}

void compare(const std::filesystem::path& file, const engines::EngineChoice& choice,
             const std::filesystem::path& journal) {
  std::map<std::string, std::vector<Line>> languages;  // A film speaks one.
  for (auto& line : lines_of(file)) languages[line.language].push_back(line);
  std::printf("%s\n  %-8s lines  lists  model\n", file.filename().c_str(), "language");
  Count all;
  for (const auto& [language, lines] : languages) {
    std::vector<subtitles::Cue> cues(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      cues[i].text = lines[i].text;
      const auto feeling = subtitles::feeling_of(lines[i].text);
      cues[i].emotion = feeling.emotion;
    }
    const auto felt = meaning::felt(cues, meaning::understand(cues, {}, choice, journal, {}, {}));
    Count count;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      ++count.lines;
      count.by_lists += edit::name_of(cues[i].emotion) == lines[i].emotion;
      count.by_model += edit::name_of(felt[i].emotion) == lines[i].emotion;
    }
    print(language, count);
    all.lines += count.lines, all.by_lists += count.by_lists, all.by_model += count.by_model;
  }
  print("all", all);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_meaning MODEL.gguf FILE.tsv...\n");
    return 2;
  }
  engines::EngineChoice choice;
  choice.model = std::filesystem::absolute(argv[1]);
  const auto journal = std::filesystem::temp_directory_path() /
                       ("bench-meaning-" + choice.model.stem().string() + ".msgpack");
  std::printf("model %s\n", choice.name().c_str());
  for (int i = 2; i < argc; ++i) compare(argv[i], meaning::for_embeddings(choice), journal);
  std::filesystem::remove(journal);
} catch (const base::Error& e) {
  std::fprintf(stderr, "bench_meaning: %s\n", e.what());
  return 1;
}
