// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/each.hpp"
#include "plan/limit.hpp"
#include "plan/metric.hpp"
#include "plan/source.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace relctl::plan {

/// An argument vector, never shell text. argv[0] with a slash is taken from the plan's folder.
struct CommandAction {
  std::vector<TemplateText> argv;
};

/// One HTTP request; `probe: "GET http://…"` is one that changes nothing.
struct HttpAction {
  std::string method = "GET";
  TemplateText url;
  std::vector<std::pair<std::string, TemplateText>> headers;
  TemplateText body;
  std::vector<int> expect = {}; ///< Statuses that count as done; empty is any 2xx.
  Credentials credentials;
  std::string where = {}; ///< A jq condition on the answer; empty without.
  Mark where_mark = {};
};

/// How values stand in a body: escaped inside a JSON string, percent-encoded in a form, as they are
/// in any other text. Said by its Content-Type, else by how it begins.
enum class BodyForm { text, json, form };
[[nodiscard]] BodyForm body_form(const std::vector<std::pair<std::string, TemplateText>>& headers,
                                 const Credentials& credentials, const TemplateText& body);
[[nodiscard]] BodyForm body_form(const HttpAction& http);

/// The weights of two servers of a HAProxy backend through its runtime API.
struct HaproxyAction {
  TemplateText socket; ///< A path (relative to the plan's folder) or host:port.
  std::string backend;
  std::string canary;
  std::string stable;
};

/// A part of an answer that later requests of the suite name.
struct Capture {
  std::string name;
  std::string program; ///< jq, on the answer.
  Mark mark;           ///< Of the name.
  Mark program_mark;
};

/// One request of a suite.
struct SuiteRequest {
  std::string method = "GET";
  TemplateText path; ///< After the suite's base; sees what earlier requests captured.
  std::vector<std::pair<std::string, TemplateText>> headers;
  TemplateText body;
  std::vector<int> expect;        ///< Statuses that pass; empty is any 2xx.
  std::optional<Duration> within; ///< How long the answer may take.
  std::string where;              ///< A jq condition on the answer; empty without.
  std::vector<Capture> captures;
  bool always = false; ///< Sent also after a failure: it takes away what another one created.
  Mark mark;
  Mark where_mark = {};
};

/// HTTP requests in order, reported one by one.
struct SuiteAction {
  TemplateText base;
  std::vector<SuiteRequest> requests;
  Credentials credentials;
};

/// What a release is made of, looked at before it moves. Paths are taken from the plan's folder;
/// what is empty is not asked for.
struct ArtifactAction {
  TemplateText file;
  std::string sha256;       ///< 64 hexadecimal digits.
  TemplateText sha256_file; ///< A list as sha256sum writes it.
  TemplateText signature;
  TemplateText public_key; ///< PEM; goes with the signature.
  TemplateText sbom;
  TemplateText lock; ///< Requirements with hashes, for a ZIP of packages.
};

/// One set of rows: what is asked of a source.
struct RowQuery {
  std::string source;
  /// SQL with `:name` parameters; a jq program that gives an array of objects; the last argument of
  /// a command that prints objects.
  TemplateText query;
  std::optional<MetricRequest> request; ///< As for a metric.
  Mark mark;
};

/// Two sets of rows that should be the same, compared row by row under a key.
struct ReconcileAction {
  RowQuery left;
  RowQuery right;
  std::vector<std::string> key;            ///< Columns that name a row.
  std::vector<std::string> columns;        ///< What is compared; empty is every column.
  std::vector<std::string> ignore;         ///< Columns that are not compared.
  std::map<std::string, double> tolerance; ///< How far apart the numbers of a column may be.
  int at_least = 1;                        ///< Rows, over both sides; fewer show nothing.
  int at_most = 0;                         ///< Rows that may differ.
  Mark mark;
};

using Action = std::variant<CommandAction, HttpAction, HaproxyAction, SuiteAction, ArtifactAction,
                            ReconcileAction>;

/// Suites that only read, artifacts and comparisons: done again, they change nothing.
[[nodiscard]] bool only_reads(const Action& action);

/// How the effect of a step is confirmed; tried again until `within` has passed.
struct Verify {
  Action action;
  Duration within = seconds(30);
  Mark mark;
};

enum class OnFailure { stop, go_on };

/// An effect. Weights of HAProxy are idempotent and verified by their nature.
struct Step {
  std::string id;
  std::string title;
  Action action;
  Duration timeout = seconds(60);
  int retries = 0;               ///< Attempts after the first.
  Duration backoff = seconds(1); ///< Before the first retry; doubles, at most a minute.
  bool idempotent = false;
  std::optional<Verify> verify;
  OnFailure on_failure = OnFailure::stop;
  std::string only_if; ///< A step id; run only where that step succeeded or is in doubt.
  bool point_of_no_return = false;
  bool drill = false;                  ///< Runs for real in a drill of the rollback.
  std::optional<TemplateText> traffic; ///< Overrides the phase's share.
  std::string scope; ///< A RollbackScope that the step is a part of: not run once it is taken back.
  std::optional<Each> each; ///< Done once for each value; succeeds when every one of them does.
  bool parallel = false;    ///< The values of `each` at the same time instead of in order.
  std::string otherwise;    ///< A step to do where this one failed; it then counts as this one.
  Mark mark;
  Mark only_if_mark;
  Mark otherwise_mark;
};

/// A yes/no fact: a person's answer, or a command or probe that relctl runs.
struct Check {
  std::string id;
  std::string ask;  ///< The question, for a person's check; empty otherwise.
  std::string role; ///< Who may answer, or close the check's items; empty is anybody.
  std::optional<Step> step;
  Duration every = minutes(1);     ///< Until a failed command or probe is tried again.
  std::optional<Limit> limit;      ///< What the number of the answer must be within.
  Unit unit;                       ///< Of a bare number, printed by a command or handed over.
  std::vector<std::string> values; ///< Names that a person's yes must come with.
  bool drilled = false;           ///< A person's yes needs a drill of the way back that has passed.
  std::optional<Duration> repeat; ///< How long a yes lasts while the phase is observed.
  bool items = false; ///< Each difference that the command prints stays open until a person closes
                      ///< it.
  Mark mark;
  Mark limit_mark;
};

} // namespace relctl::plan
