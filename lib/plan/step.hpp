// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/source.hpp"
#include "plan/template_text.hpp"

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
};

/// The weights of two servers of a HAProxy backend through its runtime API.
struct HaproxyAction {
  TemplateText socket; ///< A path (relative to the plan's folder) or host:port.
  std::string backend;
  std::string canary;
  std::string stable;
};

using Action = std::variant<CommandAction, HttpAction, HaproxyAction>;

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
  std::optional<TemplateText> traffic; ///< Overrides the phase's share.
  std::string scope; ///< A RollbackScope that the step is a part of: not run once it is taken back.
  Mark mark;
  Mark only_if_mark;
};

/// A yes/no fact: a person's answer, or a command or probe that relctl runs.
struct Check {
  std::string id;
  std::string ask;  ///< The question, for a person's check; empty otherwise.
  std::string role; ///< Who may answer; empty is anybody.
  std::optional<Step> step;
  Duration every = minutes(1); ///< Until a failed command or probe is tried again.
  Mark mark;
};

} // namespace relctl::plan
