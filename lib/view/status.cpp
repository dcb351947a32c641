// SPDX-License-Identifier: Apache-2.0
#include "view/status.hpp"

#include "base/text.hpp"
#include "core/stops.hpp"
#include "view/gate.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr int k_label_width = 9; ///< `database ` and its shorter sisters.
constexpr std::size_t k_label_text_max = 4000;
constexpr int k_unlimited = 1'000'000;

int width_of(const Style& style) {
  return style.terminal ? style.width : k_unlimited;
}

/// `p20 (2/5)`, counted in its track; the place is left out where the plan does not know the phase.
std::string place_text(const StatusSubject& subject, const core::PhaseState& visit) {
  std::size_t place = 0;
  std::size_t count = 0;
  for (const plan::Phase& phase : subject.plan.phases) {
    if (phase.track == visit.track)
      ++count;
    if (phase.id == visit.id && phase.track == visit.track)
      place = count;
  }
  const std::string name = plan::phase_name(visit.track, visit.id);
  return place == 0 ? name : fmt::format("{} ({}/{})", name, place, count);
}

bool has_gone_back(const core::State& state) {
  return state.rollback && state.rollback->settled && state.rollback->settled->complete;
}

/// After a rollback no phase's share holds any more; what there is then is what its steps set.
std::string stage_text(const StatusSubject& subject) {
  const core::State& state = subject.state;
  if (has_gone_back(state))
    return fmt::format("rolled back to {} · from {}", version_text(state.rollback->request.to),
                       state.rollback->started ? state.rollback->started->from_phase : "-") +
           (state.stage == core::Stage::closed ? " · closed" : "");
  std::string text = words_of(stage_name(state.stage));
  for (const core::PhaseState* visit : core::current_phases(state))
    text += fmt::format(" · {} · {}", place_text(subject, *visit), share_text(visit->traffic));
  for (const auto& [scope, taken] : state.taken_back)
    text += " · without " + scope;
  return text;
}

std::string header(const StatusSubject& subject, const Style& style) {
  const core::State& state = subject.state;
  const core::ReleaseOpened& opened = state.opened;
  const Mark mark = stage_mark(state);
  std::string text = paint(style, Tone::strong, opened.title.empty() ? opened.plan : opened.title);
  text += fmt::format("  {} → {}\n", version_text(opened.stable), version_text(opened.version));
  std::string stage = std::string(mark_text(mark)) + " " + stage_text(subject);
  text += paint(style, tone_of(mark), stage) + "\n";
  text +=
      paint(style, Tone::dim,
            fmt::format("release {} · plan {} · opened {} ago by {}", state.release, opened.plan,
                        short_duration(subject.now - state.opened_at), state.opened_by));
  return text + "\n";
}

/// `why      text`, wrapped under itself on a terminal.
std::string labelled(const Style& style, std::string_view label, const std::string& text,
                     Tone tone = Tone::plain) {
  if (text.empty())
    return {};
  std::string lines;
  for (const std::string& line :
       wrap(one_line(text, k_label_text_max), std::max(20, width_of(style) - k_label_width)))
    lines += (lines.empty() ? paint(style, Tone::strong, pad(label, k_label_width))
                            : std::string(k_label_width, ' ')) +
             paint(style, tone, line) + "\n";
  return lines;
}

/// A command to paste stays on one line, however long; a remark on it is a comment to a shell.
std::string command_line(const Style& style, std::string_view label, const std::string& command,
                         const std::string& remark = {}) {
  if (command.empty())
    return {};
  return paint(style, Tone::strong, pad(label, k_label_width)) + command +
         (remark.empty() ? "" : "  # " + remark) + "\n";
}

std::string attendance(const StatusSubject& subject, const Style& style) {
  const auto since = unattended_since(subject.plan, subject.state, subject.windows, subject.now);
  if (since)
    return labelled(style, "watch",
                    fmt::format("nobody has been watching for {} (since {}), longer than two "
                                "steps of the metric grid",
                                short_duration(subject.now - *since), format_clock(*since)),
                    Tone::bad);
  return labelled(style, "watch", subject.holder);
}

std::string ending(const StatusSubject& subject, const Style& style) {
  const core::Advice advice =
      core::advise(subject.plan, subject.state, subject.ledger, subject.now, subject.program);
  std::string text = attendance(subject, style);
  text += labelled(style, "why", why_of(subject, advice));
  text += labelled(style, "who", advice.who);
  text += command_line(style, "next", advice.command, advice.remark);
  text += command_line(style, "back", advice.back);
  return text;
}

} // namespace

Mark stage_mark(const core::State& state) {
  using core::Stage;
  switch (state.stage) {
  case Stage::complete:
    return Mark::good;
  case Stage::no_go:
  case Stage::rolled_back:
  case Stage::incomplete:
    return Mark::bad;
  case Stage::closed:
    return has_gone_back(state) ? Mark::bad : Mark::idle;
  case Stage::ready:
    return Mark::idle;
  case Stage::in_phase:
    return mark_of_hold(core::standing_of(state));
  case Stage::opening:
  case Stage::rolling_back:
  case Stage::observing:
    break;
  }
  return Mark::active;
}

std::string why_of(const StatusSubject& subject, const core::Advice& advice) {
  const bool is_left = subject.standing == core::Standing::rollback_incomplete &&
                       subject.state.stage == core::Stage::rolling_back;
  return advice.why + (is_left ? "; nobody goes on with it" : "");
}

std::string status_text(const StatusSubject& subject, const Style& style) {
  std::string text = header(subject, style);
  for (const auto part : {phases_part, gate_part, steps_part, facts_part, rollback_part})
    if (const std::string lines = part(subject, style); !lines.empty())
      text += "\n" + lines;
  text += "\n" + command_line(style, "anchor", subject.anchor);
  text += command_line(style, "database", subject.database);
  return text + ending(subject, style);
}

} // namespace relctl::view
