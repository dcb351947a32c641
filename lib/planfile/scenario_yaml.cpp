// SPDX-License-Identifier: Apache-2.0
#include "planfile/scenario_yaml.hpp"

#include "base/semver.hpp"
#include "base/text.hpp"
#include "plan/variables.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"
#include "planfile/yaml_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

void read_version(const Field& field, std::string& version, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return;
  if (const auto canonical = canonical_version(*text))
    version = *canonical;
  else
    report_error(field, "bad-version", canonical.error().message, findings);
}

void read_opening(const Field& field, Instant& opening, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return;
  if (const auto instant = parse_instant(*text))
    opening = *instant;
  else
    report_error(field, "bad-time", instant.error().message, findings);
}

/// The last times of the calendar cannot be written once the release has gone beyond them.
void read_times(MapReader& map, plan::Scenario& scenario, Findings& findings) {
  constexpr Instant k_latest{253'402'300'799'999}; // 9999-12-31T23:59:59.999Z
  const Field begin = map.optional("begin");
  const Field horizon = map.optional("horizon");
  read_opening(begin, scenario.opening, findings);
  assign(scenario.horizon, read_duration(horizon, findings));
  if ((begin || horizon) && k_latest - scenario.horizon < scenario.opening)
    findings.error(horizon ? horizon.mark() : begin.mark(), "too-late",
                   fmt::format("the horizon, {} after {}, lies behind the year 9999",
                               format_duration(scenario.horizon), format_instant(scenario.opening)),
                   "begin earlier, or shorten the horizon");
}

void read_people(const Field& field, plan::People& people, Findings& findings) {
  if (!field)
    return;
  if (field.node->kind == Node::Kind::scalar) {
    if (const auto word = read_choice(field, {"answer", "absent"}, findings))
      people = {*word == "answer", {}};
    return;
  }
  MapReader map(field, findings);
  people.answer = true;
  assign(people.after, read_duration(map.required("answer"), findings));
  map.finish();
}

void read_vars(const Field& field, plan::Values& vars, const ScenarioDraft& draft) {
  for (const auto& item : named_items(field, "variable", draft.findings)) {
    const bool is_known =
        std::any_of(draft.plan.vars.begin(), draft.plan.vars.end(),
                    [&](const plan::Variable& variable) { return variable.id == item.id; });
    const auto& handed_over = plan::handed_over_names();
    if (!is_known &&
        std::find(handed_over.begin(), handed_over.end(), item.id) == handed_over.end())
      draft.findings.error(item.id_mark, "unknown-variable",
                           fmt::format("the plan has no variable '{}'", item.id),
                           "name one of its vars");
    else if (const auto text = read_text(item.field, draft.findings))
      vars[item.id] = *text;
  }
}

void read_components(const Field& field, plan::ComponentVersions& components,
                     const ScenarioDraft& draft) {
  for (const auto& item : named_items(field, "component", draft.findings)) {
    const auto& known = draft.plan.components;
    if (std::none_of(known.begin(), known.end(),
                     [&](const plan::Component& component) { return component.id == item.id; }))
      draft.findings.error(item.id_mark, "unknown-component",
                           fmt::format("the plan has no component '{}'", one_line(item.id, 60)),
                           "name one of its components");
    else
      read_version(item.field, components[item.id], draft.findings);
  }
}

/// What a case says comes before what the file says for all of them.
template <class T>
void put_before(std::vector<T>& known, std::vector<T> own) {
  own.insert(own.end(), std::make_move_iterator(known.begin()),
             std::make_move_iterator(known.end()));
  known = std::move(own);
}

/// As the flags of `relctl observe` have it, and what the page lacks.
void read_call(const Field& field, plan::ObservationCall& call, const ScenarioDraft& draft) {
  if (!field)
    return;
  Findings& findings = draft.findings;
  MapReader map(field, findings);
  assign(call.on_miss,
         read_choice(map.optional("on_miss"), {"continue", "extend", "stop"}, findings));
  assign(call.record, read_id(map.optional("record"), findings));
  const Field unexposed = map.optional("unexposed");
  const auto& known = draft.plan.observe->families;
  for (const std::string& family : read_texts(unexposed, findings)) {
    if (std::find(known.begin(), known.end(), family) == known.end())
      refuse_choice(unexposed.mark(), "unknown-family",
                    fmt::format("the plan's observe.families have no '{}'", one_line(family, 60)),
                    family, known, findings);
    call.unexposed.insert(family);
  }
  map.finish();
}

/// What only a release, or only an observation, has.
void read_kind(MapReader& map, plan::Scenario& scenario, const ScenarioDraft& draft) {
  if (draft.of == ScenarioOf::observation) {
    read_call(map.optional("observe"), scenario.observe, draft);
    return;
  }
  read_version(map.optional("from"), scenario.stable, draft.findings);
  read_version(map.optional("rolled_back"), scenario.rolled_back, draft.findings);
  read_components(map.optional("components"), scenario.components, draft);
}

