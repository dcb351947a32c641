// SPDX-License-Identifier: Apache-2.0
#include "planfile/hold_policy.hpp"

#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

plan::HoldPolicy::Then read_hold_end(const Field& field, Findings& findings) {
  const auto text = read_choice(field, {"ask", "hold", "rollback"}, findings);
  if (text == "hold")
    return plan::HoldPolicy::Then::hold;
  return text == "rollback" ? plan::HoldPolicy::Then::rollback : plan::HoldPolicy::Then::ask;
}

plan::HoldPolicy read_policy(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  plan::HoldPolicy policy;
  assign(policy.within, read_duration(map.required("within"), findings));
  policy.then = read_hold_end(map.required("then"), findings);
  map.finish();
  return policy;
}

} // namespace

std::map<plan::Cause, plan::HoldPolicy> read_hold_policies(const Field& field, Findings& findings) {
  std::map<plan::Cause, plan::HoldPolicy> policies;
  for (const auto& item : named_items(field, "cause", findings)) {
    auto policy = read_policy(item.field, findings);
    policy.mark = item.id_mark;
    if (const auto cause = plan::parse_cause(item.id))
      policies[*cause] = policy;
    else
      refuse_choice(item.id_mark, "unknown-cause",
                    fmt::format("'{}' is no cause of a hold", item.id), item.id,
                    plan::cause_names(), findings);
  }
  return policies;
}

void read_holds(const Field& field, Draft& draft) {
  draft.plan.holds = read_hold_policies(field, draft.findings);
}

} // namespace relctl::planfile
