#pragma once
// A device of ggml's that takes from the CPU's back end what several tokens at once need most:
// products of quantised weights with two or more columns, which ggml's kernels serve one at a time,
// and attention of few tokens. Weights and cells stay where they are, and every number is the same
// to the bit.

namespace minerva {

/// Adds the device to ggml's, if this processor has the kernels. Once a process, before contexts
/// are made.
void register_kernel_device();

/// Whether it takes attention, which must then be asked for outright: llama.cpp gives up flash
/// attention if it is on another device than its layer. Not where a GPU could hold layers.
bool has_attention_kernel();

}  // namespace minerva
