// SPDX-License-Identifier: Apache-2.0
#include "view/plan_view.hpp"

#include "base/text.hpp"
#include "core/wording.hpp"
#include "view/conditions.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr int k_bullet_columns = 2; ///< Every bullet is one column wide, a space follows.

std::string section(const Style& style, std::string_view title) {
  return "\n" + paint(style, Tone::strong, title) + "\n";
}

/// A line of a list, wrapped under itself on a terminal.
std::string item(const Style& style, int indent, std::string_view bullet, const std::string& text) {
  const int inner = indent + k_bullet_columns;
  const int width = style.terminal ? std::max(20, style.width - inner) : 1'000'000;
  std::string lines;
  for (const std::string& line : wrap(text, width)) {
    const std::string space(static_cast<std::size_t>(lines.empty() ? indent : inner), ' ');
    lines += space + (lines.empty() ? std::string(bullet) + " " : "") + line + "\n";
  }
  return lines;
}

std::string step_lines(const Style& style, std::string_view bullet, const PlannedStep& step) {
  std::string lines = item(style, 2, bullet, fmt::format("{}: {}", step.id, step.action));
  if (!step.verify.empty())
    lines += item(style, 4, " ", step.verify);
  lines += item(style, 4, " ", step.notes);
  if (step.point_of_no_return)
    lines += item(style, 6, paint(style, Tone::bad, "✖"),
                  "point of no return: an automatic rollback waits here for an approval");
  return lines;
}

std::string header(const PlanSubject& subject, const Style& style) {
  std::string text = paint(style, Tone::strong, subject.plan.title);
  text += fmt::format("  {} → {}\n", version_text(subject.stable),
                      subject.version.empty() ? k_any_version : version_text(subject.version));
  text += paint(style, Tone::dim,
                fmt::format("plan {} in {}, sha256 {}", subject.plan.name, subject.file,
                            subject.digest.substr(0, 12)));
  text += "\n";
  for (const auto& [name, value] : subject.vars)
    text += fmt::format("{} = {}\n", name, one_line(value));
  return text;
}

std::string before_text(const PlanSubject& subject, const Style& style) {
  std::string text;
  const auto add = [&](const char* title, const std::vector<std::string>& lines) {
    if (!lines.empty())
      text += section(style, title);
    for (const std::string& line : lines)
      text += item(style, 2, "•", line);
  };
  add("conditions", condition_lines(subject));
  add("before the start: go or no-go", before_lines(subject));
  return text;
}

std::string phase_title(const PlanSubject& subject, const plan::Phase& phase, std::size_t place) {
  const auto share = planned_share(subject.plan, phase, subject.vars);
  const auto count =
      std::count_if(subject.plan.phases.begin(), subject.plan.phases.end(),
                    [&](const plan::Phase& other) { return other.track == phase.track; });
  std::string title = fmt::format("phase {}/{} {}", place, count, plan::phase_name(phase));
  if (share)
    title += " · " + share_text(*share);
  for (const auto& [key, value] : phase.cohort)
    title += fmt::format(" · {} {}", key, value);
  title += phase.observe.ms == 0 ? " · no least observation"
                                 : " · observes " + format_duration(phase.observe);
  if (phase.observe_max > phase.observe)
    title += " to " + format_duration(phase.observe_max);
  if (phase.enough)
    title += " or until " + core::word_enough(subject.plan, *phase.enough, std::nullopt);
  return phase.bake ? title + " · bake: keeps the exposure" : title;
}

std::string phase_text(const PlanSubject& subject, const plan::Phase& phase, std::size_t place,
                       const Style& style) {
  std::string text = section(style, phase_title(subject, phase, place));
  for (const PlannedStep& step : entering_steps(subject, phase))
    text += step_lines(style, "→", step);
  const std::vector<std::string> gate = gate_lines(subject, phase);
  if (!gate.empty())
    text += "  gate\n";
  for (const std::string& line : gate)
    text += item(style, 4, "•", line);
  return text;
}

std::string track_text(const PlanSubject& subject, const plan::Track& track, const Style& style) {
  std::string text;
  if (track.id != plan::k_main_track)
    text += section(style,
                    fmt::format("track {}{}{}", track.id,
                                track.title == track.id ? "" : " · " + track.title,
                                track.after.empty() ? "" : " · after " + join(track.after, ", ")));
  std::size_t place = 0;
  for (const plan::Phase& phase : subject.plan.phases)
    if (phase.track == track.id)
      text += phase_text(subject, phase, ++place, style);
  return text;
}

std::string rollback_text(const PlanSubject& subject, const Style& style) {
  std::string text =
      section(style, fmt::format("rollback to {} · deadline {}",
                                 subject.stable.empty() ? "the stable version"
                                                        : version_text(subject.stable),
                                 format_duration(subject.plan.rollback.deadline)));
  for (const PlannedStep& step : rollback_steps(subject, false))
    text += step_lines(style, "←", step);
  for (const PlannedStep& step : rollback_steps(subject, true))
    text += step_lines(style, "✔", step);
  if (const auto& after = subject.plan.rollback.after)
    text +=
        item(style, 2, "•",
             "afterwards, once it is verified" +
                 (after->observe.ms == 0 ? std::string()
                                         : ", and watched for " + format_duration(after->observe)) +
                 ":");
  for (const PlannedStep& step : compensation_steps(subject))
    text += step_lines(style, "→", step);
  for (const plan::RollbackScope& scope : subject.plan.rollback.scopes) {
    text += item(style, 2, "•",
                 fmt::format("only {}{}, while the rest stays:", scope.id,
                             scope.title == scope.id ? "" : " (" + scope.title + ")"));
    for (const PlannedStep& step : scope_steps(subject, scope))
      text += step_lines(style, "←", step);
  }
  if (subject.plan.rollback.observe.ms > 0)
    text += item(style, 2, "•",
                 "observes " + format_duration(subject.plan.rollback.observe) +
                     " afterwards; recovered when every hard metric stays within its target");
  return text;
}

/// Where messages go, of those that go anywhere.
std::string messages_text(const PlanSubject& subject, const Style& style) {
  std::string text;
  for (const auto& [name, message] : subject.plan.comms)
    if (!message.to.empty())
      text += item(style, 2, "•", name + " to " + join(channels_of(message), ", "));
  return text.empty() ? text : section(style, "messages") + text;
}

} // namespace

std::string plan_text(const PlanSubject& subject, const Style& style) {
  std::string text = header(subject, style) + before_text(subject, style);
  for (const plan::Track& track : subject.plan.tracks)
    text += track_text(subject, track, style);
  text += rollback_text(subject, style) + messages_text(subject, style);
  const Instant finish = earliest_finish(subject);
  return text + fmt::format("\nearliest finish {}, {} from now; nothing was changed\n",
                            time_text(finish), short_duration(finish - subject.now));
}

} // namespace relctl::view
