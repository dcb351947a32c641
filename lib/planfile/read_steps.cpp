// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/actions.hpp"
#include "planfile/each.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

#include <fmt/format.h>

#include <set>

namespace relctl::planfile {

namespace {

constexpr int k_most_retries = 100;

std::optional<plan::Verify> read_verify(const Field& field, Draft& draft) {
  if (!field)
    return std::nullopt;
  MapReader map(field, draft.findings);
  plan::Verify verify;
  verify.mark = field.mark();
  assign(verify.within, read_duration(map.optional("within"), draft.findings));
  auto action = read_action(map, map.one_of(reading_action_keys()), draft);
  map.finish();
  if (!action)
    return std::nullopt;
  verify.action = *std::move(action);
  return verify;
}

void read_on_failure(const Field& field, plan::Step& step, Findings& findings) {
  const auto text = read_choice(field, {"stop", "continue"}, findings);
  if (text)
    step.on_failure = *text == "continue" ? plan::OnFailure::go_on : plan::OnFailure::stop;
}

/// A value becomes part of the name that the step has on record, `deploy[n1]`.
void check_each_values(const Field& field, const plan::Each& each, Findings& findings) {
  for (const auto& value : each.values)
    if (value.find_first_of("[]/@# \t\n") != std::string::npos)
      findings.error(
          field.mark(), "bad-each",
          fmt::format("{}: '{}' cannot be part of a step's name", field.name, one_line(value, 60)),
          "use no spaces and none of [ ] / @ #");
}

void read_fan_out(MapReader& map, plan::Step& step, Findings& findings) {
  const Field each = map.optional("each");
  if (auto read = read_each(each, findings)) {
    check_each_values(each, *read, findings);
    step.each = *std::move(read);
  }
  const Field parallel = map.optional("parallel");
  assign(step.parallel, read_boolean(parallel, findings));
  if (step.parallel && !step.each)
    findings.error(parallel.mark(), "parallel-without-each",
                   parallel.name + " has nothing to do at the same time",
                   "add each: { node: [n1, n2] }, or take parallel out");
}

void read_otherwise(const Field& otherwise, plan::Step& step, Findings& findings) {
  assign(step.otherwise, read_id(otherwise, findings));
  if (otherwise)
    step.otherwise_mark = otherwise.mark();
}

/// Everything but the action and the id.
void read_manner(MapReader& map, plan::Step& step, Draft& draft) {
  auto& findings = draft.findings;
  assign(step.title, read_text(map.optional("title"), findings));
  read_attempts(map, step, findings);
  assign(step.idempotent, read_boolean(map.optional("idempotent"), findings));
  if (auto verify = read_verify(map.optional("verify"), draft))
    step.verify = std::move(verify);
  read_on_failure(map.optional("on_failure"), step, findings);
  const Field only_if = map.optional("only_if");
  assign(step.only_if, read_id(only_if, findings));
  if (only_if)
    step.only_if_mark = only_if.mark();
  assign(step.scope, read_id(map.optional("scope"), findings));
  read_otherwise(map.optional("otherwise"), step, findings);
  read_fan_out(map, step, findings);
  assign(step.point_of_no_return, read_boolean(map.optional("point_of_no_return"), findings));
  assign(step.drill, read_boolean(map.optional("drill"), findings));
  if (auto traffic = read_traffic(map.optional("traffic"), findings))
    step.traffic = std::move(traffic);
}

plan::Step read_listed_step(const Field& item, Draft& draft) {
  MapReader unnamed(item, draft.findings);
  const auto id = read_id(unnamed.required("id"), draft.findings);
  const Field named{item.node, id ? fmt::format("step '{}'", *id) : item.name};
  if (!unnamed.usable())
    return {};
  MapReader map(named, draft.findings);
  (void)map.optional("id");
  std::vector<std::string> keys = action_keys();
  keys.insert(keys.begin(), "use");
  const auto key = map.one_of(keys);
  plan::Step step;
  if (key == "use") {
    step = copy_used(map.optional(key), draft);
    read_manner(map, step, draft);
    map.finish();
  } else {
    step = read_step(map, id.value_or(""), item.mark(), draft);
  }
  step.id = id.value_or("");
  step.mark = item.mark();
  return step;
}

} // namespace

void read_attempts(MapReader& map, plan::Step& step, Findings& findings) {
  assign(step.timeout, read_duration(map.optional("timeout"), findings));
  assign(step.retries, read_whole(map.optional("retries"), 0, k_most_retries, findings));
  assign(step.backoff, read_duration(map.optional("backoff"), findings));
}

plan::Step read_step(MapReader& map, const std::string& id, plan::Mark mark, Draft& draft) {
  plan::Step step;
  step.id = id;
  step.mark = mark;
  const auto key = map.at_most_one_of(action_keys());
  assign(step.action, read_action(map, key, draft));
  step.idempotent = key == "haproxy" || key == "probe" || plan::only_reads(step.action);
  read_manner(map, step, draft);
  map.finish();
  return step;
}

plan::Step copy_used(const Field& use, Draft& draft) {
  const auto id = read_id(use, draft.findings);
  if (!id)
    return {};
  if (const plan::Step* step = plan::find_step(draft.plan, *id))
    return *step;
  std::vector<std::string> known;
  for (const auto& step : draft.plan.steps)
    known.push_back(step.id);
  if (known.empty())
    draft.findings.error(use.mark(), "unknown-step",
                         fmt::format("{}: there is no step '{}'", use.name, *id),
                         "describe it under 'steps:'");
  else
    refuse_choice(use.mark(), "unknown-step",
                  fmt::format("{}: there is no step '{}'", use.name, *id), *id, known,
                  draft.findings);
  return {};
}

std::vector<plan::Step> read_step_list(const Field& field, Draft& draft) {
  std::vector<plan::Step> steps;
  for (const auto& item : list_items(field, "a list of steps", draft.findings))
    steps.push_back(read_listed_step(item, draft));
  return steps;
}

void read_steps(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "step", draft.findings)) {
    MapReader map(item.field, draft.findings);
    (void)map.one_of(action_keys());
    draft.plan.steps.push_back(read_step(map, item.id, item.id_mark, draft));
  }
}

} // namespace relctl::planfile
