// chat: a conversation in the terminal.

#include "minerva/model/chat.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answer.h"
#include "base/files.h"
#include "base/json.h"
#include "commands.h"
#include "library.h"
#include "shared/signals.h"

namespace app {
namespace {

constexpr const char* kChatExamples = R"(
Examples:
  minerva chat smollm2
  minerva chat ./model.gguf --system "You are a patient teacher." --ctx 8192
  minerva chat smollm2 --history talk.json        goes on with what is in it, and adds to it

While the model writes, Ctrl-C stops the answer. Commands in a chat:
  /clear   begin anew           /undo    take back the last question and its answer
  /again   answer once more     /system TEXT   tell the model what it is, and begin anew
  /tokens  how full the context is     /help     this list     /exit (or Ctrl-D)
)";

constexpr const char* kHelp =
    "/clear  /undo  /again  /system TEXT  /tokens  /exit. Ctrl-C stops an answer.\n";

struct ChatSettings {
  ModelFlags model{.context = {.context = 4096, .parallel = 1}};
  ReplyFlags reply;
  std::string system;
  std::filesystem::path history;
};

class Conversation {
 public:
  Conversation(const ChatSettings& s, std::shared_ptr<const minerva::model::Model> model)
      : settings_(s),
        model_(std::move(model)),
        template_(model_),
        engine_(model_, {.context = s.model.context_options()}) {
    load();
    if (messages_.empty()) begin(s.system);
  }

  void begin(const std::string& system) {
    messages_.clear();
    if (!system.empty()) messages_.push_back({.role = "system", .content = system});
  }
  void begin_anew() {
    begin(!messages_.empty() && messages_[0].role == "system" ? messages_[0].content : "");
    save();
  }
  /// Takes back the last question, and returns it; empty: there is none.
  std::string undo() {
    std::string question;
    while (!messages_.empty() && messages_.back().role != "system" && question.empty()) {
      if (messages_.back().role == "user") question = messages_.back().content;
      messages_.pop_back();
    }
    save();
    return question;
  }
  std::size_t tokens() const { return template_.apply(messages_).tokens.size(); }
  int context() const { return engine_.context(); }

  /// Asks, and prints the answer as it comes. A question that fails is taken back.
  void ask(const std::string& question);
  /// Stops the answer; false: there is none.
  bool interrupt() {
    const std::lock_guard lock(mutex_);
    if (answer_) answer_->cancel();
    return answer_ != nullptr;
  }

 private:
  std::string print_answer(Answer& answer);
  void load();
  void save() const;

