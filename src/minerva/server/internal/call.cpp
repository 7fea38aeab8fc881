#include "minerva/server/internal/call.h"

#include <nlohmann/json.hpp>

namespace minerva::server {

void Call::answer(json body) {
  if (!ignored.empty()) body["ignored_fields"] = ignored;
  reply({.body = openai::to_text(body), .headers = {}});
}

}  // namespace minerva::server
