// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

const std::vector<std::string> k_ends = {"complete", "rolled_back", "rollback_incomplete",
                                         "held",     "no_go",       "closed"};

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
    return plan::EndExpectation{read_choice(field, k_ends, findings).value_or("")};
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
    for (const std::string& step : steps.steps)
      if (!is_step_or_check(draft.plan, step.substr(0, step.find('['))))
        findings.error(field.mark(), "unknown-step",
                       fmt::format("the plan has no step '{}'", one_line(step, 60)),
                       "name one of its steps");
    return steps;
  }
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
    const std::string key = map.one_of(
        {"phase", "verdict", "ends", "rollback", "message", "steps", "no_promotion", "exposure"});
    if (!key.empty())
      expectation.what = read_expectation(map, key, draft);
    map.finish();
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

} // namespace relctl::planfile
