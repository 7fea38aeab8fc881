// Asks a model one question: ask MODEL.gguf QUESTION
#include <minerva/minerva.h>

#include <cstdio>

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: ask MODEL.gguf QUESTION\n"), 2;
  const auto model = std::make_shared<const minerva::Model>(argv[1]);
  const minerva::ChatTemplate chat(model);
  minerva::Engine engine(model, {.context = {.context = 2048}});

  const auto prompt = chat.apply({{.role = "user", .content = argv[2]}});
  minerva::Request request{.prompt = prompt.tokens, .max_tokens = 32, .stop = prompt.stop};
  request.sampling.temperature = 0;
  const auto reply = minerva::generate(engine, request);
  std::printf("%s\n(%d tokens)\n", reply.text.c_str(), reply.usage.reply_tokens);
} catch (const base::Error& e) {
  std::fprintf(stderr, "ask: %s\n", e.what());
  return base::exit_code(e.kind());
}
