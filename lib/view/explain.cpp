// SPDX-License-Identifier: Apache-2.0
#include "view/explain.hpp"

#include "base/text.hpp"
#include "core/phase_exit.hpp"
#include "core/standing.hpp"
#include "core/values.hpp"
#include "core/wording.hpp"
#include "view/explain_parts.hpp"
#include "view/explain_words.hpp"
#include "view/log.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

std::string header(const ExplainSubject& subject, const Style& style) {
  const core::Recorded& event = subject.event;
  std::string text = paint(style, Tone::strong, core::kind_of(event.event));
  text += fmt::format(" at position {}, {} ({} ago) by {}\n", event.position, time_text(event.at),
                      short_duration(subject.now - event.at), one_line(event.actor));
  text += subject.release.empty() ? "the ledger of all releases\n\n"
                                  : fmt::format("release {}\n\n", subject.release);
  return text + prose(style, meaning_of(event.event)) + prose(style, core::describe(event.event));
}

/// What an effect printed or answered, as much of it as was kept, line by line.
std::string output_text(const core::Event& event, const Style& style) {
  const auto* ended = std::get_if<core::StepEnded>(&event);
  if (ended == nullptr || trim(ended->output).empty())
    return {};
  std::string text = title(style, "output");
  for (std::string_view rest = ended->output; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "  " + printable(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

std::string around_text(const ExplainSubject& subject, const Style& style) {
  // The page keeps its columns also without a terminal.
  const Style aligned{true, style.colour, style.width};
  std::string text = title(style, "around it") + "  " + log_header(aligned);
  for (const core::Recorded& recorded : subject.around) {
    const bool is_this = recorded.position == subject.event.position;
    text += (is_this ? "→ " : "  ") + log_line(recorded, aligned);
  }
  return text;
}

std::string reasons_text(const core::VerdictReached& verdict, const Style& style) {
  if (verdict.reasons.empty())
    return {};
  std::string text = title(style, "reasons");
  for (const core::Reason& reason : verdict.reasons)
    text += prose(style, fmt::format("{} {}{}: {} (since {})", reason.blocks ? "✖" : "•",
                                     reason.subject.empty() ? "" : reason.subject + ", ",
                                     core::word_cause(reason.cause), reason.text,
                                     format_clock(reason.since)));
  return text;
}

/// What the plan does about a hold that lasts; nothing after a way back.
std::string escalation_text(const ExplainSubject& subject, const core::VerdictReached& verdict,
                            const core::Reason& reason) {
  const core::PhaseState* current = core::current_phase(subject.state, verdict.track);
  const plan::Phase* phase = core::plan_phase(subject.plan, current);
  if (phase == nullptr || phase->id != verdict.phase)
    return {};
  const auto due = core::escalation_of(subject.plan, *current, *phase, reason);
  return !due ? ""
              : fmt::format("; held until {}, {}", time_text(due->at),
                            due->rolls_back ? "the release rolls back" : "a person is asked");
}

std::string changes_text(const ExplainSubject& subject, const core::VerdictReached& verdict,
                         const Style& style) {
  if (verdict.verdict != core::Verdict::hold || subject.is_closed)
    return {};
  std::string text = title(style, "what would change it");
  for (const core::Reason& reason : verdict.reasons)
    if (reason.blocks)
      text += prose(
          style, fmt::format("• {}{}{}", reason.subject.empty() ? "" : reason.subject + ": ",
                             way_out_of(reason.cause), escalation_text(subject, verdict, reason)));
  if (!verdict.retry_at)
    return text + prose(style, "It does not change by itself: a person must act.");
  const bool is_past = *verdict.retry_at <= subject.now;
  return text +
         prose(style,
               fmt::format("It can change by itself at {} ({}).", time_text(*verdict.retry_at),
                           is_past ? "now that this has passed: `relctl advance`"
                                   : "in " + short_duration(*verdict.retry_at - subject.now)));
}

} // namespace

std::string explain_text(const ExplainSubject& subject, const Style& style) {
  std::string text = header(subject, style);
  const auto* verdict = std::get_if<core::VerdictReached>(&subject.event.event);
  if (verdict == nullptr)
    return text + output_text(subject.event.event, style) + around_text(subject, style);
  text += reasons_text(*verdict, style);
  text += findings_part(subject, *verdict, style);
  text += readings_part(subject, *verdict, style);
  return text + changes_text(subject, *verdict, style);
}

} // namespace relctl::view
