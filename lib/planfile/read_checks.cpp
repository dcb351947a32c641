// SPDX-License-Identifier: Apache-2.0
#include "planfile/actions.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

namespace relctl::planfile {

namespace {

/// What a step does, without how it is done as one. Moving traffic is no question.
void use_step(const Field& use, plan::Step& step, Draft& draft) {
  plan::Step used = copy_used(use, draft);
  if (std::holds_alternative<plan::HaproxyAction>(used.action))
    draft.findings.error(use.mark(), "check-changes-traffic",
                         use.name + " names a step that moves traffic, which is no check",
                         "use a step that runs a command or asks over HTTP");
  step.action = std::move(used.action);
  step.title = std::move(used.title);
  step.timeout = used.timeout;
}

/// A check that relctl runs is a step that changes nothing, so it may be tried again.
plan::Step read_check_step(MapReader& map, const std::string& key, const plan::Check& check,
                           Draft& draft) {
  plan::Step step;
  if (key == "use")
    use_step(map.optional(key), step, draft);
  else
    assign(step.action, read_action(map, key, draft));
  step.id = check.id;
  step.mark = check.mark;
  step.idempotent = true;
  assign(step.title, read_text(map.optional("title"), draft.findings));
  assign(step.timeout, read_duration(map.optional("timeout"), draft.findings));
  return step;
}

void read_limit_of(MapReader& map, plan::Check& check, Findings& findings) {
  const Field limit = map.optional("limit");
  if (auto read = read_limit(limit, findings)) {
    check.limit = *std::move(read);
    check.limit_mark = limit.mark();
  }
  assign(check.unit, read_unit(map.optional("unit"), findings));
}

/// Names that stand beside the number, which has one of its own.
void read_value_names(const Field& field, plan::Check& check, Findings& findings) {
  for (const auto& item : list_items(field, "a list of names", findings)) {
    const auto name = read_name(item, findings);
    if (name && *name == "value")
      findings.error(item.mark(), "reserved-id", item.name + " is the name of the check's number",
                     "name it otherwise, or use limit");
    else if (name)
      check.values.push_back(*name);
  }
}

/// A number is read from what a command prints, differences also from a comparison.
void refuse_without_output(const plan::Check& check, Findings& findings) {
  const bool is_command = std::holds_alternative<plan::CommandAction>(check.step->action);
  const bool has_items =
      is_command || std::holds_alternative<plan::ReconcileAction>(check.step->action);
  if ((check.limit && !is_command) || (check.items && !has_items))
    findings.error(check.mark, "check-without-output",
                   "check '" + check.id + "' has a limit or items, but prints nothing",
                   "let it run a command, or take them out");
}

plan::Check read_check(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Check check;
  check.id = item.id;
  check.mark = item.id_mark;
  std::vector<std::string> keys = reading_action_keys();
  keys.insert(keys.begin(), {"ask", "use"});
  const auto key = map.one_of(keys);
  const bool is_asked = key == "ask" || key.empty();
  if (is_asked) {
    assign(check.ask, read_text(map.optional("ask"), draft.findings));
    read_value_names(map.optional("values"), check, draft.findings);
    assign(check.drilled, read_boolean(map.optional("drilled"), draft.findings));
  }
  const bool may_run = key == "run" || key == "use";
  if (may_run || key == "reconcile")
    assign(check.items, read_boolean(map.optional("items"), draft.findings));
  if (is_asked || check.items)
    assign(check.role, read_id(map.optional("role"), draft.findings));
  if (is_asked || may_run)
    read_limit_of(map, check, draft.findings);
  if (key != "ask") {
    check.step = read_check_step(map, key, check, draft);
    assign(check.every, read_duration(map.optional("every"), draft.findings));
    refuse_without_output(check, draft.findings);
  }
  if (const auto repeat = read_duration(map.optional("repeat"), draft.findings))
    check.repeat = *repeat;
  map.finish();
  return check;
}

} // namespace

std::vector<plan::Check> read_checks(const Field& field, Draft& draft) {
  std::vector<plan::Check> checks;
  for (const auto& item : named_items(field, "check", draft.findings))
    checks.push_back(read_check(item, draft));
  return checks;
}

void read_before(const Field& field, Draft& draft) {
  draft.plan.before = read_checks(field, draft);
}

void read_after(const Field& field, Draft& draft) {
  draft.plan.after = read_checks(field, draft);
}

} // namespace relctl::planfile
