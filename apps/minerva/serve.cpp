// minerva serve

#include <CLI/CLI.hpp>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "base/log.h"
#include "commands.h"
#include "minerva/server/server.h"
#include "models.h"

namespace app {
namespace {

using minerva::server::LogFormat;
using minerva::server::ServerOptions;

constexpr const char* kServeExamples = R"(
Examples:
  minerva serve
  minerva serve --model qwen.gguf --preload qwen --parallel 8 --ctx 16384
  minerva serve --host 0.0.0.0 --api-key "$KEY" --tls-cert cert.pem --tls-key key.pem
)";

struct Arguments {
  ServerOptions server;
  std::shared_ptr<ModelArguments> models;
  std::vector<std::string> pinned, preloaded;
  std::string log = "text", key_file;
  double timeout_s = 600, grace_s = 5, header_s = 10, body_s = 60, idle_s = 120;
  std::uint64_t most_body = 32 << 20;
};

void add_options(CLI::App& serve, Arguments& a) {
  auto& s = a.server;
  serve.add_option("--host", s.http.host, "Address to listen at")->capture_default_str();
  serve.add_option("--port", s.http.port, "Port; 0: any free one")->capture_default_str();
  serve.add_option("--api-key", s.http.api_keys, "A key that clients must send; may be repeated")
      ->envname("MINERVA_API_KEY");
  serve.add_flag("--allow-anyone", s.http.allow_anyone,
                 "No key, though others can reach the address");
  serve.add_option("--cors", s.http.origins,
                   "Web pages from this origin may call; may be repeated");
  serve.add_option("--tls-cert", s.http.tls_certificate, "Certificate chain, PEM")
      ->check(CLI::ExistingFile);
  serve.add_option("--tls-key", s.http.tls_key, "Its private key, PEM")->check(CLI::ExistingFile);
  serve.add_option("--default-model", s.default_model, "For requests that name no model");
  serve.add_option("--preload", a.preloaded, "Load this model at once; may be repeated");
  serve.add_option("--pin", a.pinned, "Never unload this model; may be repeated");
  serve.add_option("--timeout", a.timeout_s, "Most seconds of one generation; 0: no limit")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  serve
      .add_option("--reply-limit", s.requests.reply_limit,
                  "Tokens of a reply that sets no limit itself")
      ->check(CLI::Range(0, 1 << 24));
  serve
      .add_option("--media-folder", s.requests.media_folder,
                  "Requests may name pictures in this folder; without it, they bring them")
      ->check(CLI::ExistingDirectory);
  serve.add_option("--max-body", a.most_body, "Largest body of a request")
      ->transform(CLI::AsSizeValue(false));
  serve.add_option("--max-connections", s.http.connections, "Most connections")
      ->capture_default_str();
  serve
      .add_option("--header-timeout", a.header_s, "Seconds in which a request's headers must come")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e5));
  serve.add_option("--body-timeout", a.body_s, "Seconds in which its body must come")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e5));
  serve.add_option("--idle-timeout", a.idle_s, "Seconds that a connection may do nothing")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e6));
  serve.add_option("--grace", a.grace_s, "Seconds that running requests get at the end")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e5));
  serve.add_option("--log", a.log, "What is said of requests, on stderr")
      ->check(CLI::IsMember({"text", "json", "none"}))
      ->capture_default_str();
}

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait(lock, stop, [] { return false; });
}

int run(const Context& context, Arguments& a) {
  a.server.requests.timeout = milliseconds(a.timeout_s);
  a.server.http.grace = milliseconds(a.grace_s);
  a.server.http.header_timeout = milliseconds(a.header_s);
  a.server.http.body_timeout = milliseconds(a.body_s);
  a.server.http.idle_timeout = milliseconds(a.idle_s);
  a.server.http.body_bytes = a.most_body;
  a.server.log = a.log == "json"   ? LogFormat::jsonl
                 : a.log == "none" ? LogFormat::none
                                   : LogFormat::text;
  a.server.version = MINERVA_VERSION;
  minerva::pool::Pool pool(pool_options(*a.models));
  for (const auto& name : a.pinned) pool.pin(name);
  minerva::server::Server server(pool, a.server);
  server.start();
  for (const auto& name : a.preloaded)
    pool.acquire(name, [name](const minerva::pool::Lease&, const minerva::model::Fault* fault) {
      if (fault) base::warn("\"" + name + "\" was not loaded: " + fault->what());
    });
  std::printf("minerva is listening on %s\n", server.url().c_str());
  std::fflush(stdout);
  wait_for(context.stop);
  server.stop();
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, Context& context, Command& chosen) {
  auto* serve = app.add_subcommand("serve", "Answer over HTTP, in OpenAI's dialect");
  auto a = std::make_shared<Arguments>();
  add_options(*serve, *a);
  a->models = add_model_options(*serve);
  serve->footer(kServeExamples);
  serve->callback([&context, &chosen, a] { chosen = [&context, a] { return run(context, *a); }; });
}

}  // namespace app
