// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/diagnostic.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::plan {

enum class SourceKind { prometheus, exposition };

/// How an HTTP request proves who it is and whom it trusts. Secret values come from the environment
/// or files and live in memory only; none of these fields is ever stored or printed.
struct Credentials {
  std::string username;
  std::string password;          ///< From `${ENV}`.
  std::string password_file;     ///< Read at each request, so that rotation works.
  std::string bearer_token_file; ///< Read at each request.
  std::map<std::string, std::string> headers;
  std::string ca_file; ///< PEM; empty for the system's.
  bool operator==(const Credentials&) const = default;
};

/// Where measurements come from.
struct Source {
  std::string id;
  SourceKind kind = SourceKind::prometheus;
  std::string url; ///< http or https, without user information. `${ENV:-default}` is resolved.
  Duration timeout = seconds(5);
  Credentials credentials;
  Mark mark;
};

} // namespace relctl::plan
