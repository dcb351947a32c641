// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/decide_parts.hpp"
#include "core/recorded_baselines.hpp"
#include "core/start_reasons.hpp"
#include "core/waivers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

bool same_decision(const std::optional<StartDecided>& before, const StartDecided& now) {
  if (!before || before->go != now.go || before->reasons.size() != now.reasons.size())
    return false;
  for (std::size_t i = 0; i < now.reasons.size(); ++i)
    if (before->reasons[i].subject != now.reasons[i].subject ||
        before->reasons[i].text != now.reasons[i].text)
      return false;
  return true;
}

/// After a rollback the plan, or the version, comes back when its readmission checks pass.
bool needs_readmission(const Situation& situation) {
  const ReleaseOpened& opened = situation.state.opened;
  const Ledger::Versions& versions = versions_of(situation.ledger, opened.plan);
  return versions.frozen || versions.refused.contains(opened.version);
}

/// Checks that the frozen plan had and this one has not: taking them out does not pass them.
void add_missing_checks(const Situation& situation, std::vector<Reason>& reasons) {
  const auto& frozen = versions_of(situation.ledger, situation.state.opened.plan).frozen;
  if (!frozen)
    return;
  const auto& readmit = situation.plan.rollback.readmit;
  for (const std::string& id : frozen->checks)
    if (std::none_of(readmit.begin(), readmit.end(),
                     [&](const plan::Check& check) { return check.id == id; }))
      reasons.push_back({Cause::check, id,
                         "is due since the rollback of " + frozen->release +
                             ", but rollback.readmit of this plan does not have it",
                         situation.now, true});
}

/// Why the version, or the plan, has to be readmitted at all: what its checks object to says only
/// what is missing for it.
std::vector<Reason> readmission_causes(const Situation& situation) {
  const ReleaseOpened& opened = situation.state.opened;
  const Ledger::Versions& versions = versions_of(situation.ledger, opened.plan);
  std::vector<Reason> reasons;
  if (versions.frozen)
    reasons.push_back(
        {Cause::frozen, opened.plan,
         fmt::format("is frozen since the rollback of {} ({}), until its readmission passes",
                     versions.frozen->release, versions.frozen->reason),
         situation.now, true});
  if (const auto refused = versions.refused.find(opened.version); refused != versions.refused.end())
    reasons.push_back({Cause::frozen, opened.version,
                       fmt::format("is refused since it was rolled back ({}), until its "
                                   "readmission passes",
                                   refused->second),
                       situation.now, true});
  return reasons;
}

/// Of themselves these cannot be waived: a person's word for them is `start --readmit`.
CheckResult run_readmission(const Situation& situation) {
  if (!needs_readmission(situation))
    return {};
  CheckResult result = run_checks(situation, situation.plan.rollback.readmit,
                                  {"", "before", "readmit", ""}, Checking::all);
  add_missing_checks(situation, result.reasons);
  if (!result.reasons.empty() || situation.plan.rollback.readmit.empty()) {
    std::vector<Reason> causes = readmission_causes(situation);
    result.reasons.insert(result.reasons.begin(), causes.begin(), causes.end());
  }
  return result;
}

CheckResult run_preconditions(const Situation& situation) {
  CheckResult result =
      run_checks(situation, situation.plan.before, {"", "before", "before", ""}, Checking::all);
  for (auto& more : {signoff_reasons(situation.plan, situation.state, situation.now),
                     missing_baselines(situation)})
    result.reasons.insert(result.reasons.end(), more.begin(), more.end());
  apply_waivers(situation.plan, situation.state, situation.now, result.reasons);
  CheckResult readmission = run_readmission(situation);
  merge(result.decision, std::move(readmission.decision));
  result.reasons.insert(result.reasons.begin(), readmission.reasons.begin(),
                        readmission.reasons.end());
  return result;
}

/// What a go says to the ledger: the checks have passed.
void readmit(const Situation& situation, Decision& decision) {
  const ReleaseOpened& opened = situation.state.opened;
  const Ledger::Versions& versions = versions_of(situation.ledger, opened.plan);
  std::vector<std::string> ids;
  for (const plan::Check& check : situation.plan.rollback.readmit)
    ids.push_back(check.id);
  const std::string reason = "passed: " + join(ids, ", ");
  if (versions.frozen)
    decision.events.push_back(PlanReadmitted{opened.plan, situation.state.release, reason, ""});
  if (versions.refused.contains(opened.version))
    decision.events.push_back(VersionReadmitted{opened.plan, opened.version, reason});
}

} // namespace

Decision decide_start(const Situation& situation) {
  Decision decision;
  if (std::vector<Event> pins = pin_recorded_baselines(situation); !pins.empty()) {
    decision.events = std::move(pins);
    decision.busy = true;
    return decision;
  }
  // Checks may speak of the values and versions that are missing: they come first.
  std::vector<Reason> reasons = manifest_reasons(situation.plan, situation.state, situation.now);
  if (!reasons.empty()) {
    const std::vector<Reason> causes = readmission_causes(situation);
    reasons.insert(reasons.begin(), causes.begin(), causes.end());
  } else {
    CheckResult checks = run_preconditions(situation);
    decision = std::move(checks.decision);
    if (!decision.events.empty() || decision.busy)
      return decision;
    reasons = std::move(checks.reasons);
  }
  const bool go = std::none_of(reasons.begin(), reasons.end(),
                               [](const Reason& reason) { return reason.blocks; });
  StartDecided decided{go, std::move(reasons)};
  if (same_decision(situation.state.start, decided))
    return decision;
  if (decided.go && needs_readmission(situation))
    readmit(situation, decision);
  decision.events.push_back(std::move(decided));
  return decision;
}

} // namespace relctl::core
