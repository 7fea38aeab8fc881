#include "minerva/model/remote.h"

#include <ggml-backend.h>

#include <charconv>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "minerva/model/backend.h"
#include "minerva/model/fault.h"

namespace minerva::model {
namespace {

using AddServer = ggml_backend_reg_t (*)(const char* endpoint);

void check_form(const std::string& endpoint) {
  const auto colon = endpoint.find(':');
  const auto* end = endpoint.data() + endpoint.size();
  int port = 0;
  if (colon != std::string::npos && colon > 0) {
    const auto [last, error] = std::from_chars(endpoint.data() + colon + 1, end, port);
    if (error == std::errc() && last == end && port >= 1 && port <= 65535) return;
  }
  throw Fault::parameter("rpc", "\"" + endpoint + "\"",
                         "HOST:PORT, with a name or an IPv4 address, as in 192.168.1.20:50052");
}

AddServer rpc_of_this_build() {
  auto* const rpc = ggml_backend_reg_by_name("RPC");
  auto* const add =
      rpc ? ggml_backend_reg_get_proc_address(rpc, "ggml_backend_rpc_add_server") : nullptr;
  if (!add)
    throw Fault(FaultKind::backend,
                "This build of minerva cannot use other machines: its llama.cpp was built without "
                "RPC. tools/third_party/llama builds one with it.");
  return reinterpret_cast<AddServer>(add);
}

[[noreturn]] void refuse(const std::string& endpoint, const std::string& why) {
  throw Fault(FaultKind::backend,
              "There are no devices for models at \"" + endpoint + "\": " + why +
                  ". Start ggml-rpc-server there (--host, --port), built from the same llama.cpp.");
}

/// On a thread of its own, since ggml waits for an answer without end. Where none comes, that
/// thread keeps waiting.
ggml_backend_reg_t ask(AddServer add, const std::string& endpoint,
                       std::chrono::milliseconds patience) {
  auto promise = std::make_shared<std::promise<ggml_backend_reg_t>>();
  auto answer = promise->get_future();
  std::thread([add, endpoint, promise] {
    const BackendLog log;
    try {
      promise->set_value(add(endpoint.c_str()));
    } catch (const std::exception& e) {
      promise->set_exception(std::make_exception_ptr(std::runtime_error(log.errors_or(e.what()))));
    }
  }).detach();
  if (answer.wait_for(patience) == std::future_status::timeout)
    refuse(endpoint, "no answer within " + std::to_string(patience.count()) +
                         " ms; it serves one client at a time, and may have one");
  ggml_backend_reg_t found = nullptr;
  try {
    found = answer.get();
  } catch (const std::exception& e) {
    refuse(endpoint, e.what());
  }
  if (!found) refuse(endpoint, "it offers none");
  return found;
}

}  // namespace

void add_remote_devices(const std::vector<std::string>& endpoints,
                        std::chrono::milliseconds patience) {
  for (const auto& endpoint : endpoints) check_form(endpoint);
  if (endpoints.empty()) return;
  start_backends();
  const auto add = rpc_of_this_build();
  for (const auto& endpoint : endpoints)
    if (!ggml_backend_reg_by_name(("RPC[" + endpoint + "]").c_str()))
      ggml_backend_register(ask(add, endpoint, patience));
}

}  // namespace minerva::model
