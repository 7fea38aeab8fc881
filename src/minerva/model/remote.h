#pragma once
// Devices of other machines, where ggml-rpc-server runs: a model is then spread over them and this
// one by ggml itself.
//
// What goes over the network is neither encrypted nor checked, and ggml-rpc-server does what anyone
// asks of it: for trusted networks only. It serves one client at a time. If it ends while a model
// is there, this process ends too, since ggml cannot go on without it.

#include <chrono>
#include <string>
#include <vector>

namespace minerva::model {

/// Adds what each "HOST:PORT" offers to devices(), as "RPC0", "RPC1" and so on; what has been added
/// before is passed over. Call it before models are loaded and pools are made, from one thread.
/// Throws Fault: invalid_parameter for what is not HOST:PORT; backend if nothing is there, if it
/// does not answer within `patience`, if it is something else or of another version, and if this
/// build has no RPC.
void add_remote_devices(const std::vector<std::string>& endpoints,
                        std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace minerva::model
