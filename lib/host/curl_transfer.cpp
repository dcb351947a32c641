// SPDX-License-Identifier: Apache-2.0
#include "host/curl_transfer.hpp"

#include "base/text.hpp"
#include "host/http_failure.hpp"
#include "host/secret_file.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace relctl::host {
namespace {

using ports::HttpReply;
using ports::HttpRequest;

constexpr std::size_t k_max_header_bytes = 64 * 1024;
constexpr std::size_t k_small_body_bytes = 64 * 1024;
constexpr long k_connect_timeout_max_ms = 10'000;

/// The functions of curl.h that an easy handle needs.
struct Easy {
  explicit Easy(const CurlLibrary& library)
      : init(library.function<decltype(&::curl_easy_init)>("curl_easy_init")),
        cleanup(library.function<decltype(&::curl_easy_cleanup)>("curl_easy_cleanup")),
        setopt(library.function<decltype(&::curl_easy_setopt)>("curl_easy_setopt")),
        getinfo(library.function<decltype(&::curl_easy_getinfo)>("curl_easy_getinfo")),
        slist_append(library.function<decltype(&::curl_slist_append)>("curl_slist_append")),
        slist_free(library.function<decltype(&::curl_slist_free_all)>("curl_slist_free_all")) {}

  decltype(&::curl_easy_init) init;
  decltype(&::curl_easy_cleanup) cleanup;
  decltype(&::curl_easy_setopt) setopt;
  decltype(&::curl_easy_getinfo) getinfo;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free;
};

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 ||
                        std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) !=
                            std::string_view::npos);
  });
}

Result<void> check_header(const std::string& name, const std::string& value) {
  if (!is_token(name))
    return fail(ErrorKind::usage,
                fmt::format("'{}' is not a header name; use letters, digits and dashes",
                            one_line(name, 80)));
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    return fail(ErrorKind::usage,
                fmt::format("the header {} has a line break or a NUL byte; take it out", name));
  return {};
}

class Transfer : public CurlTransfer {
public:
  Transfer(const CurlLibrary& library, const HttpRequest& request)
      : m_easy(library), m_request(request), m_handle(m_easy.init()) {}
  ~Transfer() override {
    m_easy.cleanup(m_handle);
    m_easy.slist_free(m_headers);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  Result<void> prepare(const SecretRead& secret_read);
  [[nodiscard]] void* handle() const override { return m_handle; }
  [[nodiscard]] HttpReply reply(int curl_code) override;

private:
  void set(CURLoption option, long value) { note(m_easy.setopt(m_handle, option, value)); }
  void set(CURLoption option, const char* value) { note(m_easy.setopt(m_handle, option, value)); }
  void set(CURLoption option, const std::string& value) { set(option, value.c_str()); }
  void set_large(CURLoption option, std::size_t value) {
    note(m_easy.setopt(m_handle, option, static_cast<curl_off_t>(value)));
  }
  void note(CURLcode code) { m_refused = m_refused || code != CURLE_OK; }

  void set_limits();
  void set_trust();
  void set_method();
  Result<void> set_credentials(const SecretRead& secret_read);
  Result<void> set_headers();
  Result<void> add_header(const std::string& name, const std::string& value);
  void add_line(const std::string& line);
  template <class T>
  T fact(CURLINFO what, T fallback) const;

  static std::size_t receive_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* self);

  Easy m_easy;
  HttpRequest m_request;
  CURL* m_handle;
  curl_slist* m_headers = nullptr;
  std::string m_body;
  std::size_t m_header_bytes = 0; ///< Of all answers, redirects included.
  bool m_too_big = false;
  bool m_refused = false; ///< An option that this libcurl does not take.
};

std::size_t Transfer::receive(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string& body = transfer.m_body;
  // MAXFILESIZE of this libcurl looks at the announced length only.
  transfer.m_too_big = body.size() + size * count > transfer.m_request.body_max;
  if (transfer.m_too_big)
    return 0;
  // To double is to hold it twice for a moment; what is reserved and not written takes no memory.
  if (body.size() + size * count > std::max(body.capacity(), k_small_body_bytes))
    body.reserve(transfer.m_request.body_max);
  body.append(bytes, size * count);
  return size * count;
}

std::size_t Transfer::receive_header(char*, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.m_header_bytes += size * count;
  return transfer.m_header_bytes > k_max_header_bytes ? 0 : size * count;
}

void Transfer::set_limits() {
  const auto timeout_ms = static_cast<long>(std::max<std::int64_t>(m_request.timeout.ms, 1));
  set(CURLOPT_TIMEOUT_MS, timeout_ms);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout_ms, k_connect_timeout_max_ms));
  set_large(CURLOPT_MAXFILESIZE_LARGE, m_request.body_max);
  const bool carries_secrets = !m_request.credentials.headers.empty();
  set(CURLOPT_FOLLOWLOCATION, m_request.redirects > 0 && !carries_secrets ? 1L : 0L);
  set(CURLOPT_MAXREDIRS, static_cast<long>(m_request.redirects));
  set(CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must not hold up the end of the transfer.
  set(CURLOPT_QUICK_EXIT, 1L);
  note(m_easy.setopt(m_handle, CURLOPT_HEADERFUNCTION, &Transfer::receive_header));
  note(m_easy.setopt(m_handle, CURLOPT_HEADERDATA, static_cast<void*>(this)));
  note(m_easy.setopt(m_handle, CURLOPT_WRITEFUNCTION, &Transfer::receive));
  note(m_easy.setopt(m_handle, CURLOPT_WRITEDATA, static_cast<void*>(this)));
}

