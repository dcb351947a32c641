// SPDX-License-Identifier: Apache-2.0
#include "audit/verify.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/reading.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

std::string verdict_text(const std::string& path, const audit::VerifyReport& report,
                         const view::Style& style) {
  if (!report.intact) {
    const std::string place = report.first_bad_position == 0
                                  ? ""
                                  : fmt::format(" at position {}", report.first_bad_position);
    return view::paint(style, view::Tone::bad, fmt::format("✖ broken{}", place)) +
           fmt::format(": {}\n{}\n", one_line(report.finding, 1000), path);
  }
  std::string text = view::paint(style, view::Tone::good, "✔ intact") +
                     fmt::format(": {} event{}, every link holds\nhead {}\n{}\n", report.events,
                                 report.events == 1 ? "" : "s", anchor_text(report.head), path);
  if (report.anchored)
    return text + "ANCHORED: the anchor that was given is in the chain\n";
  return text + view::paint(style, view::Tone::warn, "UNANCHORED") +
         ": a chain alone cannot show that its tail was cut; compare with an anchor from a message "
         "or a report, `--expect POSITION:HASH`\n";
}

ExitCode run_verify(Session& session, const Arguments& arguments) {
  std::optional<ports::Anchor> expected;
  if (arguments.has("--expect")) {
    const auto anchor = audit::parse_anchor(arguments.text("--expect"));
    if (!anchor)
      return session.complain(anchor.error());
    expected = *anchor;
  }
  const auto report = audit::verify(session.database_path(), expected);
  if (!report)
    return session.complain(report.error());
  auto& out = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    out << verdict_text(session.database_path(), *report, answer_style(session));
  else
    out << view::verify_json({session.database_path(), report->intact, report->anchored,
                              report->events, anchor_text(report->head), report->first_bad_position,
                              report->finding});
  return report->intact ? ExitCode::ok : ExitCode::error;
}

} // namespace

const Command& audit_verify_command() {
  static const Command command{
      "audit verify",
      "whether the audit log is whole: every hash, every link, and a known anchor",
      "relctl audit verify\nrelctl audit verify --expect 128:5f0c…",
      {{"--expect", "POSITION:HASH", "an anchor that was read earlier and must be in the chain"}},
      run_verify};
  return command;
}

} // namespace relctl::cli
