// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"
#include "base/text.hpp"
#include "planfile/hold_policy.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

bool has_check(const std::vector<plan::Check>& checks, const std::string& id) {
  return std::any_of(checks.begin(), checks.end(),
                     [&](const plan::Check& check) { return check.id == id; });
}

std::vector<std::string> phase_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::Phase& phase : plan.phases)
    names.push_back(plan::phase_name(phase));
  return names;
}

/// The phase or `before` that has the check; reported where none has.
std::string place_of_check(const std::string& check, const Field& field,
                           const ScenarioDraft& draft) {
  for (const plan::Phase& phase : draft.plan.phases)
    if (has_check(phase.checks, check))
      return plan::phase_name(phase);
  if (has_check(draft.plan.before, check))
    return "before";
  draft.findings.error(field.mark(), "unknown-check",
                       fmt::format("the plan has no check '{}'", one_line(check, 60)),
                       "name one of its checks");
  return {};
}

plan::HappeningKind read_crash(MapReader& map, const ScenarioDraft& draft) {
  plan::CrashHappening crash{seconds(10)};
  (void)map.optional("crash");
  assign(crash.away, read_duration(map.optional("away"), draft.findings));
  return crash;
}

plan::HappeningKind read_outage(MapReader& map, const ScenarioDraft& draft) {
  plan::OutageHappening outage;
  const Field source = map.optional("outage");
  const auto name = read_id(source, draft.findings);
  if (name && *name != "all") {
    if (plan::find_source(draft.plan, *name) == nullptr)
      draft.findings.error(source.mark(), "unknown-source",
                           fmt::format("the plan has no source '{}'", *name),
                           "name one of its sources, or all");
    outage.source = *name;
  }
  assign(outage.span, read_duration(map.required("for"), draft.findings));
  if (const auto cause =
          read_choice(map.optional("cause"),
                      {"timeout", "provider_error", "nodata", "nan", "stale"}, draft.findings))
    outage.cause = *plan::parse_cause(*cause);
  return outage;
}

plan::HappeningKind read_approval(MapReader& map, const ScenarioDraft& draft) {
  plan::ApprovalHappening approval;
  const Field subject = map.optional("approve");
  assign(approval.subject, read_address(subject, draft.findings));
  const bool is_other =
      approval.subject.starts_with("rollback/") || approval.subject.starts_with("scope/");
  if (!is_other)
    assign(approval.subject, read_phase_name(subject, draft));
  assign(approval.role, read_id(map.optional("role"), draft.findings));
  return approval;
}

plan::HappeningKind read_answer(MapReader& map, const ScenarioDraft& draft) {
  plan::AnswerHappening answer;
  const Field check = map.optional("check");
  assign(answer.check, read_id(check, draft.findings));
  const Field phase = map.optional("in");
  assign(answer.phase, read_phase_name(phase, draft));
  if (!phase)
    answer.phase = place_of_check(answer.check, check, draft);
  if (const auto word = read_choice(map.optional("answer"), {"yes", "no"}, draft.findings))
    answer.ok = *word == "yes";
  assign(answer.note, read_text(map.optional("note"), draft.findings));
  for (const auto& item : named_items(map.optional("values"), "value", draft.findings))
    if (const auto text = read_text(item.field, draft.findings))
      answer.values[item.id] = *text;
  return answer;
}

plan::HappeningKind read_incident(MapReader& map, const ScenarioDraft& draft) {
  plan::IncidentHappening incident;
  assign(incident.severity,
         read_choice(map.optional("incident"), incident_severities(), draft.findings));
  assign(incident.scope, read_id(map.optional("scope"), draft.findings));
  assign(incident.summary, read_text(map.optional("text"), draft.findings));
  return incident;
}

plan::HappeningKind read_rollback_event(MapReader& map, const ScenarioDraft& draft) {
  plan::RollbackHappening rollback;
  assign(rollback.reason, read_text(map.optional("rollback"), draft.findings));
  const Field to = map.optional("to");
  if (const auto text = read_text(to, draft.findings)) {
    if (const auto version = canonical_version(*text))
      rollback.to = *version;
    else
      report_error(to, "bad-version", version.error().message, draft.findings);
  }
  const Field scope = map.optional("scope");
  assign(rollback.scope, read_id(scope, draft.findings));
  if (!rollback.scope.empty() && plan::find_scope(draft.plan, rollback.scope) == nullptr)
    draft.findings.error(scope.mark(), "unknown-scope",
                         fmt::format("the plan's rollback has no scope '{}'", rollback.scope),
                         "name one of rollback.scopes");
  return rollback;
}

