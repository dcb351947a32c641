// SPDX-License-Identifier: Apache-2.0
#include "view/observation_sections.hpp"

#include "base/text.hpp"
#include "core/window.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

void add_section(Document& document, std::string title, Table table) {
  if (!table.empty())
    document.sections.push_back({std::move(title), {std::move(table)}});
}

Table objectives_table(const ObservationSubject& subject) {
  Table table({{"Metric"},
               {"Objective"},
               {"Min", Align::right},
               {"Max", Align::right},
               {"Mean", Align::right},
               {"Good samples", Align::right},
               {"Met"}});
  for (const core::Objective& o : core::objectives_of(subject.plan, subject.state))
    table.add({o.title, o.target.empty() ? "–" : o.target, number_text(o.min, o.dimension),
               number_text(o.max, o.dimension), mean_text(o),
               fmt::format("{} of {}", o.good, o.due), std::string(core::met_text(o.met))});
  return table;
}

Table alerts_table(const ObservationSubject& subject) {
  Table table({{"Threshold"}, {"Alert limit"}, {"Passed at samples"}});
  for (const core::Objective& objective : core::objectives_of(subject.plan, subject.state)) {
    std::vector<std::string> samples;
    for (const core::SampleTaken& sample : subject.state.observation->taken)
      if (std::find(sample.alerts.begin(), sample.alerts.end(), objective.subject) !=
          sample.alerts.end())
        samples.push_back(std::to_string(sample.sample));
    if (!objective.alert.empty())
      table.add(
          {objective.subject, objective.alert, samples.empty() ? "never" : join(samples, ", ")});
  }
  return table;
}

Table families_table(const ObservationSubject& subject) {
  Table table({{"Metric family"}, {"Exposed"}});
  for (const core::FamilySeen& family : core::families_of(subject.plan, subject.state))
    table.add({family.name, family.first_sample > 0
                                ? fmt::format("yes, since sample {}", family.first_sample)
                            : family.is_known ? "no"
                                              : "not known"});
  return table;
}

Table samples_table(const ObservationSubject& subject) {
  Table table({{"Sample", Align::right}, {"Time"}, {"Values"}});
  for (const core::SampleTaken& sample : subject.state.observation->taken)
    table.add({std::to_string(sample.sample), time_text(sample.grid_at), sample.text});
  return table;
}

Table checkpoints_table(const ObservationSubject& subject) {
  Table table({{"Checkpoint"}, {"Question"}, {"Answer"}, {"By"}, {"Note"}});
  const core::ObservationState& observation = *subject.state.observation;
  if (observation.first)
    table.add({"first sample", "everything that is to be measured answers",
               observation.first->ok ? "yes" : "no", observation.first->as,
               observation.first->text});
  for (const plan::Checkpoint& checkpoint : subject.plan.observe->checkpoints) {
    const auto answer =
        subject.state.answers.find(std::string(core::k_observe_phase) + "/" + checkpoint.id);
    const bool is_open = answer == subject.state.answers.end();
    table.add({checkpoint.id, checkpoint.ask,
               is_open ? "open" : std::string(answer->second.answered.ok ? "yes" : "no"),
               is_open ? "" : answer->second.answered.as,
               is_open ? "" : answer->second.answered.note});
  }
  return table;
}

Table decisions_table(const ObservationSubject& subject) {
  Table table({{"After sample", Align::right}, {"Because of"}, {"Decision"}, {"By"}, {"Reason"}});
  for (const core::MissDecided& decided : subject.state.observation->decisions)
    table.add({std::to_string(decided.sample), join(decided.subjects, ", "),
               decided.extend_by > 0 ? fmt::format("extend by {} sample{}", decided.extend_by,
                                                   decided.extend_by == 1 ? "" : "s")
                                     : decided.choice,
               decided.as, decided.reason});
  return table;
}