  const ChatSettings& settings_;
  std::shared_ptr<const minerva::model::Model> model_;
  minerva::model::ChatTemplate template_;
  minerva::engine::Engine engine_;
  std::vector<minerva::model::ChatMessage> messages_;
  std::mutex mutex_;
  Answer* answer_ = nullptr;
};

void Conversation::ask(const std::string& question) {
  messages_.push_back({.role = "user", .content = question});
  try {
    const auto prompt = template_.apply(messages_);
    auto request = settings_.reply.request();
    request.prompt = prompt.tokens;
    request.stop.insert(request.stop.end(), prompt.stop.begin(), prompt.stop.end());
    Answer answer(engine_, std::move(request));
    {
      const std::lock_guard lock(mutex_);
      answer_ = &answer;
    }
    const auto forget = [&] {
      const std::lock_guard lock(mutex_);
      answer_ = nullptr;
    };
    std::string text;
    try {
      text = print_answer(answer);
    } catch (...) {
      forget();
      throw;
    }
    forget();
    // What the model thought aloud is not part of the conversation.
    const auto reply = template_.parse(prompt, text);
    messages_.push_back({.role = "assistant", .content = reply.content});
    save();
  } catch (const minerva::model::Fault&) {
    messages_.pop_back();
    throw;
  }
}

std::string Conversation::print_answer(Answer& answer) {
  std::string all;
  while (const auto text = answer.next()) {
    std::fwrite(text->data(), 1, text->size(), stdout);
    std::fflush(stdout);
    all += *text;
  }
  if (answer.is_cancelled())
    std::printf(" [stopped]");
  else if (answer.finish() == minerva::engine::Finish::length)
    std::printf(" [cut off: the limit was reached]");
  std::printf("\n");
  std::fflush(stdout);
  return all;
}

void Conversation::load() {
  if (settings_.history.empty()) return;
  const auto text = base::try_read_file(settings_.history);
  if (!text) return;
  const auto list = base::try_parse_json(*text);
  const auto is_message = [](const nlohmann::ordered_json& m) {
    return m.is_object() && m.contains("role") && m["role"].is_string() && m.contains("content") &&
           m["content"].is_string();
  };
  if (!list || !list->is_array() || !std::all_of(list->begin(), list->end(), is_message))
    throw base::Error(base::ErrorKind::corrupt,
                      "\"" + settings_.history.string() +
                          "\" is not a conversation: it must be a JSON array of messages with "
                          "\"role\" and \"content\". Give another name with --history.");
  for (const auto& m : *list)
    messages_.push_back(
        {.role = m["role"].get<std::string>(), .content = m["content"].get<std::string>()});
}

void Conversation::save() const {
  if (settings_.history.empty()) return;
  auto list = nlohmann::ordered_json::array();
  for (const auto& m : messages_) list.push_back({{"role", m.role}, {"content", m.content}});
  const auto text = list.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
  base::write_file_atomically(settings_.history, text + "\n");
}

/// False: the conversation is over.
bool obey(const std::string& line, Conversation& conversation) {
  const auto space = line.find(' ');
  const auto word = line.substr(0, space);
  const auto rest = space == std::string::npos ? "" : line.substr(space + 1);
  if (word == "/exit" || word == "/quit") return false;
  if (word == "/clear") {
    conversation.begin_anew();
  } else if (word == "/system") {
    conversation.begin(rest);
  } else if (word == "/undo") {
    conversation.undo();
  } else if (word == "/again") {
    if (const auto question = conversation.undo(); !question.empty()) conversation.ask(question);
  } else if (word == "/tokens") {
    std::printf("%zu of %d tokens\n", conversation.tokens(), conversation.context());
  } else {
    std::printf("%s", kHelp);
  }
  return true;
}

int chat(const ChatSettings& s, const Context& context) {
  Conversation conversation(s, load_model(s.model));
  const bool is_terminal = ::isatty(STDIN_FILENO) != 0;
  const auto prompt = [is_terminal] {
    if (is_terminal) std::printf("> ");
    std::fflush(stdout);
  };
  const InterruptHandler interrupts([&] {
    if (conversation.interrupt()) return;
    std::printf("\n(/exit or Ctrl-D ends the chat)\n");
    prompt();
  });
  // Waiting for a line cannot be interrupted; nothing is lost by ending at once.
  const std::stop_callback stop(context.stop, [] { std::_Exit(130); });
  if (is_terminal) std::printf("%s", kHelp);
  std::string line;
  for (prompt(); std::getline(std::cin, line); prompt()) {
    if (line.empty()) continue;
    try {
      if (!line.starts_with('/'))
        conversation.ask(line);
      else if (!obey(line, conversation))
        return 0;
    } catch (const minerva::model::Fault& fault) {
      std::fflush(stdout);
      std::fprintf(stderr, "minerva: %s%s\n", fault.what(),
                   fault.fault() == minerva::model::FaultKind::context_limit_exceeded
                       ? " /undo or /clear makes room; --ctx gives more."
                       : "");
    }
  }
  if (is_terminal) std::printf("\n");
  return 0;
}

}  // namespace

void add_chat(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<ChatSettings>();
  auto* command = app.add_subcommand("chat", "Talk to a model in the terminal");
  add_model_flags(*command, s->model);
  add_reply_flags(*command, s->reply);
  command->add_option("--system", s->system, "What the model is told about itself beforehand");
  command->add_option("--history", s->history, "Keep the conversation in this JSON file");
  command->footer(kChatExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return chat(*s, context); }; });
}

}  // namespace app
