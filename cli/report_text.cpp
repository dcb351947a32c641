// SPDX-License-Identifier: Apache-2.0
#include "cli/report_text.hpp"

#include "base/text.hpp"
#include "cli/reading.hpp"
#include "cli/verify_log.hpp"
#include "view/markup.hpp"
#include "view/observation_report.hpp"

#include <fmt/format.h>

namespace relctl::cli {

Result<std::vector<core::Recorded>> read_events(ports::AuditLog& log, const std::string& stream,
                                                ports::Slice slice) {
  RELCTL_TRY_ASSIGN(const auto records, log.read({stream, 0, slice, 0}));
  std::vector<core::Recorded> events;
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(auto event, engine::decode(record));
    events.push_back(std::move(event));
  }
  return events;
}

Redactor report_redactor(const planfile::LoadedPlan& plan) {
  Redactor redactor = redactor_of(plan);
  for (const std::string& secret : plan.secrets) {
    redactor.add(view::html_text(secret));
    redactor.add(view::markdown_text(secret));
  }
  return redactor;
}

std::string report_anchor(Session& session, const engine::ReleaseView& view) {
  const auto found = verify_log(session.database_path(), std::nullopt);
  if (!found || found->intact)
    return anchor_text(view.anchor);
  const std::string place = found->first_bad_position == 0
                                ? ""
                                : fmt::format(" at position {}", found->first_bad_position);
  *session.surroundings.message.out
      << fmt::format("relctl: the log is broken{}: {}; what the report says may have been edited, "
                     "see `relctl audit verify`\n",
                     place, one_line(found->finding, 200));
  return fmt::format("none: the log is broken{}", place);
}

Result<std::string> observation_text(Session& session, ports::AuditLog& log,
                                     const engine::ReleaseView& view, ReportFormat format,
                                     const std::string& way_back) {
  RELCTL_TRY_ASSIGN(const auto events, read_events(log, view.release, ports::Slice::control));
  RELCTL_TRY_ASSIGN(const auto plan, session.pinned_plan(view.state));
  const view::ObservationSubject subject{plan.plan, view.state, events,
                                         report_anchor(session, view), way_back};
  const view::Document document = view::observation_document(subject);
  const std::string text = format == ReportFormat::json   ? view::observation_json(subject)
                           : format == ReportFormat::html ? view::document_html(document)
                                                          : view::document_markdown(document);
  return report_redactor(plan).mask(text);
}

} // namespace relctl::cli
