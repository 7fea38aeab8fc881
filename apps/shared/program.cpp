#include "shared/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"
#include "base/utf8.h"

namespace app {
namespace {

using Words = std::vector<std::string>;

Words command_names(const CLI::App& command) {
  Words names;
  for (const auto* one : command.get_subcommands({})) names.push_back(one->get_name());
  return names;
}

/// "--vibe", "--output" of `command` and all above it.
Words option_names(const CLI::App* command) {
  Words names;
  for (; command; command = command->get_parent())
    for (const auto* option : command->get_options({}))
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// The innermost command that was chosen.
const CLI::App& chosen_command(const CLI::App& cli) {
  const auto* command = &cli;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string full_name(const CLI::App& command) {
  const auto* above = command.get_parent();
  return (above ? full_name(*above) + " " : "") + command.get_name();
}

/// The word that stands where a command could: what was taken for the command's first argument, or
/// else the first word that is no option. Empty: none does.
std::string first_word(const CLI::App& command, const Words& words) {
  for (const auto* option : command.get_options({}))
    if (option->get_positional()) return option->empty() ? "" : option->results().front();
  const auto word = std::ranges::find_if(
      words, [](const auto& one) { return !one.empty() && !one.starts_with('-'); });
  return word == words.end() ? "" : *word;
}

/// What is said of a word where a command could stand and none does, if it looks like one.
std::string about_command(const CLI::App& command, const Words& words) {
  const auto word = first_word(command, words);
  if (word.empty() || word.find_first_of("/.") != std::string::npos) return {};
  std::error_code error;
  if (std::filesystem::exists(word, error)) return {};
  const auto names = command_names(command);
  const auto nearest = base::nearest_word(word, names);
  if (nearest.empty() || nearest == word) return {};
  return "there is no command \"" + word + "\". Did you mean `" + full_name(command) + " " +
         nearest + "`?";
}

/// What is said of the first long option that there is not.
std::string about_option(const CLI::App& command, const Words& words) {
  const auto names = option_names(&command);
  const auto name_of = [](const std::string& word) { return word.substr(0, word.find('=')); };
  const auto word = std::ranges::find_if(words, [&](const auto& one) {
    return one.starts_with("--") && one.size() > 2 &&
           std::ranges::find(names, name_of(one)) == names.end();
  });
  if (word == words.end()) return {};
  const auto nearest = base::nearest_word(name_of(*word), names);
  return "there is no option " + name_of(*word) + "." +
         (nearest.empty() ? std::string() : " Did you mean " + nearest + "?") + " `" +
         full_name(command) + " --help` lists them all.";
}

/// What is wrong with words that nothing took; empty: nothing better than CLI11's own sentence.
std::string about(const CLI::App& cli, const Words& words) {
  const auto& command = chosen_command(cli);
  const bool has_command = &command != &cli;
  auto text = has_command ? std::string() : about_command(cli, words);
  if (text.empty()) text = about_option(command, words);
  if (!text.empty() || !has_command) return text;
  // A command of a command: "minerva models pul".
  const auto name = std::ranges::find(words, command.get_name());
  return name == words.end() ? text : about_command(command, Words(name + 1, words.end()));
}

void say(const std::string& name, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), base::visible(text).c_str());
}

/// CLI11's own words, with nothing in them that a terminal obeys.
int print(const CLI::App& cli, const CLI::ParseError& e) {
  std::ostringstream out, error;
  const int code = cli.exit(e, out, error);
  std::fputs(base::visible(out.str()).c_str(), stdout);
  std::fputs(base::visible(error.str()).c_str(), stderr);
  return code;
}

}  // namespace

std::optional<int> read_command_line(CLI::App& cli, int argc, char** argv) {
  const Words words(argv + std::min(argc, 1), argv + argc);
  try {
    cli.parse(argc, argv);
    if (cli.get_subcommands().empty())
      if (const auto text = about_command(cli, words); !text.empty())
        throw base::Error(base::ErrorKind::usage, text);
    return {};
  } catch (const CLI::Success& e) {
    return print(cli, e);
  } catch (const CLI::ParseError& e) {
    const bool is_unknown =
        dynamic_cast<const CLI::ExtrasError*>(&e) || dynamic_cast<const CLI::RequiredError*>(&e);
    const auto text = is_unknown && !words.empty() ? about(cli, words) : std::string();
    if (!text.empty()) throw base::Error(base::ErrorKind::usage, text);
    print(cli, e);
    return 2;
  }
}

int run_program(const std::string& name, const std::string& largest, const Command& main) {
  try {
    return main();
  } catch (const base::Error& e) {
    say(name, e.what());
    return base::exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    say(name, "out of memory. Close other programs, or use a smaller " + largest + ".");
    return 1;
  } catch (const std::exception& e) {
    say(name, std::string(e.what()) + " (this is a mistake of ours; please report it)");
    return 1;
  }
}

}  // namespace app
