// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "host/curl_library.hpp"
#include "ports/transport.hpp"

#include <functional>
#include <memory>
#include <string>

namespace relctl::host {

/// One HTTP request as an easy handle of libcurl with everything tightened: http and https only,
/// also after a redirect; no proxy, netrc, cookies or compression; TLS 1.2 or newer, verified;
/// bounded in time and size. See libcurl-security(3).
class CurlTransfer {
public:
  /// Told every secret that was read from a file, so that it can be masked.
  using SecretRead = std::function<void(const std::string&)>;

  /// Reads the secret files. Refuses line breaks in headers and a method that is no token. A
  /// request that carries secret headers follows no redirect: they would go along.
  [[nodiscard]] static Result<std::unique_ptr<CurlTransfer>> make(const CurlLibrary& library,
                                                                  const ports::HttpRequest& request,
                                                                  const SecretRead& secret_read);
  virtual ~CurlTransfer() = default;

  /// The `CURL*`, for the multi handle.
  [[nodiscard]] virtual void* handle() const = 0;
  /// The reply to a transfer that ended with this `CURLcode`; its body is moved out.
  [[nodiscard]] virtual ports::HttpReply reply(int curl_code) = 0;
};

} // namespace relctl::host
