// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

namespace relctl::planfile {

namespace {

plan::RollbackScope read_scope(const NamedField& item, Draft& draft) {
  plan::RollbackScope scope;
  scope.id = item.id;
  scope.mark = item.id_mark;
  MapReader map(item.field, draft.findings);
  scope.title = scope.id;
  assign(scope.title, read_text(map.optional("title"), draft.findings));
  scope.tracks = read_id_or_ids(map.optional("tracks"), draft.findings);
  scope.steps = read_step_list(map.required("steps"), draft);
  scope.verify = read_step_list(map.optional("verify"), draft);
  map.finish();
  return scope;
}

std::optional<plan::Compensation> read_compensation(const Field& field, Draft& draft) {
  if (!field)
    return std::nullopt;
  MapReader map(field, draft.findings);
  plan::Compensation after;
  after.mark = field.mark();
  after.steps = read_step_list(map.required("steps"), draft);
  assign(after.observe, read_duration(map.optional("observe"), draft.findings));
  map.finish();
  return after;
}

} // namespace

void read_rollback(const Field& field, Draft& draft) {
  if (!field)
    return;
  MapReader map(field, draft.findings);
  auto& rollback = draft.plan.rollback;
  rollback.mark = field.mark();
  assign(rollback.deadline, read_duration(map.optional("deadline"), draft.findings));
  assign(rollback.observe, read_duration(map.optional("observe"), draft.findings));
  rollback.steps = read_step_list(map.required("steps"), draft);
  rollback.verify = read_step_list(map.optional("verify"), draft);
  for (const auto& item : named_items(map.optional("scopes"), "scope", draft.findings))
    rollback.scopes.push_back(read_scope(item, draft));
  rollback.after = read_compensation(map.optional("after"), draft);
  assign(rollback.freeze, read_text(map.optional("freeze"), draft.findings));
  rollback.readmit = read_checks(map.optional("readmit"), draft);
  map.finish();
}

} // namespace relctl::planfile
