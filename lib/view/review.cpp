// SPDX-License-Identifier: Apache-2.0
#include "core/standing.hpp"
#include "view/phrase.hpp"
#include "view/report.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

#include <set>

namespace relctl::view {
namespace {

constexpr int k_whys = 5;
constexpr int k_blank_actions = 3;

Column to_fill(const char* title) {
  return {title, Align::left, false, false, true};
}

std::string role_name(const plan::Role& role) {
  return role.title.empty() ? role.id : role.title;
}

Document::Section timeline(const ReportSubject& subject) {
  Table table({{"at"}, {"after", Align::right}, {"phase"}, {"what"}, {"by"}});
  for (const core::Recorded* recorded : timeline_of(subject))
    table.add({time_text(recorded->at), short_duration(recorded->at - subject.state.opened_at),
               place_of(subject, recorded->event), core::describe(recorded->event),
               recorded->actor});
  return {"Timeline", {std::move(table)}};
}

/// From the first phase that was entered to the end of the way back, or of the release.
std::string exposure_text(const ReportSubject& subject) {
  const auto& phases = subject.state.phases;
  if (phases.empty())
    return "nobody: no phase was entered";
  double share = 0;
  for (const core::PhaseState& phase : phases)
    share = std::max(share, phase.traffic);
  const auto rollback = rollback_row(subject);
  const Instant end = rollback && rollback->settled_at ? *rollback->settled_at : end_of(subject);
  return fmt::format("up to {} of the traffic, for {} from {}", share_text(share),
                     short_duration(end - phases.front().entered_at),
                     time_text(phases.front().entered_at));
}

void add_delays(Document::Facts& facts, const RollbackRow& row) {
  const auto add = [&](const char* name, const std::optional<Instant>& from,
                       const std::optional<Instant>& to) {
    if (from && to)
      facts.rows.emplace_back(name, short_duration(*to - *from));
  };
  add("from the first bad reading to the decision", row.breached_at, row.requested_at);
  add("from the decision to the first step back", row.requested_at, row.started_at);
  add("from the decision to the old version verified", row.requested_at, row.settled_at);
  add("from the decision to recovered", row.requested_at, row.recovered_at);
}

Document::Section impact(const ReportSubject& subject) {
  Document::Facts facts;
  facts.rows.emplace_back("exposed", exposure_text(subject));
  if (const auto known = subject.state.opened.vars.find("impact");
      known != subject.state.opened.vars.end())
    facts.rows.emplace_back("stated at the start", known->second);
  if (const auto rollback = rollback_row(subject))
    add_delays(facts, *rollback);
  facts.rows.emplace_back("people or orders affected", "");
  facts.rows.emplace_back("data to be put right", "");
  facts.rows.emplace_back("told to whom, when", "");
  return {"Impact", {std::move(facts)}};
}

/// The question that the whys begin with.
std::string first_why(const ReportSubject& subject) {
  if (subject.state.rollback)
    return fmt::format("Why was the release rolled back: {}?",
                       subject.state.rollback->request.reason);
  if (!subject.state.incidents.empty())
    return fmt::format("Why did incident {} happen?", subject.state.incidents.begin()->first);
  return "Why did the worst surprise of this release happen?";
}

Document::Section whys(const ReportSubject& subject) {
  Table table({{"why", Align::right}, {"question"}, to_fill("answer"), to_fill("evidence")});
  for (int i = 1; i <= k_whys; ++i)
    table.add({std::to_string(i), i == 1 ? first_why(subject) : "And why that?", "", ""});
  return {"Five whys", {std::move(table)}};
}

/// What went wrong on record, each once, in order.
std::vector<std::string> troubles_of(const ReportSubject& subject) {
  std::vector<std::string> troubles;
  std::set<std::string> seen;
  const auto add = [&](const std::string& key, const std::string& text) {
    if (seen.insert(key).second)
      troubles.push_back(text);
  };
  for (const core::Recorded& recorded : subject.events) {
    if (const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event))
      for (const core::Finding& finding : verdict->findings)
        if (finding.status == core::Status::breach)
          add(verdict->phase + finding_name(finding),
              fmt::format("{} in {}: {}", finding_name(finding), place_of(subject, recorded.event),
                          finding.text));
    const auto* ended = std::get_if<core::StepEnded>(&recorded.event);
    const bool failed = ended != nullptr && ended->outcome != core::Outcome::succeeded;
    if (failed || std::holds_alternative<core::IncidentOpened>(recorded.event) ||
        std::holds_alternative<core::HoldEscalated>(recorded.event) ||
        std::holds_alternative<core::StepInDoubt>(recorded.event) ||
        std::holds_alternative<core::RollbackOverdue>(recorded.event))
      add(failed ? ended->address.key() : std::to_string(recorded.position),
          core::describe(recorded.event));
  }
  return troubles;
}

Document::Section actions(const ReportSubject& subject) {
  Table table({{"", Align::right},
               {"came from"},
               to_fill("action"),
               to_fill("owner"),
               to_fill("due"),
               to_fill("done")});
  int number = 0;
  for (const std::string& trouble : troubles_of(subject))
    table.add({std::to_string(++number), trouble, "", "", "", ""});
  for (int i = 0; i < k_blank_actions; ++i)
    table.add({std::to_string(++number), "", "", "", "", ""});
  return {"Actions", {std::move(table)}};
}

Document::Section lessons() {
  Table table({{""}, to_fill("what"), to_fill("keep or change")});
  for (const char* kind : {"went well", "went badly", "was luck"})
    table.add({kind, "", ""});
  return {"Lessons", {std::move(table)}};
}

Document::Section signatures(const ReportSubject& subject) {
  Table table({{"role"}, to_fill("name"), to_fill("date"), to_fill("signed")});
  for (const plan::Role& role : subject.plan.roles)
    table.add({role_name(role), "", "", ""});
  return {"Signed", {std::move(table)}};
}

} // namespace

Document review_document(const ReportSubject& subject) {
  Document document = report_head(subject);
  document.title = "Review: " + document.title;
  document.sections = {impact(subject), timeline(subject), whys(subject), actions(subject),
                       lessons()};
  if (!subject.plan.roles.empty())
    document.sections.push_back(signatures(subject));
  document.sections.push_back({"The record", {Document::Facts{{{"anchor", subject.anchor}}}}});
  return document;
}

} // namespace relctl::view
