// SPDX-License-Identifier: Apache-2.0
#include "planfile/consequence.hpp"
#include "planfile/hold_policy.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

/// An incident that is to hold the release stands in `blocking`.
std::optional<plan::Consequence> read_level_consequence(const Field& field, Findings& findings) {
  auto then = read_consequence(field, findings);
  if (!then || then->kind != plan::Consequence::Kind::hold)
    return then;
  findings.error(field.mark(), "bad-choice", field.name + " is 'hold'",
                 "put the severity into blocking, and leave then out");
  return std::nullopt;
}

plan::IncidentLevel read_level(const NamedField& item, Findings& findings) {
  plan::IncidentLevel level;
  level.severity = item.id;
  level.mark = item.id_mark;
  MapReader map(item.field, findings);
  level.respond = read_duration(map.optional("respond"), findings);
  level.then = read_level_consequence(map.optional("then"), findings);
  assign(level.runbook, read_template(map.optional("runbook"), findings));
  assign(level.oncall, read_id(map.optional("oncall"), findings));
  map.finish();
  return level;
}

void read_levels(const Field& field, Draft& draft) {
  const auto& known = incident_severities();
  for (const auto& item : named_items(field, "level", draft.findings)) {
    if (std::find(known.begin(), known.end(), item.id) == known.end())
      refuse_choice(item.id_mark, "bad-choice", fmt::format("'{}' is no severity", item.id),
                    item.id, known, draft.findings);
    draft.plan.incident_levels.push_back(read_level(item, draft.findings));
  }
}

} // namespace

const std::vector<std::string>& incident_severities() {
  static const std::vector<std::string> severities = {"P0", "P1", "P2"};
  return severities;
}

void read_incidents(const Field& field, Draft& draft) {
  if (!field)
    return;
  MapReader map(field, draft.findings);
  if (const Field blocking = map.optional("blocking")) {
    draft.plan.blocking_incidents.clear();
    for (const auto& item : list_items(blocking, "a list of severities", draft.findings))
      if (auto severity = read_choice(item, incident_severities(), draft.findings))
        draft.plan.blocking_incidents.push_back(*std::move(severity));
  }
  read_levels(map.optional("levels"), draft);
  map.finish();
}

} // namespace relctl::planfile
