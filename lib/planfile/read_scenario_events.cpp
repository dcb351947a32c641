// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"
#include "base/text.hpp"
#include "planfile/hold_policy.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace relctl::planfile {

namespace {

/// `crash: true`: a word that says no more than that it happens.
void read_true(const Field& field, Findings& findings) {
  const auto happens = read_boolean(field, findings);
  if (happens && !*happens)
    findings.error(field.mark(), "event-not-meant", field.name + " is false",
                   "write true, or take the event out");
}

plan::HappeningKind read_crash(MapReader& map, const ScenarioDraft& draft) {
  plan::CrashHappening crash{seconds(10)};
  read_true(map.optional("crash"), draft.findings);
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

/// The point of no return, or the part, that `rollback/STEP` or `scope/NAME` names.
void check_subject(const Field& field, const std::string& subject, const ScenarioDraft& draft) {
  const std::string name = subject.substr(subject.find('/') + 1);
  const plan::Step* step = plan::find_step(draft.plan, name);
  if (subject.starts_with("scope/") && plan::find_scope(draft.plan, name) == nullptr)
    draft.findings.error(field.mark(), "unknown-scope",
                         fmt::format("the plan's rollback has no scope '{}'", name),
                         "name one of rollback.scopes");
  if (subject.starts_with("rollback/") && (step == nullptr || !step->point_of_no_return))
    draft.findings.error(field.mark(), "unknown-step",
                         fmt::format("the rollback has no point of no return '{}'", name),
                         "name a step that says point_of_no_return");
}

/// The roles that approve it: a phase, the start or an entry outside the windows.
std::vector<std::string> roles_for(const std::string& subject, const plan::Plan& plan) {
  std::vector<std::string> roles;
  const auto add = [&](const std::vector<plan::Approval>& approvals) {
    for (const plan::Approval& approval : approvals)
      roles.push_back(approval.role);
  };
  if (subject == "start") {
    add(plan.signoff);
    for (const plan::Train& train : plan.trains)
      roles.insert(roles.end(), train.approve.begin(), train.approve.end());
  } else if (subject == "window") {
    roles = plan.windows ? plan.windows->approve : roles;
  }
  for (const plan::Phase& known : plan.phases)
    if (plan::phase_name(known) == subject)
      add(known.approve);
  return roles;
}

/// The role in which it is approved: the one that is given, else the only one.
std::string role_of_approval(const Field& subject, const Field& role, const std::string& name,
                             const ScenarioDraft& draft) {
  const auto due = roles_for(name, draft.plan);
  const auto given = read_id(role, draft.findings);
  if (due.empty())
    draft.findings.error(subject.mark(), "no-approval",
                         fmt::format("the plan asks for no approval of {}", name),
                         "approve what asks for it");
  else if (given && std::find(due.begin(), due.end(), *given) == due.end())
    refuse_choice(role.mark(), "unknown-role",
                  fmt::format("{} asks for no approval by '{}'", name, *given), *given, due,
                  draft.findings);
  else if (!given && !role && due.size() > 1)
    draft.findings.error(subject.mark(), "missing-key",
                         fmt::format("{} asks for several approvals", name),
                         "say with 'role' which this is: " + join(due, ", "));
  return given ? *given : due.empty() ? "" : due.front();
}

plan::HappeningKind read_approval(MapReader& map, const ScenarioDraft& draft) {
  plan::ApprovalHappening approval;
  const Field subject = map.optional("approve");
  const Field role = map.optional("role");
  assign(approval.subject, read_address(subject, draft.findings));
  if (approval.subject == "window")
    approval.span = read_duration(map.optional("for"), draft.findings);
  if (approval.subject.starts_with("rollback/") || approval.subject.starts_with("scope/")) {
    check_subject(subject, approval.subject, draft);
    assign(approval.role, read_role(role, draft));
  } else if (approval.subject == "start" || approval.subject == "window") {
    approval.role = role_of_approval(subject, role, approval.subject, draft);
  } else if (const auto phase = read_phase_name(subject, draft)) {
    approval.role = role_of_approval(subject, role, *phase, draft);
  }
  return approval;
}

plan::HappeningKind read_answer(MapReader& map, const ScenarioDraft& draft) {
  plan::AnswerHappening answer;
  const Field check = map.optional("check");
  assign(answer.check, read_id(check, draft.findings));
  answer.phase = place_of_check(check, map.optional("in"), draft);
  if (const auto word = read_choice(map.optional("answer"), {"yes", "no"}, draft.findings))
    answer.ok = *word == "yes";
  assign(answer.note, read_text(map.optional("note"), draft.findings));
  for (const auto& item : named_items(map.optional("values"), "value", draft.findings))
    if (const auto text = read_text(item.field, draft.findings))
      answer.values[item.id] = *text;
  return answer;
}

plan::HappeningKind read_waiver(MapReader& map, const ScenarioDraft& draft) {
  plan::WaiverHappening waiver;
  assign(waiver.subject, read_waivable(map.optional("waive"), draft));
  assign(waiver.span, read_duration(map.required("for"), draft.findings));
  assign(waiver.reason, read_text(map.optional("reason"), draft.findings));
  return waiver;
}

plan::HappeningKind read_drill(MapReader& map, const ScenarioDraft& draft) {
  const Field reason = map.optional("drill");
  const auto& steps = draft.plan.rollback.steps;
  if (std::none_of(steps.begin(), steps.end(), [](const plan::Step& step) { return step.drill; }))
    draft.findings.error(reason.mark(), "no-drill",
                         "no step under rollback.steps of the plan says 'drill: true'",
                         "rehearse a plan that has some");
  return plan::DrillHappening{read_text(reason, draft.findings).value_or("")};
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
  const std::string whole = resolve.step.substr(0, resolve.step.find('['));
  if (!whole.empty() && !is_step_or_check(draft.plan, whole.substr(whole.rfind('/') + 1)))
    draft.findings.error(step.mark(), "unknown-step",
                         fmt::format("the plan has no step '{}'", one_line(resolve.step, 60)),
                         "name one of its steps");
  resolve.as = read_choice(map.optional("as"), {"done", "failed", "rerun"}, draft.findings)
                   .value_or("rerun");
  return resolve;
}

using ReadHappening = plan::HappeningKind (*)(MapReader& map, const ScenarioDraft& draft);

/// An event that says why, and nothing else.
template <class Kind>
plan::HappeningKind read_reason(MapReader& map, const char* key, const ScenarioDraft& draft) {
  return Kind{read_text(map.optional(key), draft.findings).value_or("")};
}

/// An event that only happens.
template <class Kind>
plan::HappeningKind read_plain(MapReader& map, const char* key, const ScenarioDraft& draft) {
  read_true(map.optional(key), draft.findings);
  return Kind{};
}

/// Each event by its first word.
const std::map<std::string, ReadHappening>& readers_for(ScenarioOf of) {
  static const std::map<std::string, ReadHappening> k_any = {
      {"crash", read_crash}, {"outage", read_outage}, {"check", read_answer}};
  static const auto with = [](std::map<std::string, ReadHappening> own) {
    own.insert(k_any.begin(), k_any.end());
    return own;
  };
  static const auto k_of_observation =
      with({{"stop", [](MapReader& map, const ScenarioDraft& draft) {
               return read_reason<plan::StopHappening>(map, "stop", draft);
             }}});
  static const auto k_of_release =
      with({{"approve", read_approval},
            {"incident", read_incident},
            {"rollback", read_rollback_event},
            {"pause", read_pause},
            {"resolve", read_resolve},
            {"waive", read_waiver},
            {"drill", read_drill},
            {"readmit",
             [](MapReader& map, const ScenarioDraft& draft) {
               return read_reason<plan::ReadmissionHappening>(map, "readmit", draft);
             }},
            {"all_clear",
             [](MapReader& map, const ScenarioDraft& draft) {
               return read_plain<plan::AllClearHappening>(map, "all_clear", draft);
             }},
            {"resume",
             [](MapReader& map, const ScenarioDraft& draft) {
               return read_plain<plan::ResumeHappening>(map, "resume", draft);
             }},
            {"close", [](MapReader& map, const ScenarioDraft& draft) {
               return read_plain<plan::CloseHappening>(map, "close", draft);
             }}});
  return of == ScenarioOf::release ? k_of_release : k_of_observation;
}

} // namespace

std::vector<plan::Happening> read_happenings(const Field& field, const ScenarioDraft& draft) {
  const auto& readers = readers_for(draft.of);
  std::vector<std::string> words;
  for (const auto& [word, reader] : readers)
    words.push_back(word);
  std::vector<plan::Happening> happenings;
  for (const auto& item : list_items(field, "a list of events", draft.findings)) {
    MapReader map(item, draft.findings);
    if (!map.usable())
      continue;
    plan::Happening happening;
    happening.at = read_moment(map.required("at"), draft);
    if (happening.at.kind == plan::Moment::Kind::end)
      draft.findings.error(happening.at.mark, "bad-moment", "nothing happens once all has ended",
                           "write an earlier time; 'complete' is when the release is complete");
    const std::string key = map.one_of(words);
    if (!key.empty())
      happening.what = readers.at(key)(map, draft);
    map.finish();
    happenings.push_back(std::move(happening));
  }
  return happenings;
}

} // namespace relctl::planfile
