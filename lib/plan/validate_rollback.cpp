// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

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
  check_retries(plan, findings);
  check_comms(plan, findings);
}

} // namespace relctl::plan
