#pragma once
// Zeros that cost nothing until they are written over. llama.cpp clears the cells of a context when
// it makes it, which touches all their memory, though most of it may never be used.

namespace minerva {

/// From now on buffers of ggml's CPU back end that are cleared to zero give their pages back, and
/// get them again, as zeros, where they are used. Once a process, before contexts are made. Nothing
/// happens where the system does not promise such zeros.
void clear_buffers_by_pages();

}  // namespace minerva
