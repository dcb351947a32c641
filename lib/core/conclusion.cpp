// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/objectives.hpp"
#include "core/observed_plan.hpp"
#include "core/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace relctl::core {
namespace {

using Met = Objective::Met;

void add_objectives(const plan::Plan& plan, const State& state,
                    std::vector<ObservationFinding>& findings) {
  for (const Objective& objective : objectives_of(plan, state)) {
    if (objective.met == Met::missed)
      findings.push_back(
          {fmt::format("{}: mean {} misses the objective {}", objective.subject,
                       format_quantity(*objective.mean, objective.dimension), objective.target),
           "high", "mend it, then observe again", "relctl"});
    if (objective.met == Met::unknown || !objective.mean)
      findings.push_back({fmt::format("{}: not known, {} of {} samples are good", objective.subject,
                                      objective.good, objective.due),
                          "medium", "mend the source, then observe again", "relctl"});
  }
}

void add_alerts(const State& state, std::vector<ObservationFinding>& findings) {
  std::map<std::string, std::pair<int, int>> alerts; // First sample and how many.
  for (const SampleTaken& sample : state.observation->taken)
    for (const std::string& subject : sample.alerts) {
      auto& [first, count] = alerts[subject];
      first = first == 0 ? sample.sample : first;
      ++count;
    }
  for (const auto& [subject, seen] : alerts)
    findings.push_back({fmt::format("{}: the alert limit was passed, first at sample {}, {} times "
                                    "in all",
                                    subject, seen.first, seen.second),
                        "high", "find out what happened then", "relctl"});
}

void add_checkpoints(const plan::Plan& plan, const State& state,
                     std::vector<ObservationFinding>& findings) {
  for (const plan::Checkpoint& checkpoint : plan.observe->checkpoints) {
    const auto answer = state.answers.find(std::string(k_observe_phase) + "/" + checkpoint.id);
    if (answer == state.answers.end())
      findings.push_back({fmt::format("{} is open: {}", checkpoint.id, checkpoint.ask), "low",
                          "answer it while the observation goes on", "relctl"});
    else if (!answer->second.answered.ok)
      findings.push_back({fmt::format("{} was answered no: {}{}{}", checkpoint.id, checkpoint.ask,
                                      answer->second.answered.note.empty() ? "" : ": ",
                                      answer->second.answered.note),
                          "medium", "", answer->second.answered.as});
  }
}

/// What the samples and the decisions say; not what people noted besides.
std::vector<ObservationFinding> own_findings(const plan::Plan& plan, const State& state) {
  const ObservationState& observation = *state.observation;
  std::vector<ObservationFinding> findings;
  if (observation.lost)
    findings.push_back({fmt::format("the service was not alive at sample {}: {}",
                                    observation.lost->sample, observation.lost->detail),
                        "high", "", "relctl"});
  add_objectives(plan, state, findings);
  add_alerts(state, findings);
  for (const FamilySeen& family : families_of(plan, state))
    if (!family.is_known)
      findings.push_back({"whether " + family.name + " is exposed is not known", "medium",
                          "mend the source, then observe again", "relctl"});
    else if (family.first_sample == 0)
      findings.push_back({family.name + " is not exposed", "medium",
                          "expose it from the start of the program, at 0 for a counter", "relctl"});
  if (observation.first && !observation.first->ok)
    findings.push_back({"the first sample was not confirmed: " + observation.first->text, "medium",
                        "", observation.first->as});
  add_checkpoints(plan, state, findings);
  for (const MissDecided& decided : observation.decisions)
    if (decided.choice == "stop")
      findings.push_back({fmt::format("stopped after sample {}{}{}", decided.sample,
                                      decided.reason.empty() ? "" : ": ", decided.reason),
                          "high", "", decided.as});
  return findings;
}

bool is_stopped(const ObservationState& observation) {
  return std::any_of(observation.decisions.begin(), observation.decisions.end(),
                     [](const MissDecided& decided) { return decided.choice == "stop"; });
}

bool has(const std::vector<Objective>& objectives, Met met) {
  return std::any_of(objectives.begin(), objectives.end(),
                     [&](const Objective& objective) { return objective.met == met; });
}

} // namespace

std::vector<ObservationFinding> findings_of(const plan::Plan& plan, const State& state) {
  std::vector<ObservationFinding> findings = own_findings(plan, state);
  for (const FindingNoted& noted : state.observation->findings)
    findings.push_back({noted.text, noted.impact, noted.advice, noted.as});
  return findings;
}

ObservationEnded conclude(const plan::Plan& plan, const State& state) {
  const ObservationState& observation = *state.observation;
  ObservationEnded ended{"passed", {}};
  for (const ObservationFinding& finding : own_findings(plan, state))
    ended.reasons.push_back(finding.text);
  for (const FindingNoted& noted : observation.findings)
    if (noted.impact == "high")
      ended.reasons.push_back(noted.text);
  if (!ended.reasons.empty())
    ended.conclusion = "conditional";
  if (has(objectives_of(plan, state), Met::missed) || is_stopped(observation) || observation.lost)
    ended.conclusion = "failed";
  return ended;
}

bool lacks_data(const plan::Plan& plan, const State& state) {
  const std::vector<Objective> objectives = objectives_of(plan, state);
  const std::vector<FamilySeen> families = families_of(plan, state);
  return std::any_of(objectives.begin(), objectives.end(),
                     [](const Objective& objective) {
                       return objective.met == Met::unknown || !objective.mean;
                     }) ||
         std::any_of(families.begin(), families.end(),
                     [](const FamilySeen& family) { return !family.is_known; });
}

std::vector<Event> records_of(const plan::Plan& plan, const State& state,
                              const ObservationEnded& ended) {
  std::vector<Event> events;
  const ObservationOpened& opened = state.observation->opened;
  if (opened.record.empty() || ended.conclusion == "failed" || state.observation->taken.empty())
    return events;
  std::set<std::string> seen;
  for (const Objective& objective : objectives_of(plan, state))
    if (objective.mean && seen.insert(series_key(objective.metric, objective.series)).second)
      events.push_back(BaselineRecorded{opened.record, state.release, opened.plan, objective.metric,
                                        objective.series, *objective.mean, *objective.min,
                                        *objective.max, objective.good,
                                        state.observation->taken.back().grid_at});
  return events;
}

std::string word_records(const plan::Plan& plan, const State& state) {
  const std::string& name = state.observation->opened.record;
  const auto& ended = state.observation->ended;
  if (name.empty() || !ended)
    return {};
  if (ended->conclusion == "failed")
    return fmt::format("nothing is recorded as baseline {}: the observation failed ({}); mend that "
                       "and observe again",
                       name, join(ended->reasons, "; "));
  std::vector<std::string> recorded;
  for (const Event& event : records_of(plan, state, *ended))
    if (const auto* record = std::get_if<BaselineRecorded>(&event))
      recorded.push_back(series_key(record->metric, record->series));
  std::vector<std::string> unknown;
  std::set<std::string> seen;
  for (const Objective& objective : objectives_of(plan, state))
    if (const std::string series = series_key(objective.metric, objective.series);
        !objective.mean && seen.insert(series).second)
      unknown.push_back(
          fmt::format("{}: {} of {} samples are good", series, objective.good, objective.due));
  std::string text = recorded.empty()
                         ? fmt::format("nothing is recorded as baseline {}", name)
                         : fmt::format("recorded as baseline {}: {}", name, join(recorded, ", "));
  if (!unknown.empty())
    text += fmt::format("; no mean is known of {}; mend the source and observe again",
                        join(unknown, ", "));
  return text;
}

} // namespace relctl::core
