// SPDX-License-Identifier: Apache-2.0
#include "reader/suite.hpp"

#include "base/percent_encode.hpp"
#include "base/text.hpp"
#include "reader/condition.hpp"
#include "reader/digest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::reader {
namespace {

using Captured = std::map<std::string, std::string>;

constexpr std::size_t k_answer_bytes = 160; ///< Of an answer, where a failure is told of.

/// As the inside of a JSON string, so that a value cannot end the string it stands in.
std::string json_escaped(const std::string& value) {
  const std::string quoted =
      nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

/// The text with each `{{name}}` replaced by what was captured; the first name without a value goes
/// to `missing`.
template <class Escape>
std::string fill(const std::string& text, const Captured& captured, Escape escape,
                 std::string& missing) {
  std::string filled;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == std::string::npos ? open : text.find("}}", open);
    if (close == std::string::npos)
      return filled + text.substr(at);
    filled += text.substr(at, open - at);
    const std::string name(trim(std::string_view(text).substr(open + 2, close - open - 2)));
    const auto value = captured.find(name);
    if (value != captured.end())
      filled += escape(value->second);
    else if (missing.empty())
      missing = name;
    at = close + 2;
  }
}

bool is_whole_url(const std::string& path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

/// Scheme, host and port of a URL.
std::string origin_of(const std::string& url) {
  return lower_case(url.substr(0, url.find_first_of("/?#", url.find("://") + 3)));
}

bool changes_something(const SuiteRequest& request) {
  return request.method != "GET" && request.method != "HEAD";
}

bool is_success(int status) {
  return status >= 200 && status < 300;
}

bool is_expected(const SuiteRequest& request, int status) {
  if (request.expect.empty())
    return is_success(status);
  return std::find(request.expect.begin(), request.expect.end(), status) != request.expect.end();
}

/// One run of a suite.
class Run {
public:
  Run(const Suite& suite, const SendRequest& send, const std::function<Duration()>& elapsed,
      const std::function<bool()>& is_stopped)
      : m_suite(suite), m_send(send), m_elapsed(elapsed), m_is_stopped(is_stopped) {}

  Report report() {
    for (const SuiteRequest& request : m_suite.requests)
      take(request);
    Report& report = m_report;
    const std::string count =
        fmt::format("{}/{} requests passed", m_passed, m_suite.requests.size());
    report.detail = report.done ? count : count + ": " + report.detail;
    return std::move(report);
  }

private:
  void take(const SuiteRequest& request) {
    std::string missing;
    ports::HttpRequest http = prepared(request, missing);
    const std::string why_not = reason_not_to_send(request, missing);
    // Where nothing was created there is nothing to take away; what failed before says why.
    if (request.always && !missing.empty())
      return m_report.lines.push_back("- " + name_of(request) + ": not sent, " + why_not);
    if (!why_not.empty())
      return object(m_report, name_of(request) + ": not sent, " + why_not);
    const SuiteReply reply = m_send(http);
    if (const auto objection = objection_to(request, reply))
      return object(m_report, name_of(request) + ": " + *objection);
    ++m_passed;
    m_report.lines.push_back(
        fmt::format("✔ {}: {} in {}", name_of(request), reply.http.status, took_text(reply)));
  }

  static std::string name_of(const SuiteRequest& request) {
    return request.method + " " + one_line(request.path, 120);
  }
  static std::string took_text(const SuiteReply& reply) { return format_duration(reply.took); }

  [[nodiscard]] std::string reason_not_to_send(const SuiteRequest& request,
                                               const std::string& missing) const {
    if (!missing.empty())
      return "{{" + missing + "}} was not captured";
    if (!request.always && m_is_stopped())
      return "relctl was told to stop";
    if (time_left(request).ms <= 0)
      return "no time was left";
    if (!m_report.done && !request.always && changes_something(request))
      return "an earlier request failed";
    return {};
  }

  /// What has been created is worth a part of the time to take away again.
  [[nodiscard]] Duration time_left(const SuiteRequest& request) const {
    const bool cleans_up = std::any_of(m_suite.requests.begin(), m_suite.requests.end(),
                                       [](const SuiteRequest& other) { return other.always; });
    const Duration kept = cleans_up && !request.always
                              ? std::min(seconds(5), Duration{m_suite.timeout.ms / 4})
                              : Duration{};
    return m_suite.timeout - kept - m_elapsed();
  }

  ports::HttpRequest prepared(const SuiteRequest& request, std::string& missing) const {
    const auto encoded = [](const std::string& value) { return percent_encode(value); };
    const auto plain = [](const std::string& value) { return value; };
    const bool is_json = trim(request.body).starts_with('{') || trim(request.body).starts_with('[');
    ports::HttpRequest http;
    http.method = request.method;
    const std::string path = fill(request.path, m_captured, encoded, missing);
    http.url = is_whole_url(path) ? path : m_suite.base + path;
    http.body = is_json ? fill(request.body, m_captured, json_escaped, missing)
                        : fill(request.body, m_captured, plain, missing);
    for (const auto& [name, value] : request.headers)
      http.headers.emplace_back(name, fill(value, m_captured, plain, missing));
    if (!http.body.empty() && !has_type(request))
      http.headers.emplace_back("Content-Type",
                                is_json ? "application/json" : "text/plain; charset=utf-8");
    http.credentials = credentials_for(http.url);
    http.timeout = std::max(time_left(request), milliseconds(1));
    return http;
  }

  /// What the suite shows to its own host is not another's to see.
  [[nodiscard]] plan::Credentials credentials_for(const std::string& url) const {
    if (origin_of(url) == origin_of(m_suite.base))
      return m_suite.credentials;
    plan::Credentials credentials;
    credentials.ca_file = m_suite.credentials.ca_file;
    return credentials;
  }

  static bool has_type(const SuiteRequest& request) {
    return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
      return lower_case(header.first) == "content-type";
    });
  }

