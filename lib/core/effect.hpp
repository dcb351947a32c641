// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "plan/source.hpp"
#include "plan/sql_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace relctl::core {

/// How an effect ended. `lost` is: it began, and nobody can say how it ended.
enum class Outcome { succeeded, failed, timed_out, cancelled, lost };

struct CommandCall {
  std::vector<std::string> argv;
  std::map<std::string, std::string>
      variables;          ///< `RELCTL_*`, added to the allow-listed environment.
  std::string directory;  ///< Absolute; where the command runs.
  std::string input = {}; ///< What it reads from stdin.
};

struct HttpCall {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<int> expect; ///< Empty is any 2xx.
  plan::Credentials credentials;
};

/// Weights in percent points of traffic; `share` is the canary's, in [0, 1]. No share: read only.
struct HaproxyCall {
  std::string socket; ///< Absolute path or host:port.
  std::string backend;
  std::string canary;
  std::string stable;
  std::optional<double> share;
};

/// One request of a suite; `{{name}}` stands where an earlier one captures the value.
struct SuiteRequestCall {
  std::string method;
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<int> expect; ///< Empty is any 2xx.
  std::optional<Duration> within;
  std::string where; ///< jq; empty without.
  std::vector<std::pair<std::string, std::string>> captures;
  bool always = false;
};

struct SuiteCall {
  std::string base;
  plan::Credentials credentials;
  std::vector<SuiteRequestCall> requests;
  bool is_keyed = false; ///< Changes carry the operation key: an HTTP step with a condition.
};

/// Absolute paths; what is empty is not asked for.
struct ArtifactCall {
  std::string file;
  std::string sha256;
  std::string sha256_file;
  std::string signature;
  std::string public_key;
  std::string sbom;
  std::string lock;
};

/// Rows of a source, and how they are asked for.
struct RowsCall {
  plan::SourceKind kind = plan::SourceKind::postgres;
  std::string source; ///< Id, for messages.
  Duration timeout;
  std::string connection; ///< postgres; a secret.
  std::string file;       ///< sqlite: absolute.
  /// SQL as the database takes it; for json a jq program; the last argument of a command.
  std::string query;
  std::vector<plan::SqlValue> values; ///< Of the SQL's parameters, by their number.
  HttpCall http;                      ///< json
  CommandCall command;                ///< command; with the query.
};

/// Two sets of rows that should be the same; see plan::ReconcileAction.
struct ReconcileCall {
  RowsCall left;
  RowsCall right;
  std::vector<std::string> key;
  std::vector<std::string> columns;
  std::vector<std::string> ignore;
  std::map<std::string, double> tolerance;
  int at_least = 1;
  int at_most = 0;
};

/// One effect, rendered. Its id is unique in the log:
/// `release/track/phase/stage/step#attempt/part`.
struct EffectRequest {
  std::string id;
  std::string
      operation_key; ///< The same for every attempt; goes out as RELCTL_OP_KEY and Idempotency-Key.
  std::variant<CommandCall, HttpCall, HaproxyCall, SuiteCall, ArtifactCall, ReconcileCall> call;
  Duration timeout;
  bool reports_items = false;         ///< What it prints is read for items; see EffectEnded::items.
  std::optional<Duration> grace = {}; ///< Between TERM and KILL, where the world's is too long.
};

/// A difference that an effect reports, as a line `{"id": "…", "what": "…"}`.
struct ReportedItem {
  std::string id;
  std::string what;
};

/// The end of an effect as the world saw it. Text is masked, printable and bounded.
struct EffectEnded {
  std::string id;
  Outcome outcome = Outcome::lost;
  std::string detail; ///< One line: `exit code 3`, `HTTP 503`, `canary has weight 10, wanted 20`.
  std::string output; ///< At most 4 KiB: head and tail of what it printed or answered.
  std::optional<int> exit_code;
  std::optional<double> share;          ///< HAProxy: the canary's share as read back.
  std::vector<ReportedItem> items = {}; ///< Where asked for.
};

} // namespace relctl::core
