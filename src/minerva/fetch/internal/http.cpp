#include "minerva/fetch/internal/http.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "base/error.h"
#include "base/utf8.h"

namespace minerva::fetch {
namespace {

/// curl, loaded when it is first needed: it brings thirty libraries, which a server that fetches
/// nothing shall not carry.
struct Curl {
  Curl() {
    library_ = ::dlopen("libcurl.so.4", RTLD_NOW);
    if (!library_)
      throw base::Error(base::ErrorKind::unavailable,
                        "Nothing can be fetched without curl's library, which cannot be loaded (" +
                            std::string(::dlerror()) + "). Install the package libcurl4.");
    find(global_init, "curl_global_init");
    find(init, "curl_easy_init");
    find(cleanup, "curl_easy_cleanup");
    find(setopt, "curl_easy_setopt");
    find(getinfo, "curl_easy_getinfo");
    find(perform, "curl_easy_perform");
    find(strerror, "curl_easy_strerror");
    find(append, "curl_slist_append");
    find(free_all, "curl_slist_free_all");
    global_init(CURL_GLOBAL_DEFAULT);
  }

  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) init;
  decltype(&curl_easy_cleanup) cleanup;
  decltype(&curl_easy_setopt) setopt;
  decltype(&curl_easy_getinfo) getinfo;
  decltype(&curl_easy_perform) perform;
  decltype(&curl_easy_strerror) strerror;
  decltype(&curl_slist_append) append;
  decltype(&curl_slist_free_all) free_all;

 private:
  template <typename Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(::dlsym(library_, name));
    if (!function)
      throw base::Error(base::ErrorKind::unavailable,
                        std::string("curl's library has no ") + name + ". Install a newer one.");
  }
  void* library_;
};

const Curl& curl_library() {
  static const Curl curl;
  return curl;
}

struct Transfer {
  const HttpGet* get = nullptr;
  HttpReply* reply = nullptr;
  CURL* curl = nullptr;
  std::exception_ptr failure;  // Must not pass through curl.
};

std::string trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return std::string(text);
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& reply = *static_cast<Transfer*>(user)->reply;
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) {
    // Those of one file only: a redirect may tell the hash, and nothing else of it counts.
    std::erase_if(reply.headers, [](const auto& h) { return !h.first.starts_with("x-linked-"); });
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    reply.headers[base::lower_ascii(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
  }
  return size * count;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  curl_library().getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &transfer.reply->status);
  // The page of an error is nobody's model.
  if (transfer.reply->status < 200 || transfer.reply->status > 299) return size * count;
  try {
    if (transfer.get->body(*transfer.reply, {data, size * count})) return size * count;
    transfer.reply->is_refused = true;
  } catch (...) {
    transfer.failure = std::current_exception();
  }
  return 0;
}

int should_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->get->stop.stop_requested() ? 1 : 0;
}

template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (curl_library().setopt(curl, option, value) != CURLE_OK)
    throw base::Error(base::ErrorKind::internal,
                      "curl does not know option " + std::to_string(option) + ".");
}

void set_up(CURL* curl, const HttpGet& get, Transfer& transfer) {
  set(curl, CURLOPT_URL, get.url.c_str());
  set(curl, CURLOPT_USERAGENT, "minerva");
  set(curl, CURLOPT_FOLLOWLOCATION, 1L);
  set(curl, CURLOPT_MAXREDIRS, 10L);
  const bool is_https = get.url.starts_with("https:");
  set(curl, CURLOPT_PROTOCOLS_STR, is_https ? "https" : "http,https");
  set(curl, CURLOPT_REDIR_PROTOCOLS_STR, is_https ? "https" : "http,https");
  set(curl, CURLOPT_CONNECTTIMEOUT, 20L);
  set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(curl, CURLOPT_LOW_SPEED_TIME, 60L);
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_BUFFERSIZE, 256L * 1024);
  set(curl, CURLOPT_HEADERFUNCTION, take_header);
  set(curl, CURLOPT_HEADERDATA, &transfer);
  set(curl, CURLOPT_WRITEFUNCTION, take_body);
  set(curl, CURLOPT_WRITEDATA, &transfer);
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
  set(curl, CURLOPT_XFERINFODATA, &transfer);
  if (!get.options.certificates.empty())
    set(curl, CURLOPT_CAINFO, get.options.certificates.c_str());
  if (!get.options.token.empty()) {
    set(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    set(curl, CURLOPT_XOAUTH2_BEARER, get.options.token.c_str());
  }
}

}  // namespace

std::string HttpReply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

HttpReply http_get(const HttpGet& get) {
  const auto& library = curl_library();
  const std::unique_ptr<CURL, decltype(library.cleanup)> curl(library.init(), library.cleanup);
  if (!curl) throw std::bad_alloc();
  HttpReply reply;
  Transfer transfer{&get, &reply, curl.get(), nullptr};
  set_up(curl.get(), get, transfer);
  char error[CURL_ERROR_SIZE] = {};
  set(curl.get(), CURLOPT_ERRORBUFFER, error);
  curl_slist* list = nullptr;
  for (const auto& [name, value] : get.headers)
    list = library.append(list, std::string(name).append(": ").append(value).c_str());
  const std::unique_ptr<curl_slist, decltype(library.free_all)> headers(list, library.free_all);
  set(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  const auto code = library.perform(curl.get());
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  library.getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  if (code != CURLE_OK) reply.error = *error ? error : library.strerror(code);
  return reply;
}

bool is_local(const std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return false;
  auto host = url.substr(start + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.find('@') != std::string::npos) return false;
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1" || host.starts_with("[::1]");
}

void check_address(const std::string& url, bool allows_http) {
  if (url.starts_with("https://")) return;
  if (!url.starts_with("http://"))
    throw base::Error(base::ErrorKind::usage,
                      "\"" + url + "\" is not an address that begins with https://.");
  if (!allows_http && !is_local(url))
    throw base::Error(base::ErrorKind::usage,
                      "\"" + url +
                          "\" is not encrypted: what arrives could be anybody's. Use "
                          "https://, or give the file's hash with --sha256.");
}

void refuse_status(long status, const std::string& url) {
  const auto what = url + " cannot be fetched: the server says " + std::to_string(status) + ".";
  if (status == 401 || status == 403)
    throw base::Error(base::ErrorKind::unavailable,
                      what +
                          " The model may have a licence to be accepted on its page first; put "
                          "your token into the environment variable HF_TOKEN.");
  if (status == 404 || status == 410)
    throw base::Error(base::ErrorKind::not_found,
                      what + " There is no such file there. Is the name right?");
  throw base::Error(base::ErrorKind::unavailable, what + " Try again later.");
}

std::string get_text(const std::string& url, const HttpOptions& options, std::size_t limit_bytes) {
  check_address(url, false);
  std::string text;
  const auto reply = http_get(
      {.url = url, .options = options, .body = [&](const HttpReply&, std::string_view bytes) {
         if (text.size() + bytes.size() > limit_bytes) return false;
         text += bytes;
         return true;
       }});
  if (reply.is_refused)
    throw base::Error(base::ErrorKind::unavailable,
                      url + " sends more than " + std::to_string(limit_bytes) + " bytes.");
  if (!reply.error.empty())
    throw base::Error(base::ErrorKind::unavailable,
                      url + " cannot be reached: " + reply.error + ". Is this machine connected?");
  if (reply.status < 200 || reply.status > 299) refuse_status(reply.status, url);
  return text;
}

}  // namespace minerva::fetch
