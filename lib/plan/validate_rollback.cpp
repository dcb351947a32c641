// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/traffic.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace relctl::plan {
namespace {

void check_rollback_steps(const Rollback& rollback, Findings& findings) {
  if (rollback.steps.empty())
    findings.error(rollback.mark, "rollback-without-steps",
                   "the rollback has no steps, so there is no way back",
                   "declare under rollback.steps what takes the version out");
}

void check_verification(const Rollback& rollback, Findings& findings) {
  const bool has_verify = !rollback.verify.empty() ||
                          std::any_of(rollback.steps.begin(), rollback.steps.end(),
                                      [](const Step& step) { return step.verify.has_value(); });
  if (!has_verify && !rollback.steps.empty())
    findings.warn(rollback.mark, "rollback-unverified", "nothing verifies that the rollback worked",
                  "add rollback.verify, or verify to one of its steps");
}

/// Safe to repeat without being told so: HAProxy weights, and requests that change nothing (RFC
/// 9110, section 9.2.1).
bool repeats_safely(const Step& step) {
  if (const auto* http = std::get_if<HttpAction>(&step.action))
    return step.idempotent || http->method == "GET" || http->method == "HEAD";
  return step.idempotent || std::holds_alternative<HaproxyAction>(step.action);
}

void check_retries(const Plan& plan, Findings& findings) {
  for (const Step* step : all_steps(plan))
    if (step->retries > 0 && !repeats_safely(*step))
      findings.warn(step->mark, "retry-not-idempotent",
                    "step " + quoted(step->id) +
                        " is tried again after a failure but not marked idempotent: it may be done "
                        "twice",
                    "mark it idempotent: true where that holds, or take retries out");
}

using Backend = std::pair<std::string, std::string>; ///< Socket and backend.

/// The backends whose weights the step sets, or the step that stands in for it.
void add_backends(const Plan& plan, const Step* step, std::map<Backend, const Step*>& backends) {
  if (step == nullptr)
    return;
  for (const Step* way : {step, find_step(plan, step->otherwise)})
    if (const auto* weights = way == nullptr ? nullptr : std::get_if<HaproxyAction>(&way->action))
      backends.try_emplace({weights->socket.text, weights->backend}, way);
}

/// A rollback that verifies and leaves the traffic on the new version is the worst of all ends.
void check_traffic_back(const Plan& plan, Findings& findings) {
  std::map<Backend, const Step*> moved;
  std::map<Backend, const Step*> taken_back;
  for (const Phase& phase : plan.phases)
    for (const std::string& id : phase.enter)
      add_backends(plan, find_step(plan, id), moved);
  for (const Step& step : plan.rollback.steps)
    add_backends(plan, &step, taken_back);
  if (plan.rollback.steps.empty())
    return;
  for (const auto& [backend, step] : moved)
    if (!taken_back.contains(backend))
      findings.warn(plan.rollback.mark, "traffic-not-taken-back",
                    "step " + quoted(step->id) + " moves traffic in HAProxy backend " +
                        quoted(backend.second) + ", and no rollback step moves it back",
                    "add to rollback.steps { id: " + step->id + "-back, use: " + step->id +
                        ", traffic: 0% }");
}

/// What a step moves: the same weights, or the same command or request with another share.
std::string moved_by(const Step& step) {
  if (const auto* weights = std::get_if<HaproxyAction>(&step.action))
    return weights->socket.text + "\n" + weights->backend;
  if (const auto* http = std::get_if<HttpAction>(&step.action))
    return http->method + "\n" + http->url.text;
  std::string words;
  if (const auto* command = std::get_if<CommandAction>(&step.action))
    for (const TemplateText& word : command->argv)
      words += word.text + "\n";
  return words;
}

/// The last step counts: a way back may go in stages.
void check_traffic_left(const Rollback& rollback, Findings& findings) {
  std::map<std::string, const Step*> last;
  for (const Step& step : rollback.steps)
    if (step.traffic || std::holds_alternative<HaproxyAction>(step.action))
      last[moved_by(step)] = &step;
  for (const auto& [moved, step] : last) {
    const auto share = step->traffic ? literal_share(*step->traffic) : std::nullopt;
    if (share && *share > 0.0)
      findings.warn(step->traffic->mark.line > 0 ? step->traffic->mark : step->mark,
                    "rollback-leaves-traffic",
                    "rollback step " + quoted(step->id) + " leaves the new version with " +
                        step->traffic->text + " of the traffic, and none after it takes that away",
                    "set its traffic to 0%");
  }
}

void check_comms(const Plan& plan, Findings& findings) {
  if (!plan.comms.empty() && plan.comms.count("rolled_back") == 0)
    findings.warn(plan.comms_mark, "comms-without-rolled-back",
                  "comms says nothing when the release is rolled back",
                  "add a rolled_back template");
}

} // namespace

void validate_rollback(const Plan& plan, Findings& findings) {
  if (!is_observation_only(plan))
    check_rollback_steps(plan.rollback, findings);
  check_verification(plan.rollback, findings);
  check_traffic_back(plan, findings);
  check_traffic_left(plan.rollback, findings);
  check_retries(plan, findings);
  check_comms(plan, findings);
}

} // namespace relctl::plan
