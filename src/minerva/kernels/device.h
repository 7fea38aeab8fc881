#pragma once
// A device of ggml's that takes from the CPU's back end what several tokens at once need most:
// products of quantised weights with two or more columns, which ggml's kernels serve one at a time,
// and attention. Weights and cells stay where they are, and every number is the same to the bit.

struct ggml_backend_device;

namespace minerva {

/// Adds the device to ggml's, if this processor has the kernels. Once a process, before contexts
/// are made.
void register_kernel_device();

/// It, if it takes attention, which must then be asked for outright: llama.cpp gives up flash
/// attention if it is on another device than its layer. Null also where a GPU could hold layers.
ggml_backend_device* attention_device();

/// With how many threads it computes what this thread asks of a context that does not tell it:
/// mtmd's do not.
void compute_with(int threads);

}  // namespace minerva
