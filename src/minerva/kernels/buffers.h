#pragma once
// Memory of ggml's CPU back end, by pages. Zeros cost nothing until they are written over:
// llama.cpp clears the cells of a context when it makes it, which touches all their memory, though
// most of it may never be used. Weights that are read, not mapped, lie in huge pages, which spare
// the processor looking up where each small one is.

namespace minerva::kernels {

/// From now on large buffers ask for huge pages, and those that are cleared to zero give their
/// pages back and get small ones, as zeros, where they are used. Once a process, before models are
/// loaded. Nothing happens where the system does not promise such zeros.
void keep_buffers_by_pages();

}  // namespace minerva::kernels
