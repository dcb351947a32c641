// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/note_files.hpp"
#include "cli/reading.hpp"
#include "cli/verify_log.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// An anchor that the log must hold, and how a person speaks of it.
struct Expectation {
  std::optional<ports::Anchor> anchor;
  std::string words;
};

std::string verdict_text(const std::string& path, const audit::VerifyReport& report,
                         const Expectation& expected, const view::Style& style) {
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
    return text + fmt::format("ANCHORED: {} is in the chain\n", expected.words);
  return text + view::paint(style, view::Tone::warn, "UNANCHORED") +
         ": a chain alone cannot show that its tail was cut; compare with an anchor from a message "
         "or a report, `--expect POSITION:HASH`, or with a signed checkpoint\n";
}

Result<Expectation> signed_expectation(const Arguments& arguments) {
  const std::string path = arguments.text("--checkpoint");
  const std::string key_path = arguments.text("--public-key");
  if (key_path.empty())
    return fail(ErrorKind::usage, "--checkpoint needs --public-key FILE, as `relctl audit "
                                  "checkpoint --new-key` printed it: without it anybody may have "
                                  "written the checkpoint");
  RELCTL_TRY_ASSIGN(const std::string key, read_line_of(key_path));
  const auto verifier = audit::parse_note_verifier(key);
  if (!verifier)
    return fail(verifier.error().kind, one_line(key_path) + " " + verifier.error().message);
  RELCTL_TRY_ASSIGN(const std::string note, read_note(path));
  const auto anchor = audit::open_checkpoint(note, *verifier);
  if (!anchor)
    return fail(anchor.error().kind, one_line(path) + " " + anchor.error().message);
  return Expectation{*anchor, fmt::format("the checkpoint {} that {} signed", anchor->position,
                                          one_line(verifier->name, 120))};
}

Result<Expectation> expectation_of(const Arguments& arguments) {
  if (arguments.has("--checkpoint") && arguments.has("--expect"))
    return fail(ErrorKind::usage, "--expect and --checkpoint both name an anchor; give one");
  if (arguments.has("--public-key") && !arguments.has("--checkpoint"))
    return fail(ErrorKind::usage, "--public-key goes with --checkpoint FILE");
  if (arguments.has("--checkpoint"))
    return signed_expectation(arguments);
  if (!arguments.has("--expect"))
    return Expectation{};
  RELCTL_TRY_ASSIGN(const auto anchor, audit::parse_anchor(arguments.text("--expect")));
  return Expectation{anchor, "the anchor that was given"};
}

ExitCode run_verify(Session& session, const Arguments& arguments) {
  const auto expected = expectation_of(arguments);
  if (!expected)
    return session.complain(expected.error());
  const auto report = verify_log(session.database_path(), expected->anchor);
  if (!report)
    return session.complain(report.error());
  auto& out = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    out << verdict_text(session.database_path(), *report, *expected, answer_style(session));
  else
    out << view::verify_json({session.database_path(), report->intact, report->anchored,
                              report->events, anchor_text(report->head), report->first_bad_position,
                              report->finding});
  return report->intact ? ExitCode::ok : ExitCode::findings;
}

} // namespace

const Command& audit_verify_command() {
  static const Command command{
      "audit verify",
      "whether the audit log is whole: every hash, every link, and a known anchor",
      "relctl audit verify\nrelctl audit verify --expect 128:5f0c…\n"
      "relctl audit verify --checkpoint relctl.checkpoint --public-key relctl.pub",
      {{"--expect", "POSITION:HASH", "an anchor that was read earlier and must be in the chain"},
       {"--checkpoint", "FILE", "a signed anchor, likewise; see `relctl audit checkpoint`"},
       {"--public-key", "FILE", "whose signature the checkpoint must bear"}},
      run_verify,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
