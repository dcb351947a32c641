// SPDX-License-Identifier: Apache-2.0
#include "view/report.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output_file.hpp"
#include "cli/reading.hpp"
#include "cli/verify_log.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"
#include "view/markup.hpp"
#include "view/observation_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

enum class Format { markdown, html, json };

/// `--format`, else JSON where `-o json` was given, else Markdown.
Result<Format> read_format(const Session& session, const Arguments& arguments) {
  if (!arguments.has("--format"))
    return session.format == OutputFormat::table ? Format::markdown : Format::json;
  const std::string name = arguments.text("--format");
  for (const auto& [known, format] : {std::pair{"markdown", Format::markdown},
                                      {"md", Format::markdown},
                                      {"html", Format::html},
                                      {"json", Format::json}})
    if (name == known)
      return format;
  return fail(ErrorKind::usage,
              fmt::format("--format is markdown, html or json, not '{}'", one_line(name, 60)));
}

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

/// Also in the forms that the formats give a text.
Redactor redactor_for(const planfile::LoadedPlan& plan) {
  Redactor redactor = redactor_of(plan);
  for (const std::string& secret : plan.secrets) {
    redactor.add(view::html_text(secret));
    redactor.add(view::markdown_text(secret));
  }
  return redactor;
}

std::string text_of(const view::ReportSubject& subject, Format format, bool is_review) {
  if (format == Format::json)
    return view::report_json(subject);
  const view::Document document =
      is_review ? view::review_document(subject) : view::report_document(subject);
  return format == Format::html ? view::document_html(document) : view::document_markdown(document);
}

/// The head that the report is to be held against. A report leaves as evidence: that it rests on a
/// log that was edited must stand in it.
std::string anchor_of(Session& session, const engine::ReleaseView& view) {
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

Result<std::string> observation_report(Session& session, ports::AuditLog& log,
                                       const engine::ReleaseView& view, Format format) {
  RELCTL_TRY_ASSIGN(const auto events, read_events(log, view.release, ports::Slice::control));
  RELCTL_TRY_ASSIGN(const auto plan, session.pinned_plan(view.state));
  const view::ObservationSubject subject{plan.plan, view.state, events, anchor_of(session, view)};
  const view::Document document = view::observation_document(subject);
  const std::string text = format == Format::json   ? view::observation_json(subject)
                           : format == Format::html ? view::document_html(document)
                                                    : view::document_markdown(document);
  return redactor_for(plan).mask(text);
}

Result<std::string> make_report(Session& session, ports::AuditLog& log, const std::string& release,
                                Format format, bool is_review) {
  RELCTL_TRY_ASSIGN(const auto view, engine::load(log, release, false));
  if (view.state.observation)
    return observation_report(session, log, view, format);
  RELCTL_TRY_ASSIGN(const auto events, events_of(log, view.state));
  RELCTL_TRY_ASSIGN(const auto readings, read_events(log, release, ports::Slice::readings));
  const planfile::LoadedPlan plan = plan_or_none(session, view.state);
  const view::ReportSubject subject{plan.plan, view.state,         events,
                                    readings,  host::system_now(), anchor_of(session, view)};
  return redactor_for(plan).mask(text_of(subject, format, is_review));
}

ExitCode run_report(Session& session, const Arguments& arguments) {
  const auto format = read_format(session, arguments);
  if (!format)
    return session.complain(format.error());
  const bool is_review = arguments.has("--review");
  if (is_review && *format == Format::json)
    return session.usage_error("--review is a sheet for people: --format markdown or html");
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
