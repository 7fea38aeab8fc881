// bench: how fast a model is on this machine.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answer.h"
#include "base/error.h"
#include "base/utf8.h"
#include "commands.h"
#include "library.h"

namespace app {
namespace {

constexpr const char* kBenchExamples = R"(
Examples:
  minerva bench smollm2
  minerva bench smollm2 --parallel 1,4,16 --repeats 5 --json
)";

struct BenchSettings {
  ModelFlags model{.context = {.context = 0, .parallel = 1}};
  int prompt = 512, reply = 128, repeats = 3;
  std::vector<int> parallel{1, 8};
  bool json = false;
};

struct Row {
  int parallel = 0;
  double tokens_per_s = 0;
};

struct Result {
  std::string model, description;
  double load_s = 0, ready_s = 0;
  double prompt_per_s = 0, first_token_s = 0, first_token_cached_s = 0;
  std::vector<Row> replies;
  minerva::model::MemoryEstimate memory;
  std::uint64_t resident_bytes = 0;
};

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// `count` tokens of text that is different for each `number` from its first word on.
std::vector<minerva::model::Token> text_of(const minerva::model::Model& model, int count,
                                           int number) {
  std::vector<minerva::model::Token> tokens;
  for (int i = 0; std::ssize(tokens) < count; ++i) {
    const auto some = model.tokenize("Page " + std::to_string(number * 7919 + i * 31) +
                                         " tells of a town by the river and its people. ",
                                     minerva::model::SpecialText::as_text, i == 0);
    tokens.insert(tokens.end(), some.begin(), some.end());
  }
  tokens.resize(static_cast<std::size_t>(count));
  return tokens;
}

class Bench {
 public:
  Bench(const BenchSettings& s, const Context& context,
        std::shared_ptr<const minerva::model::Model> model)
      : settings_(s), context_(context), model_(std::move(model)) {}

  Result run() {
    Result result{.model = model_->path().stem().string(), .description = model_->description()};
    result.load_s = model_->load_seconds();
    measure_prompt(result);
    for (const int parallel : settings_.parallel)
      result.replies.push_back({parallel, measure_replies(parallel)});
    result.resident_bytes = resident_bytes();
    return result;
  }

 private:
  std::unique_ptr<minerva::engine::Engine> engine(int parallel, int tokens_each) const {
    auto options = settings_.model.context_options();
    options.parallel = parallel;
    if (options.context == 0) options.context = tokens_each;
    options.cells = std::max(options.context, tokens_each * parallel);
    return std::make_unique<minerva::engine::Engine>(
        model_, minerva::engine::EngineOptions{.context = options});
  }
  minerva::engine::Request request(int prompt, int reply, bool keep) {
    minerva::engine::Request r;
    r.prompt = text_of(*model_, prompt, ++number_);
    r.sampling.temperature = 0;
    r.max_tokens = reply;
    r.ignore_end = true;
    r.keep = keep;
    return r;
  }
  minerva::engine::Usage finish(Answer& answer) const {
    const std::stop_callback stop(context_.stop, [&] { answer.cancel(); });
    while (answer.next()) continue;
    if (answer.is_cancelled()) throw base::Error(base::ErrorKind::cancelled, "Stopped.");
    return answer.usage();
  }

  void measure_prompt(Result& result) {
    const auto start = Clock::now();
    const auto engine = this->engine(1, settings_.prompt + 16);
    result.ready_s = result.load_s + seconds_since(start);
    result.memory = engine->memory();
    std::vector<double> first, cached;
    for (int i = -1; i < settings_.repeats; ++i) {
      auto asked = request(settings_.prompt, 1, true);
      auto again = asked;
      const auto time = [&](minerva::engine::Request r) {
        Answer answer(*engine, std::move(r));
        const auto usage = finish(answer);
        return usage.queue_s + usage.prompt_s;
      };
      const double once = time(std::move(asked)), twice = time(std::move(again));
      if (i < 0) continue;  // The first touches the weights for the first time.
      first.push_back(once);
      cached.push_back(twice);
    }
    result.first_token_s = median(first);
    result.first_token_cached_s = median(cached);
    result.prompt_per_s = settings_.prompt / result.first_token_s;
  }

  double measure_replies(int parallel) {
    constexpr int kPrompt = 16;
    const auto engine = this->engine(parallel, kPrompt + settings_.reply);
    std::vector<double> rates;
    for (int i = 0; i < settings_.repeats; ++i) {
      const auto start = Clock::now();
      std::vector<std::unique_ptr<Answer>> answers;
      answers.reserve(static_cast<std::size_t>(parallel));
      for (int k = 0; k < parallel; ++k)
        answers.push_back(
            std::make_unique<Answer>(*engine, request(kPrompt, settings_.reply, false)));
      int tokens = 0;
      double prompt_s = 0;
      for (auto& answer : answers) {
        const auto usage = finish(*answer);
        tokens += usage.reply_tokens;
        prompt_s = std::max(prompt_s, usage.queue_s + usage.prompt_s);
      }
      // From the last first token on, all of them are generating.
      rates.push_back((tokens - parallel) / (seconds_since(start) - prompt_s));
    }
    return median(rates);
  }