plan::HappeningKind read_pause(MapReader& map, const ScenarioDraft& draft) {
  plan::PauseHappening pause;
  assign(pause.reason, read_text(map.optional("pause"), draft.findings));
  pause.span = read_duration(map.optional("for"), draft.findings);
  return pause;
}

plan::HappeningKind read_resolve(MapReader& map, const ScenarioDraft& draft) {
  plan::ResolveHappening resolve;
  const Field step = map.optional("resolve");
  assign(resolve.step, read_text(step, draft.findings));
  if (!resolve.step.empty() &&
      !is_step_or_check(draft.plan, resolve.step.substr(0, resolve.step.find('['))))
    draft.findings.error(step.mark(), "unknown-step",
                         fmt::format("the plan has no step '{}'", one_line(resolve.step, 60)),
                         "name one of its steps");
  resolve.as = read_choice(map.optional("as"), {"done", "rerun"}, draft.findings).value_or("rerun");
  return resolve;
}

plan::HappeningKind read_happening(MapReader& map, const std::string& key,
                                   const ScenarioDraft& draft) {
  if (key == "crash")
    return read_crash(map, draft);
  if (key == "outage")
    return read_outage(map, draft);
  if (key == "approve")
    return read_approval(map, draft);
  if (key == "check")
    return read_answer(map, draft);
  if (key == "incident")
    return read_incident(map, draft);
  if (key == "rollback")
    return read_rollback_event(map, draft);
  if (key == "pause")
    return read_pause(map, draft);
  if (key == "resolve")
    return read_resolve(map, draft);
  (void)read_boolean(map.optional(key), draft.findings);
  if (key == "resume")
    return plan::ResumeHappening{};
  return plan::AllClearHappening{};
}

} // namespace

bool is_step_or_check(const plan::Plan& plan, const std::string& id) {
  return plan::find_step(plan, id) != nullptr || has_check(plan.before, id) ||
         std::any_of(plan.phases.begin(), plan.phases.end(),
                     [&](const plan::Phase& phase) { return has_check(phase.checks, id); });
}

std::optional<std::string> read_phase_name(const Field& field, const ScenarioDraft& draft) {
  const auto name = read_address(field, draft.findings);
  if (!name)
    return std::nullopt;
  const auto known = phase_names(draft.plan);
  if (std::find(known.begin(), known.end(), *name) != known.end())
    return name;
  refuse_choice(field.mark(), "unknown-phase", fmt::format("the plan has no phase '{}'", *name),
                *name, known, draft.findings);
  return std::nullopt;
}

plan::Moment read_moment(const Field& field, const ScenarioDraft& draft) {
  plan::Moment moment;
  moment.mark = field.mark();
  const Node* node = scalar_of(field, "a time", draft.findings);
  if (!node)
    return moment;
  const std::size_t plus = node->text.find('+');
  const std::string anchor(trim(std::string_view(node->text).substr(0, plus)));
  std::string_view offset = plus == std::string::npos
                                ? std::string_view()
                                : trim(std::string_view(node->text).substr(plus + 1));
  const auto known = phase_names(draft.plan);
  if (anchor == "end" || anchor == "rollback") {
    moment.kind = anchor == "end" ? plan::Moment::Kind::end : plan::Moment::Kind::rollback;
  } else if (std::find(known.begin(), known.end(), anchor) != known.end()) {
    moment.kind = plan::Moment::Kind::phase;
    moment.phase = anchor;
  } else if (plus == std::string::npos && parse_duration(anchor)) {
    offset = anchor;
  } else {
    refuse_choice(
        field.mark(), "bad-moment",
        fmt::format("{} is '{}', which is no time of a rehearsal; write 25m, a phase with "
                    "or without + 10m, rollback or end",
                    field.name, one_line(node->text, 60)),
        anchor, known, draft.findings);
    return moment;
  }
  if (offset.empty())
    return moment;
  if (const auto duration = parse_duration(offset))
    moment.offset = *duration;
  else
    report_error(field, "bad-duration", duration.error().message, draft.findings);
  return moment;
}

std::vector<plan::Happening> read_happenings(const Field& field, const ScenarioDraft& draft) {
  std::vector<plan::Happening> happenings;
  for (const auto& item : list_items(field, "a list of events", draft.findings)) {
    MapReader map(item, draft.findings);
    if (!map.usable())
      continue;
    plan::Happening happening;
    happening.at = read_moment(map.required("at"), draft);
    const std::string key = map.one_of({"crash", "outage", "approve", "check", "incident",
                                        "all_clear", "rollback", "pause", "resume", "resolve"});
    if (!key.empty())
      happening.what = read_happening(map, key, draft);
    map.finish();
    happenings.push_back(std::move(happening));
  }
  return happenings;
}

} // namespace relctl::planfile