  /// Why the answer is not what was expected, after what it holds has been captured.
  std::optional<std::string> objection_to(const SuiteRequest& request, const SuiteReply& reply) {
    if (reply.http.failure != ports::TransportFailure::none) {
      const bool nothing_sent = reply.http.failure == ports::TransportFailure::refused ||
                                reply.http.failure == ports::TransportFailure::tls;
      m_report.lost |= changes_something(request) && !nothing_sent;
      return reply.http.failure_text;
    }
    // What was created is captured whatever else is wrong, so that it can be taken away again. An
    // answer that refuses created nothing: what it names belongs to somebody else.
    const bool has_done_it = is_success(reply.http.status);
    const bool is_wanted = is_expected(request, reply.http.status);
    const auto content =
        is_wanted || has_done_it ? objection_to_content(request, reply.http.body) : std::nullopt;
    if (!is_wanted)
      return fmt::format(
          "wanted {}, came {}{}",
          request.expect.empty() ? "2xx" : fmt::format("{}", fmt::join(request.expect, " or ")),
          reply.http.status, excerpt(reply.http.body));
    if (request.within && reply.took > *request.within)
      return fmt::format("wanted within {}, took {}", format_duration(*request.within),
                         took_text(reply));
    return content;
  }

  std::optional<std::string> objection_to_content(const SuiteRequest& request,
                                                  const std::string& body) {
    if (request.where.empty() && request.captures.empty())
      return std::nullopt;
    const auto document = JqDocument::parse(body);
    if (!document)
      return "the answer is no JSON: " + document.error().message + excerpt(body);
    std::optional<std::string> objection;
    for (const auto& [name, program] : request.captures) {
      const auto text = captured_text(*document, program);
      if (text)
        m_captured[name] = *text;
      else if (!objection)
        objection = fmt::format("{} cannot be captured by {}: {}", name, one_line(program, 80),
                                text.error().message);
    }
    if (!request.where.empty())
      if (auto unmet = condition_objection(*document, request.where))
        return unmet;
    return objection;
  }

  static std::string excerpt(const std::string& body) {
    const std::string text = one_line(body, k_answer_bytes);
    return text.empty() ? "" : ": " + text;
  }

  const Suite& m_suite;
  const SendRequest& m_send;
  const std::function<Duration()>& m_elapsed;
  const std::function<bool()>& m_is_stopped;
  Captured m_captured;
  Report m_report;
  std::size_t m_passed = 0;
};

} // namespace

Report run_suite(const Suite& suite, const SendRequest& send,
                 const std::function<Duration()>& elapsed,
                 const std::function<bool()>& is_stopped) {
  return Run(suite, send, elapsed, is_stopped).report();
}

} // namespace relctl::reader