  const BenchSettings& settings_;
  const Context& context_;
  std::shared_ptr<const minerva::model::Model> model_;
  int number_ = 0;
};

void print_json(const Result& r, const BenchSettings& s) {
  const auto memory = r.memory.sum();
  nlohmann::ordered_json json = {{"model", r.model},
                                 {"description", r.description},
                                 {"prompt_tokens", s.prompt},
                                 {"reply_tokens", s.reply},
                                 {"repeats", s.repeats},
                                 {"load_s", r.load_s},
                                 {"ready_s", r.ready_s},
                                 {"prompt_tokens_per_s", r.prompt_per_s},
                                 {"first_token_s", r.first_token_s},
                                 {"first_token_cached_s", r.first_token_cached_s},
                                 {"replies", nlohmann::json::array()},
                                 {"memory",
                                  {{"weights_bytes", memory.weights_bytes},
                                   {"cache_bytes", memory.cache_bytes},
                                   {"compute_bytes", memory.compute_bytes},
                                   {"output_bytes", memory.output_bytes},
                                   {"devices", r.memory.by_device()},
                                   {"resident_bytes", r.resident_bytes}}}};
  for (const auto& row : r.replies)
    json["replies"].push_back({{"parallel", row.parallel}, {"tokens_per_s", row.tokens_per_s}});
  std::printf("%s\n", json.dump(2).c_str());
}

void print_table(const Result& r, const BenchSettings& s) {
  std::printf("%s (%s), medians of %d\n", base::visible(r.model).c_str(),
              base::visible(r.description).c_str(), s.repeats);
  std::printf("  %-34s %9.3f s\n", "load", r.load_s);
  std::printf("  %-34s %9.3f s\n", "load, and ready", r.ready_s);
  const auto n = std::to_string(s.prompt);
  std::printf("  %-34s %9.1f tokens/s\n", ("prompt of " + n).c_str(), r.prompt_per_s);
  std::printf("  %-34s %9.3f s\n", ("first token after " + n).c_str(), r.first_token_s);
  std::printf("  %-34s %9.3f s\n", "first token, prompt kept", r.first_token_cached_s);
  for (const auto& row : r.replies)
    std::printf("  %-34s %9.1f tokens/s\n",
                ("reply, " + std::to_string(row.parallel) + " at a time").c_str(),
                row.tokens_per_s);
  const auto m = r.memory.sum();
  std::printf("  %-34s %s (weights %s, cache %s, buffers %s)\n", "memory, 1 at a time",
              short_size(m.total_bytes()).c_str(), short_size(m.weights_bytes).c_str(),
              short_size(m.cache_bytes).c_str(),
              short_size(m.compute_bytes + m.output_bytes).c_str());
  if (r.memory.devices.size() > 1)
    for (const auto& [device, bytes] : r.memory.by_device())
      std::printf("  %-34s %s\n", ("of it on " + device).c_str(), short_size(bytes).c_str());
  std::printf("  %-34s %s\n", "resident at the end", short_size(r.resident_bytes).c_str());
}

int bench(const BenchSettings& s, const Context& context) {
  const auto model = load_model(s.model);
  if (model->is_for_embeddings())
    throw minerva::model::Fault(minerva::model::FaultKind::invalid_parameter,
                                "\"" + s.model.model +
                                    "\" is a model for embeddings; bench measures those "
                                    "that write text.");
  const auto result = Bench(s, context, model).run();
  if (s.json)
    print_json(result, s);
  else
    print_table(result, s);
  return 0;
}

}  // namespace

void add_bench(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<BenchSettings>();
  auto* command = app.add_subcommand("bench", "Measure a model's speed and memory here");
  add_model_flags(*command, s->model);
  command->add_option("--prompt", s->prompt, "Tokens of the prompt")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  command->add_option("--reply", s->reply, "Tokens of each reply")
      ->check(CLI::Range(2, 1 << 20))
      ->capture_default_str();
  command->add_option("--parallel", s->parallel, "Replies at a time; several numbers: one by one")
      ->delimiter(',')
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--repeats", s->repeats, "Of each measurement; the median is told")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", s->json, "Print JSON");
  command->footer(kBenchExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return bench(*s, context); }; });
}

}  // namespace app
