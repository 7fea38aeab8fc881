#pragma once
// One line for each request, on stderr: text for people, or JSON for machines.

#include "minerva/server/internal/call.h"
#include "minerva/server/options.h"

namespace minerva::server {

/// "12:00:01 200 POST /v1/chat/completions 0.52 s smollm2 31+12 tokens req_…", or the same as JSON.
std::string log_line(LogFormat format, const http::Request& request, const CallNote& note,
                     int status, double seconds);

/// Writes the line. From any thread.
void log_request(LogFormat format, const http::Request& request, const CallNote& note, int status,
                 double seconds);

}  // namespace minerva::server
