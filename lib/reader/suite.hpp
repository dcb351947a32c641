// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"
#include "reader/report.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::reader {

/// One request of a suite, and what its answer must be like.
struct SuiteRequest {
  std::string method = "GET";
  std::string path; ///< Below the suite's base, or a whole URL.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<int> expect; ///< Statuses; empty is any 2xx.
  std::optional<Duration> within;
  std::string where; ///< A jq condition on the answer; empty without.
  std::vector<std::pair<std::string, std::string>> captures; ///< Name, and the jq program.
  bool always = false; ///< Sent also after a failure: it cleans up.
};

struct Suite {
  std::string base;
  plan::Credentials credentials;
  std::vector<SuiteRequest> requests;
  Duration timeout; ///< For all requests together.
};

/// Throws on any other form: relctl wrote it. README.md documents the form.
[[nodiscard]] Suite parse_suite(const std::string& request);

/// One exchange; the reply, and how long it took.
struct SuiteReply {
  ports::HttpReply http;
  Duration took;
};
using SendRequest = std::function<SuiteReply(const ports::HttpRequest&)>;

/// Sends the requests in order and reports each. After a failure those that change something are
/// not sent any more, except `always`; those that only read are, to complete the picture. One whose
/// captured value is missing is not sent, and where it is `always` not counted either. A status
/// that was not wanted fails, but a 2xx has done something, which is captured to be cleaned up. A
/// part of the time is kept for `always` requests. `is_stopped` asks for an early end: then only
/// they go out.
[[nodiscard]] Report run_suite(const Suite& suite, const SendRequest& send,
                               const std::function<Duration()>& elapsed,
                               const std::function<bool()>& is_stopped);

} // namespace relctl::reader
