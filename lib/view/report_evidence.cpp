// SPDX-License-Identifier: Apache-2.0
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

std::string took_text(const std::optional<Duration>& duration) {
  return duration ? "after " + short_duration(*duration) : "";
}

std::string drill_result(const core::DrillState& drill) {
  if (!drill.ended)
    return "under way";
  if (!drill.ended->complete)
    return "incomplete";
  return drill.ended->in_time ? "complete, within the deadline" : "complete, after the deadline";
}

} // namespace

Document::Section component_section(const ReportSubject& subject) {
  const core::ReleaseOpened& opened = subject.state.opened;
  Document::Facts facts;
  for (const auto& [id, version] : opened.components)
    facts.rows.emplace_back(id, version_text(version));
  if (!opened.train.empty())
    facts.rows.emplace_back("train", opened.departs_at
                                         ? opened.train + ", " + time_text(*opened.departs_at)
                                         : opened.train);
  return facts.rows.empty() ? Document::Section{} : Document::Section{"Components", {facts}};
}

Document::Section drill_section(const ReportSubject& subject) {
  Document::Section section{"Rollback drill", {}};
  if (!subject.state.drill)
    return section;
  const core::DrillState& drill = *subject.state.drill;
  Document::Facts facts;
  facts.rows = {{"to", version_text(drill.started.to)},
                {"triggered", fmt::format("{} by {}", time_text(drill.at), drill.started.as)},
                {"because", drill.started.reason},
                {"result", drill_result(drill)}};
  if (drill.ended) {
    facts.rows.emplace_back("done", took_text(drill.ended->done_after));
    facts.rows.emplace_back("recovered", took_text(drill.ended->recovered_after));
    facts.rows.emplace_back("not done", core::word_reasons(drill.ended->reasons));
  }
  std::erase_if(facts.rows, [](const auto& row) { return row.second.empty(); });
  section.blocks.emplace_back(std::move(facts));
  return section;
}

Document::Section attachment_section(const ReportSubject& subject) {
  Document::Section section{"Evidence", {}};
  Table table({{"file"}, {"shows"}, {"bytes", Align::right}, {"sha256"}, {"by"}, {"at"}});
  for (const core::AttachmentState& attachment : subject.state.attachments)
    table.add({attachment.file.name, attachment.file.title, std::to_string(attachment.file.size),
               attachment.file.sha256, attachment.file.as, time_text(attachment.at)});
  if (!table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

} // namespace relctl::view
