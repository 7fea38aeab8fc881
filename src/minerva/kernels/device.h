#pragma once
// A device of ggml's that takes from the CPU's back end what several tokens at once need most:
// attention, and products of weights with several columns, in models and in encoders of pictures.
// ggml's kernels unpack weights, keys and values anew for each column, token and head. Here weights
// and cells stay where they are, too, and every number is the same to the bit, as long as all are
// finite.

struct ggml_backend_device;

namespace minerva::kernels {

/// Adds the device to ggml's, if this processor has the kernels and there is no GPU, which large
/// steps would no longer go to. Once a process, before contexts are made.
void register_kernel_device();

/// It, if it takes attention, which must then be asked for outright: llama.cpp gives up flash
/// attention if it is on another device than its layer. Null if there is a GPU.
ggml_backend_device* attention_device();

/// With how many threads it computes what this thread asks of a context that does not tell it:
/// mtmd's do not.
void compute_with(int threads);

}  // namespace minerva::kernels
