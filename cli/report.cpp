// SPDX-License-Identifier: Apache-2.0
#include "view/report.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output_file.hpp"
#include "cli/reading.hpp"
#include "cli/report_text.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// `--format`, else JSON where `-o json` was given, else Markdown.
Result<ReportFormat> read_format(const Session& session, const Arguments& arguments) {
  if (!arguments.has("--format"))
    return session.format == OutputFormat::table ? ReportFormat::markdown : ReportFormat::json;
  const std::string name = arguments.text("--format");
  for (const auto& [known, format] : {std::pair{"markdown", ReportFormat::markdown},
                                      {"md", ReportFormat::markdown},
                                      {"html", ReportFormat::html},
                                      {"json", ReportFormat::json}})
    if (name == known)
      return format;
  return fail(ErrorKind::usage,
              fmt::format("--format is markdown, html or json, not '{}'", one_line(name, 60)));
}

/// The control events of the release, and what the ledger says of it and its time.
Result<std::vector<core::Recorded>> events_of(ports::AuditLog& log, const core::State& state) {
  RELCTL_TRY_ASSIGN(auto events, read_events(log, state.release, ports::Slice::control));
  RELCTL_TRY_ASSIGN(const auto ledger,
                    read_events(log, ports::k_ledger_stream, ports::Slice::control));
  const Instant last = core::is_over(state) ? state.last_event_at : k_never;
  for (const core::Recorded& recorded : ledger)
    if (recorded.at >= state.opened_at && recorded.at <= last &&
        view::concerns(recorded.event, state))
      events.push_back(recorded);
  std::sort(events.begin(), events.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return events;
}

std::string text_of(const view::ReportSubject& subject, ReportFormat format, bool is_review) {
  if (format == ReportFormat::json)
    return view::report_json(subject);
  const view::Document document =
      is_review ? view::review_document(subject) : view::report_document(subject);
  return format == ReportFormat::html ? view::document_html(document)
                                      : view::document_markdown(document);
}

Result<std::string> make_report(Session& session, ports::AuditLog& log, const std::string& release,
                                ReportFormat format, bool is_review) {
  RELCTL_TRY_ASSIGN(const auto view, engine::load(log, release, false));
  if (view.state.observation)
    return observation_text(session, log, view, format);
  RELCTL_TRY_ASSIGN(const auto events, events_of(log, view.state));
  RELCTL_TRY_ASSIGN(const auto readings, read_events(log, release, ports::Slice::readings));
  const planfile::LoadedPlan plan = plan_or_none(session, view.state);
  const view::ReportSubject subject{plan.plan, view.state,         events,
                                    readings,  host::system_now(), report_anchor(session, view)};
  return report_redactor(plan).mask(text_of(subject, format, is_review));
}

ExitCode run_report(Session& session, const Arguments& arguments) {
  const auto format = read_format(session, arguments);
  if (!format)
    return session.complain(format.error());
  const bool is_review = arguments.has("--review");
  if (is_review && *format == ReportFormat::json)
    return session.usage_error("--review is a sheet for people: --format markdown or html");
  if (arguments.has("RELEASE") && session.named_release())
    return session.usage_error("name the release once: as RELEASE or with --release");
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const auto release = arguments.has("RELEASE") ? Result<std::string>(arguments.text("RELEASE"))
                                                : session.choose_release(true);
  if (!release)
    return session.complain(release.error());
  const auto text = make_report(session, **log, *release, *format, is_review);
  return text ? deliver(session, arguments.text("--out"), *text) : session.complain(text.error());
}

} // namespace

const Command& report_command() {
  static const Command command{
      "report",
      "the release as a document: phases, gates with numbers, people, decisions, the way back",
      "relctl report > release.md\nrelctl report demo-1.4.0 --format html --out report.html\n"
      "relctl report --review --out review.md",
      {{"RELEASE", "RELEASE", "its id; else --release, the open one, or the newest"},
       {"--format", "FORMAT", "markdown (the default), html or json"},
       {"--review", "", "the sheet for the day after: timeline, impact, five whys, actions"},
       {"--out", "FILE", "write there instead of to standard output; replaces the file"}},
      run_report};
  return command;
}

} // namespace relctl::cli
