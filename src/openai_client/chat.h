#pragma once
// What is said to a model server, in OpenAI's dialect or in llama-server's older one.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace openai_client {

enum class Dialect {
  openai,  ///< `response_format`; what vLLM, minerva and most others understand.
  llama,   ///< Top-level `json_schema`: llama-server of any age.
  minerva  ///< Ours: the same, and pictures that do not come again are not kept.
};

/// One picture and what is asked about it. The text stands before the picture, so that a server
/// which keeps beginnings computes it once for all pictures.
struct PictureQuestion {
  std::string model;  ///< Empty: the only one there is.
  std::string text;
  std::string jpeg;
  std::string after;   ///< Text behind the picture; may be empty.
  std::string schema;  ///< JSON schema of the answer.
  int max_tokens = 256;
  double temperature = 0;
  int seed = 0;
};

/// A question in words. What many questions have in common stands at its beginning, so that a
/// server which keeps beginnings computes it once.
struct TextQuestion {
  std::string model;  ///< Empty: the only one there is.
  std::string text;
  std::string schema;  ///< JSON schema of the answer.
  int max_tokens = 256;
  double temperature = 0;
  int seed = 0;
};

/// The body of POST /chat/completions.
std::string to_body(const PictureQuestion& question, Dialect dialect);
std::string to_body(const TextQuestion& question, Dialect dialect);

/// The body of POST /embeddings. `model` empty: the only one there is.
std::string to_embeddings_body(const std::string& model, const std::vector<std::string>& texts);

/// The body of minerva's POST /models/load. A name that is not UTF-8 is sent as one that is.
std::string to_load_body(const std::string& model);

/// A reply that is none: an error's message, or text that is not what was agreed on.
class BadReply : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Answer {
  std::string text;
  bool is_cut = false;  ///< It ran into max_tokens.
};

/// Reads the body of a reply of status 200. Throws BadReply.
Answer answer_of(std::string_view body);
/// The vectors of `count` texts, in their order: all finite, as long as one another, not empty.
/// Throws BadReply.
std::vector<std::vector<float>> vectors_of(std::string_view body, std::size_t count);
/// The message of an error's body, or the beginning of the body itself, fit to be shown. Never
/// empty.
std::string error_of(std::string_view body);
/// The first model that GET /models lists; empty if it lists none.
std::string first_model_of(std::string_view body);
/// "total_slots" of minerva's and llama-server's GET /props; 0 if it is not told.
int total_slots_of(std::string_view body);

}  // namespace openai_client
