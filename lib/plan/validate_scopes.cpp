// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

bool has_verify(const RollbackScope& scope) {
  return !scope.verify.empty() ||
         std::any_of(scope.steps.begin(), scope.steps.end(),
                     [](const Step& step) { return step.verify.has_value(); });
}

void check_way_back(const RollbackScope& scope, Findings& findings) {
  const std::string owner = "scope " + quoted(scope.id);
  if (scope.steps.empty())
    findings.error(scope.mark, "rollback-without-steps",
                   owner + " has no steps, so there is no way back for it",
                   "declare under its steps what takes that part out");
  else if (!has_verify(scope))
    findings.warn(scope.mark, "rollback-unverified",
                  "nothing verifies that " + owner + " was taken back",
                  "add verify to it, or to one of its steps");
}

void check_tracks(const Plan& plan, const RollbackScope& scope, Findings& findings) {
  for (const std::string& id : scope.tracks)
    if (find_track(plan, id) == nullptr)
      findings.error(scope.mark, "unknown-track",
                     "scope " + quoted(scope.id) + " takes back track " + quoted(id) +
                         ", which does not exist",
                     name_remedy(id, ids_of(plan.tracks), "tracks"));
  const bool is_everything =
      !plan.tracks.empty() &&
      std::all_of(plan.tracks.begin(), plan.tracks.end(), [&](const Track& track) {
        return std::find(scope.tracks.begin(), scope.tracks.end(), track.id) != scope.tracks.end();
      });
  if (is_everything)
    findings.error(scope.mark, "scope-is-everything",
                   "scope " + quoted(scope.id) + " takes back every track",
                   "write then: rollback for that, and leave the scope out");
}

} // namespace

void validate_scopes(const Plan& plan, Findings& findings) {
  for (const RollbackScope& scope : plan.rollback.scopes) {
    check_way_back(scope, findings);
    check_tracks(plan, scope, findings);
  }
  if (!plan.rollback.after)
    return;
  for (const Step& step : plan.rollback.after->steps)
    if (step.point_of_no_return)
      findings.error(step.mark, "point-of-no-return-after",
                     "step " + quoted(step.id) +
                         " of rollback.after is a point of no return, which nobody is asked about "
                         "there",
                     "move it to rollback.steps, or take point_of_no_return out");
  if (plan.rollback.after->steps.empty())
    findings.error(plan.rollback.after->mark, "rollback-without-steps",
                   "rollback.after has no steps, so it puts nothing right",
                   "declare them, or take after out");
}

} // namespace relctl::plan
