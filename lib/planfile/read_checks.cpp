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

plan::Check read_check(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Check check;
  check.id = item.id;
  check.mark = item.id_mark;
  const auto key = map.one_of({"ask", "run", "probe", "http", "use"});
  if (key == "ask" || key.empty()) {
    assign(check.ask, read_text(map.optional("ask"), draft.findings));
    assign(check.role, read_id(map.optional("role"), draft.findings));
  }
  if (key != "ask") {
    check.step = read_check_step(map, key, check, draft);
    assign(check.every, read_duration(map.optional("every"), draft.findings));
  }
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

} // namespace relctl::planfile
