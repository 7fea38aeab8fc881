#pragma once
// A device of ggml's that takes products of quantised weights with two or more columns from the
// CPU's back end, whose kernels serve one column at a time: prompts, and several streams at once.
// Weights stay where they are, and every number is the same to the bit.

namespace minerva {

/// Adds the device to ggml's, if this processor has the kernels. Once a process, before contexts
/// are made.
void register_matmul_device();

}  // namespace minerva
