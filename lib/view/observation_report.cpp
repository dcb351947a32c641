// SPDX-License-Identifier: Apache-2.0
#include "view/observation_report.hpp"

#include "base/text.hpp"
#include "core/objectives.hpp"
#include "core/observation_state.hpp"
#include "core/values.hpp"
#include "view/observation_sections.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

Mark mark_of_conclusion(const std::string& conclusion) {
  if (conclusion == "passed")
    return Mark::good;
  return conclusion == "failed" ? Mark::bad : conclusion.empty() ? Mark::active : Mark::unknown;
}

Instant began_at(const core::State& state) {
  const core::PhaseState* phase = core::observed_phase(state, plan::k_main_track);
  return phase == nullptr ? state.opened_at : *phase->started_at;
}

Duration sampled_for(const core::State& state) {
  const auto& taken = state.observation->taken;
  return taken.empty() ? Duration{} : taken.back().grid_at - began_at(state);
}

Document::Section summary_section(const ObservationSubject& subject) {
  const core::State& state = subject.state;
  const core::ObservationState& observation = *state.observation;
  Document::Facts facts;
  facts.rows = {
      {"observation", state.release},
      {"plan", fmt::format("{} ({})", state.opened.plan, observation.opened.plan_path)},
      {"began", time_text(began_at(state))},
      {"samples", fmt::format("{} of {}, one every {}", observation.taken.size(),
                              observation.samples, format_duration(observation.opened.every))},
      {"sampled for", format_duration(sampled_for(state))},
      {"opened by", state.opened_by},
      {"audit anchor", subject.anchor}};
  if (!observation.opened.release.empty())
    facts.rows.emplace_back("release", observation.opened.release);
  for (const core::Objective& objective : core::objectives_of(subject.plan, state))
    if (objective.met != core::Objective::Met::none)
      facts.rows.emplace_back(objective.title,
                              fmt::format("{}, objective {}: {}", mean_text(objective),
                                          objective.target, core::met_text(objective.met)));
  return {"Summary", {std::move(facts)}};
}

Document::Section conclusion_section(const ObservationSubject& subject) {
  const core::ObservationState& observation = *subject.state.observation;
  Document::Section section{"Conclusion", {}};
  section.blocks.emplace_back(Document::Paragraph{
      observation.ended ? observation.ended->conclusion : "the observation is not over"});
  if (observation.ended)
    for (const std::string& reason : observation.ended->reasons)
      section.blocks.emplace_back(Document::Paragraph{"because " + reason});
  Document::Facts signatures;
  for (const auto& [signed_by, at] : observation.signatures)
    signatures.rows.emplace_back("signed by " + signed_by.as,
                                 fmt::format("{}, as {}", time_text(at), signed_by.conclusion));
  if (signatures.rows.empty())
    signatures.rows.emplace_back("signed by", "nobody yet");
  section.blocks.emplace_back(std::move(signatures));
  return section;
}

void add_snippets(const ObservationSubject& subject, Document& document) {
  const auto& snippets = subject.plan.observe->snippets;
  if (snippets.empty())
    return;
  const plan::Values values = snippet_values(subject);
  Document::Section section{"Snippets for other documents", {}};
  for (const auto& [name, text] : snippets)
    section.blocks.emplace_back(Document::Verbatim{name, plan::render(text.text, values), false});
  document.sections.push_back(std::move(section));
}

std::string families_line(const ObservationSubject& subject) {
  std::vector<std::string> parts;
  for (const core::FamilySeen& family : core::families_of(subject.plan, subject.state))
    parts.push_back(family.name + (family.first_sample > 0 ? " ✔" : family.is_known ? " ✖" : " ?"));
  return join(parts, ", ");
}

std::string findings_lines(const ObservationSubject& subject) {
  std::string lines;
  int number = 0;
  for (const core::ObservationFinding& finding : core::findings_of(subject.plan, subject.state))
    lines += fmt::format("{}. {} ({}{}{})\n", ++number, finding.text, finding.impact,
                         finding.advice.empty() ? "" : ": ", finding.advice);
  return lines;
}

} // namespace

plan::Values snippet_values(const ObservationSubject& subject) {
  const core::State& state = subject.state;
  const core::ObservationState& observation = *state.observation;
  plan::Values values = core::values_of(subject.plan, state, nullptr);
  values["conclusion"] = observation.ended ? observation.ended->conclusion : "not over";
  values["samples"] = std::to_string(observation.taken.size());
  values["date"] = time_text(began_at(state)).substr(0, 10);
  values["duration"] = format_duration(sampled_for(state));
  values["observation"] = state.release;
  values["table"] = objectives_markdown(subject);
  values["findings"] = findings_lines(subject);
  values["families"] = families_line(subject);
  std::vector<std::string> signatures;
  for (const auto& [signed_by, at] : observation.signatures)
    signatures.push_back(signed_by.as + " " + time_text(at));
  values["signatures"] = join(signatures, ", ");
  for (const core::Objective& objective : core::objectives_of(subject.plan, state)) {
    values.emplace("mean_" + objective.metric, mean_text(objective));
    values.emplace("min_" + objective.metric, number_text(objective.min, objective.dimension));
    values.emplace("max_" + objective.metric, number_text(objective.max, objective.dimension));
    values.emplace("met_" + objective.metric, std::string(core::met_text(objective.met)));
  }
  return values;
}

Document observation_document(const ObservationSubject& subject) {
  const core::State& state = subject.state;
  const core::ObservationState& observation = *state.observation;
  const std::string conclusion = observation.ended ? observation.ended->conclusion : "";
  Document document;
  document.title = fmt::format("{}: observation", state.opened.title);
  document.badge_mark = mark_of_conclusion(conclusion);
  document.badge = conclusion.empty() ? "under way" : conclusion;
  document.subtitle = fmt::format("{} to {}", time_text(began_at(state)),
                                  time_text(began_at(state) + sampled_for(state)));
  document.sections.push_back(summary_section(subject));
  add_measured(subject, document);
  add_people(subject, document);
  add_proposals(subject, document);
  document.sections.push_back(conclusion_section(subject));
  add_snippets(subject, document);
  return document;
}

} // namespace relctl::view
