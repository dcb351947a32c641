// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/diagnostic.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::plan {

enum class SourceKind { prometheus, exposition, json, postgres, sqlite, command, alertmanager };

/// As the key of a plan says it: `prometheus` … `alertmanager`.
[[nodiscard]] std::string_view source_kind_name(SourceKind kind);

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
  /// http or https, without user information, `${ENV:-default}` resolved; empty for the kinds that
  /// are not spoken to over HTTP.
  std::string url;
  std::string connection; ///< postgres: what libpq connects by. A secret, as credentials are.
  std::string file;       ///< sqlite: the database's path, from the plan's folder.
  std::vector<TemplateText> command; ///< command: the argument vector; a query is added at its end.
  Duration timeout = seconds(5);
  Credentials credentials;
  Mark mark;
};

} // namespace relctl::plan