void Transfer::set_trust() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_UNRESTRICTED_AUTH, 0L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_PROXY, "");
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!m_request.credentials.ca_file.empty()) {
    set(CURLOPT_CAINFO, m_request.credentials.ca_file);
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
}

void Transfer::set_method() {
  set(CURLOPT_URL, m_request.url);
  set(CURLOPT_USERAGENT, "relctl/" RELCTL_VERSION);
  if (m_request.method == "GET" && m_request.body.empty())
    return set(CURLOPT_HTTPGET, 1L);
  if (m_request.method == "HEAD")
    return set(CURLOPT_NOBODY, 1L);
  set_large(CURLOPT_POSTFIELDSIZE_LARGE, m_request.body.size());
  note(m_easy.setopt(m_handle, CURLOPT_COPYPOSTFIELDS, m_request.body.data()));
  set(CURLOPT_CUSTOMREQUEST, m_request.method);
  if (m_request.method != "GET") {
    // On a kept connection that has died libcurl sends a request again; a change goes out once.
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
  }
}

Result<void> Transfer::set_credentials(const SecretRead& secret_read) {
  const plan::Credentials& credentials = m_request.credentials;
  std::string password = credentials.password;
  if (!credentials.password_file.empty()) {
    RELCTL_TRY_ASSIGN(password, read_secret_file(credentials.password_file));
    secret_read(password);
  }
  if (!credentials.bearer_token_file.empty()) {
    RELCTL_TRY_ASSIGN(const std::string token, read_secret_file(credentials.bearer_token_file));
    secret_read(token);
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, token);
  } else if (!credentials.username.empty() || !password.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, credentials.username);
    set(CURLOPT_PASSWORD, password);
  }
  return {};
}

void Transfer::add_line(const std::string& line) {
  curl_slist* const longer = m_easy.slist_append(m_headers, line.c_str());
  m_refused = m_refused || longer == nullptr;
  m_headers = longer == nullptr ? m_headers : longer;
}

Result<void> Transfer::add_header(const std::string& name, const std::string& value) {
  RELCTL_TRY(check_header(name, value));
  // `Name;` is how libcurl sends a header without a value.
  add_line(value.empty() ? name + ";" : name + ": " + value);
  return {};
}

Result<void> Transfer::set_headers() {
  bool has_type = false;
  for (const auto& [name, value] : m_request.headers) {
    RELCTL_TRY(add_header(name, value));
    has_type = has_type || same_name(name, "Content-Type");
  }
  for (const auto& [name, value] : m_request.credentials.headers)
    RELCTL_TRY(add_header(name, value));
  // libcurl would call every body a form, and wait for a 100 before a large one.
  if (!has_type)
    add_line("Content-Type:");
  add_line("Expect:");
  note(m_easy.setopt(m_handle, CURLOPT_HTTPHEADER, m_headers));
  return {};
}

Result<void> Transfer::prepare(const SecretRead& secret_read) {
  if (m_handle == nullptr)
    return fail(ErrorKind::failed, "libcurl has no memory for another request; free some");
  if (!is_token(m_request.method))
    return fail(ErrorKind::usage, fmt::format("'{}' is not an HTTP method; use GET, POST, …",
                                              one_line(m_request.method, 40)));
  set_limits();
  set_trust();
  set_method();
  RELCTL_TRY(set_credentials(secret_read));
  RELCTL_TRY(set_headers());
  if (m_refused)
    return fail(ErrorKind::failed,
                "this libcurl lacks an option that relctl needs to be safe; install 7.87 or newer");
  return {};
}

template <class T>
T Transfer::fact(CURLINFO what, T fallback) const {
  T value = fallback;
  return m_easy.getinfo(m_handle, what, &value) == CURLE_OK ? value : fallback;
}

HttpReply Transfer::reply(int curl_code) {
  HttpReply reply;
  reply.status = static_cast<int>(fact(CURLINFO_RESPONSE_CODE, 0L));
  if (const char* type = fact<char*>(CURLINFO_CONTENT_TYPE, nullptr))
    reply.content_type = type;
  if (curl_code != CURLE_OK) {
    HttpFailureFacts facts;
    facts.curl_code = curl_code;
    facts.system_error = static_cast<int>(fact(CURLINFO_OS_ERRNO, 0L));
    facts.certificate = fact(CURLINFO_SSL_VERIFYRESULT, 0L);
    facts.connected = fact(CURLINFO_PRETRANSFER_TIME_T, curl_off_t{0}) > 0;
    facts.too_big = m_too_big;
    facts.headers_too_big = m_header_bytes > k_max_header_bytes;
    facts.redirects = static_cast<int>(fact(CURLINFO_REDIRECT_COUNT, 0L));
    const HttpFailure failure = describe_http_failure(m_request, facts);
    reply.failure = failure.failure;
    reply.failure_text = failure.text;
    return reply;
  }
  reply.body = std::move(m_body);
  return reply;
}

} // namespace

Result<std::unique_ptr<CurlTransfer>> CurlTransfer::make(const CurlLibrary& library,
                                                         const HttpRequest& request,
                                                         const SecretRead& secret_read) {
  auto transfer = std::make_unique<Transfer>(library, request);
  RELCTL_TRY(transfer->prepare(secret_read));
  return transfer;
}

} // namespace relctl::host
