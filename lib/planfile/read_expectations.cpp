// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

/// What can be expected of it, and how it can end.
struct Expectable {
  std::vector<std::string> words;
  std::vector<std::string> ends;
};

const Expectable& expectable(ScenarioOf of) {
  static const Expectable k_of_release = {
      {"phase", "verdict", "ends", "rollback", "message", "steps", "no_promotion", "exposure",
       "drill"},
      {"complete", "rolled_back", "rollback_incomplete", "held", "no_go", "closed"}};
  static const Expectable k_of_observation = {{"phase", "ends", "steps", "finding", "recorded"},
                                              {"passed", "conditional", "failed", "no_go"}};
  return of == ScenarioOf::release ? k_of_release : k_of_observation;
}

/// The expectation as one line: `at p20 + 10m, verdict hold, because nodata`.
std::string words_of(const Node& node) {
  std::vector<std::string> parts;
  for (const Entry& entry : node.entries) {
    std::string text = entry.value.text;
    for (const Node& item : entry.value.items)
      text += (text.empty() ? "" : " ") + item.text;
    parts.push_back(entry.key + " " + one_line(text, 80));
  }
  return join(parts, ", ");
}

plan::ExpectationKind read_end(MapReader& map, const Field& field, const ScenarioDraft& draft) {
  plan::EndExpectation end;
  assign(end.stage, read_choice(field, expectable(draft.of).ends, draft.findings));
  const Field because = map.optional("because");
  assign(end.because, read_text(because, draft.findings));
  if (because && !end.stage.empty() && end.stage != "no_go")
    draft.findings.error(because.mark(), "because-of-no-go",
                         "'because' tells of a no-go; this is another end",
                         "expect a verdict, a rollback or a finding with its reason instead");
  return end;
}

/// A metric of the plan, or `none`.
plan::ExpectationKind read_record(const Field& field, const ScenarioDraft& draft) {
  const std::string metric = read_id(field, draft.findings).value_or("");
  std::vector<std::string> known = {"none"};
  for (const plan::Metric& each : draft.plan.metrics)
    known.push_back(each.id);
  if (!metric.empty() && std::find(known.begin(), known.end(), metric) == known.end())
    refuse_choice(field.mark(), "unknown-metric",
                  fmt::format("the plan has no metric '{}'", metric), metric, known,
                  draft.findings);
  return plan::RecordExpectation{metric == "none" ? "" : metric};
}

/// How it ended, and what came of it, is no matter of a time.
bool is_of_the_end(const std::string& key) {
  return key == "ends" || key == "finding" || key == "recorded";
}

plan::ExpectationKind read_expectation(MapReader& map, const std::string& key,
                                       const ScenarioDraft& draft) {
  Findings& findings = draft.findings;
  const Field field = map.optional(key);
  if (key == "phase")
    return plan::PhaseExpectation{read_phase_name(field, draft).value_or("")};
  if (key == "verdict") {
    plan::VerdictExpectation verdict;
    assign(verdict.verdict, read_choice(field, {"promote", "hold", "rollback"}, findings));
    assign(verdict.because, read_text(map.optional("because"), findings));
    return verdict;
  }
  if (key == "ends")
    return read_end(map, field, draft);
  if (key == "rollback") {
    plan::RollbackExpectation rollback;
    assign(rollback.because, read_text(field, findings));
    if (rollback.because == "any")
      rollback.because.clear();
    assign(rollback.within, read_duration(map.required("within"), findings));
    return rollback;
  }
  if (key == "message") {
    plan::MessageExpectation message;
    const auto name = read_id(field, findings);
    if (name && draft.plan.comms.find(*name) == draft.plan.comms.end())
      findings.error(field.mark(), "unknown-message",
                     fmt::format("the plan's comms have no '{}'", *name), "name one of them");
    assign(message.comms, name);
    assign(message.says, read_text(map.optional("says"), findings));
    return message;
  }
  if (key == "steps") {
    plan::StepsExpectation steps{read_texts(field, findings)};
    if (field.node->kind == Node::Kind::sequence && field.node->items.empty())
      findings.error(field.mark(), "no-steps", "'steps' names none, and any release would do",
                     "name those that must begin, in their order");
    for (const std::string& step : steps.steps)
      if (!is_step_or_check(draft.plan, step.substr(0, step.find('['))))
        findings.error(field.mark(), "unknown-step",
                       fmt::format("the plan has no step '{}'", one_line(step, 60)),
                       "name one of its steps");
    return steps;
  }
  if (key == "drill")
    return plan::DrillExpectation{read_choice(field, {"passed", "failed"}, findings) == "passed"};
  if (key == "finding")
    return plan::FindingExpectation{read_text(field, findings).value_or("")};
  if (key == "recorded")
    return read_record(field, draft);
  if (key == "no_promotion")
    return plan::NoPromotionExpectation{read_duration(field, findings).value_or(Duration{})};
  return plan::ExposureExpectation{read_share(field, findings).value_or(0.0)};
}

} // namespace

std::vector<plan::Expectation> read_expectations(const Field& field, const ScenarioDraft& draft) {
  std::vector<plan::Expectation> expectations;
  for (const auto& item : list_items(field, "a list of expectations", draft.findings)) {
    MapReader map(item, draft.findings);
    if (!map.usable())
      continue;
    plan::Expectation expectation;
    expectation.text = words_of(*item.node);
    const Field at = map.optional("at");
    expectation.at = read_moment(at, draft);
    expectation.at.mark = item.mark();
    const std::string key = map.one_of(expectable(draft.of).words);
    if (!key.empty())
      expectation.what = read_expectation(map, key, draft);
    if (at && is_of_the_end(key))
      draft.findings.error(
          at.mark(), "at-of-the-end",
          fmt::format("'{}' tells of the end, whenever that is, and not of a time", key),
          "take 'at' out, or expect a phase or a verdict at that time");
    map.finish();
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

} // namespace relctl::planfile
