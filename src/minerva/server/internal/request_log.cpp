#include "minerva/server/internal/request_log.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "minerva/openai/json_text.h"

namespace minerva::server {
namespace {

std::string time_text() {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  const auto part = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[40];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ",
                static_cast<int>(part.count() % 1000));
  return text;
}

// What a client may have chosen freely is shown without control characters.
std::string printable(const std::string& text) {
  std::string result;
  for (const char c : text.substr(0, 200))
    result += static_cast<unsigned char>(c) < 32 || c == 127 ? '?' : c;
  return result;
}

double rounded(double seconds) { return std::round(seconds * 1e6) / 1e6; }

std::string milliseconds(double seconds) {
  return std::to_string(std::llround(seconds * 1000)) + " ms";
}

std::string text_line(const http::Request& request, const CallNote& note, int status,
                      double seconds) {
  auto line = time_text() + " " + std::to_string(status) + " " + request.client + " " +
              printable(request.method) + " " + printable(request.path) + " " +
              milliseconds(seconds);
  if (!note.model.empty()) line += " " + note.model;
  if (note.prompt_tokens > 0)
    line += " " + std::to_string(note.prompt_tokens) + "+" + std::to_string(note.reply_tokens) +
            " tokens";
  if (note.first_token_s >= 0) line += ", the first after " + milliseconds(note.first_token_s);
  if (!note.error.empty()) line += " " + note.error;
  return line + " " + request.id;
}

json json_line(const http::Request& request, const CallNote& note, int status, double seconds) {
  json line{{"time", time_text()},        {"level", status >= 500 ? "error" : "info"},
            {"request_id", request.id},   {"client", request.client},
            {"method", request.method},   {"path", request.path},
            {"route", note.route},        {"status", status},
            {"seconds", rounded(seconds)}};
  if (!note.model.empty()) line["model"] = note.model;
  if (note.prompt_tokens > 0) {
    line["prompt_tokens"] = note.prompt_tokens;
    line["cached_tokens"] = note.cached_tokens;
    line["reply_tokens"] = note.reply_tokens;
  }
  if (note.queue_s >= 0) line["queue_s"] = rounded(note.queue_s);
  if (note.first_token_s >= 0) line["first_token_s"] = rounded(note.first_token_s);
  if (!note.error.empty()) line["error"] = note.error;
  return line;
}

}  // namespace

std::string log_line(LogFormat format, const http::Request& request, const CallNote& note,
                     int status, double seconds) {
  return format == LogFormat::jsonl ? openai::to_text(json_line(request, note, status, seconds))
                                    : text_line(request, note, status, seconds);
}

void log_request(LogFormat format, const http::Request& request, const CallNote& note, int status,
                 double seconds) {
  if (format == LogFormat::none) return;
  const auto line = log_line(format, request, note, status, seconds) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);  // One call: lines do not mix.
}

}  // namespace minerva::server