void read_course(MapReader& map, plan::Scenario& scenario, const ScenarioDraft& draft) {
  Findings& findings = draft.findings;
  read_version(map.optional("version"), scenario.version, findings);
  read_kind(map, scenario, draft);
  read_times(map, scenario, findings);
  read_vars(map.optional("vars"), scenario.vars, draft);
  read_people(map.optional("people"), scenario.people, findings);
  put_before(scenario.series, read_series(map.optional("series"), draft));
  put_before(scenario.steps, read_step_behaviour(map.optional("steps"), draft));
  put_before(scenario.happenings, read_happenings(map.optional("events"), draft));
  put_before(scenario.expectations, read_expectations(map.optional("expect"), draft));
}

void read_file(const Node& root, LoadedScenarios& loaded, const std::string& name,
               const ScenarioDraft& draft) {
  MapReader map({&root, "the scenario"}, draft.findings);
  if (!map.usable())
    return;
  const Field language = map.required("scenario", "begin the file with 'scenario: 1'");
  if (const Node* version = scalar_of(language, "1", draft.findings);
      version && version->text != "1")
    draft.findings.error(language.mark(), "scenario-version",
                         "this release of relctl reads scenarios of version 1 only",
                         "write 'scenario: 1'");
  (void)read_text(map.optional("plan"), draft.findings);
  plan::Scenario whole;
  whole.name = name;
  whole.mark = map.mark();
  read_course(map, whole, draft);
  const Field cases = map.optional("cases");
  map.finish();
  if (cases && cases.node->kind == Node::Kind::mapping && cases.node->entries.empty())
    draft.findings.error(cases.mark(), "no-cases", "'cases' has none",
                         "name one, or take the key out");
  for (const auto& item : named_items(cases, "case", draft.findings)) {
    plan::Scenario scenario = whole;
    scenario.name = item.id;
    scenario.mark = item.id_mark;
    MapReader own(item.field, draft.findings);
    if (own.usable())
      read_course(own, scenario, draft);
    own.finish();
    loaded.scenarios.push_back(std::move(scenario));
  }
  if (!cases)
    loaded.scenarios.push_back(std::move(whole));
}

/// How long an event lasts during which another of its kind says something else.
Duration span_of(const plan::HappeningKind& what) {
  if (const auto* outage = std::get_if<plan::OutageHappening>(&what))
    return outage->span;
  if (const auto* crash = std::get_if<plan::CrashHappening>(&what))
    return crash->away;
  if (const auto* pause = std::get_if<plan::PauseHappening>(&what))
    return pause->span.value_or(Duration{});
  return {};
}

bool is_about_the_same(const plan::HappeningKind& a, const plan::HappeningKind& b) {
  const auto* first = std::get_if<plan::OutageHappening>(&a);
  const auto* other = std::get_if<plan::OutageHappening>(&b);
  if (first != nullptr && other != nullptr)
    return first->source == other->source || first->source.empty() || other->source.empty();
  return a.index() == b.index();
}

/// Two that say different things of the same source at the same time, kill relctl twice or pause
/// what is paused. What overlaps from other times on shows in the rehearsal.
void check_overlaps(const plan::Scenario& scenario, Findings& findings) {
  // A moment that could not be read has no place.
  const auto is_same_anchor = [](const plan::Moment& a, const plan::Moment& b) {
    return a.kind == b.kind && a.phase == b.phase && a.mark.line > 0 && b.mark.line > 0;
  };
  const auto& all = scenario.happenings;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (!is_same_anchor(all[i].at, all[j].at) || !is_about_the_same(all[i].what, all[j].what))
        continue;
      const auto& first = all[i].at.offset <= all[j].at.offset ? all[i] : all[j];
      const auto& later = &first == &all[i] ? all[j] : all[i];
      const Duration end = first.at.offset + span_of(first.what);
      if (later.at.offset < end)
        findings.error(later.at.mark, "events-overlap",
                       "this begins before the one before it is over",
                       fmt::format("begin it at {} or later", format_duration(end)));
    }
}

} // namespace

LoadedScenarios load_scenarios(std::string_view text, const plan::Plan& plan,
                               const std::string& name, ScenarioOf of) {
  LoadedScenarios loaded;
  Findings findings;
  if (const auto root = parse_yaml_tree(text, findings))
    read_file(*root, loaded, name, {plan, findings, of});
  for (const plan::Scenario& scenario : loaded.scenarios)
    check_overlaps(scenario, findings);
  loaded.diagnostics = findings.diagnostics();
  plan::sort_diagnostics(loaded.diagnostics);
  return loaded;
}

PlanPath plan_path_in(std::string_view scenario_text) {
  Findings findings;
  PlanPath found;
  const auto root = parse_yaml_tree(scenario_text, findings);
  const Node* path =
      root && root->kind == Node::Kind::mapping ? find_value(*root, "plan") : nullptr;
  if (path && path->kind == Node::Kind::scalar && !path->text.empty()) {
    found.path = path->text;
    found.mark = path->mark;
  }
  found.diagnostics = findings.diagnostics();
  return found;
}

} // namespace relctl::planfile