Table findings_table(const ObservationSubject& subject) {
  Table table({{"No.", Align::right}, {"Finding"}, {"Impact"}, {"Advice"}, {"By"}});
  int number = 0;
  for (const core::ObservationFinding& finding : core::findings_of(subject.plan, subject.state))
    table.add({std::to_string(++number), finding.text, finding.impact, finding.advice, finding.by});
  return table;
}

/// The output of every step that was run to find out about a miss, and of the liveness probe where
/// it failed.
void add_evidence(const ObservationSubject& subject, Document& document) {
  Document::Section section{"Evidence", {}};
  for (const core::Recorded& recorded : subject.events) {
    const auto* ended = std::get_if<core::StepEnded>(&recorded.event);
    if (ended == nullptr)
      continue;
    const bool is_diagnosis = ended->address.stage.starts_with(core::k_diagnose_stage);
    const bool is_lost_life = ended->address.stage.starts_with(core::k_alive_stage) &&
                              ended->outcome != core::Outcome::succeeded;
    if (is_diagnosis || is_lost_life)
      section.blocks.emplace_back(Document::Verbatim{
          fmt::format("{} ({}), {}, position {}", ended->address.step, ended->address.stage,
                      time_text(recorded.at), recorded.position),
          ended->output.empty() ? ended->detail : ended->output, false});
  }
  if (!section.blocks.empty())
    document.sections.push_back(std::move(section));
}

std::string proposal_line(const core::Objective& objective, const core::Proposal& proposal) {
  const auto mean = [&] { return format_quantity(*objective.mean, objective.dimension); };
  if (!proposal.limit.empty())
    return fmt::format("{}: breach: \"{}\" # mean {}, three standard deviations\n",
                       objective.subject, proposal.limit, mean());
  if (!proposal.why_none.empty())
    return fmt::format("# {}: no limit can be proposed, mean {}: {}\n", objective.subject, mean(),
                       proposal.why_none);
  return {};
}

} // namespace

std::string number_text(const std::optional<double>& value, Dimension dimension) {
  return value ? format_quantity(*value, dimension) : "–";
}

std::string mean_text(const core::Objective& objective) {
  return objective.mean ? format_quantity(*objective.mean, objective.dimension)
                        : fmt::format("not known ({} of {})", objective.good, objective.due);
}

std::string objectives_markdown(const ObservationSubject& subject) {
  std::string text = "| Metric | Objective | Min | Max | Mean | Met |\n"
                     "| --- | --- | ---: | ---: | ---: | --- |\n";
  for (const core::Objective& o : core::objectives_of(subject.plan, subject.state))
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", o.title,
                        o.target.empty() ? "–" : o.target, number_text(o.min, o.dimension),
                        number_text(o.max, o.dimension), mean_text(o), core::met_text(o.met));
  return text;
}

void add_measured(const ObservationSubject& subject, Document& document) {
  add_section(document, "Objectives", objectives_table(subject));
  add_section(document, "Alert limits", alerts_table(subject));
  add_section(document, "Metric families", families_table(subject));
  add_section(document, "Samples", samples_table(subject));
}

void add_people(const ObservationSubject& subject, Document& document) {
  add_section(document, "Checkpoints", checkpoints_table(subject));
  add_section(document, "Decisions", decisions_table(subject));
  add_section(document, "Findings", findings_table(subject));
  add_evidence(subject, document);
}

void add_proposals(const ObservationSubject& subject, Document& document) {
  const core::ObservationState& observation = *subject.state.observation;
  if (observation.ended && observation.ended->conclusion == "failed")
    return; // What a failed observation saw is no example.
  const std::string& record = observation.opened.record;
  std::string lines;
  for (const core::Objective& objective : core::objectives_of(subject.plan, subject.state))
    lines += proposal_line(objective, core::proposed_limit(subject.plan, objective));
  if (lines.empty())
    return;
  if (!record.empty())
    lines += fmt::format("baseline: {{ recorded: {} }}\n", record);
  document.sections.push_back(
      {"Proposed limits", {Document::Verbatim{"for the thresholds of later plans", lines, false}}});
}

} // namespace relctl::view
