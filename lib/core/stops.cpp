// SPDX-License-Identifier: Apache-2.0
#include "core/stops.hpp"

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "core/entry.hpp"
#include "core/next_phases.hpp"
#include "core/standing_parts.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// A phase that is observed is decided all the same; only what comes next can be kept back. Where
/// all that was entered is taken back nothing is observed.
bool stands_before_entry(const State& state) {
  const auto current = current_phases(state);
  return state.stage == Stage::ready ||
         (state.stage == Stage::in_phase &&
          std::all_of(current.begin(), current.end(),
                      [&](const PhaseState* phase) { return is_passed(state, phase->track); }));
}

/// Those of people that have an end; k_never where one has none.
Instant end_of_stops(const State& state, const Ledger& ledger, Instant now) {
  Instant end = now;
  if (holds(state.paused, now))
    end = std::max(end, state.paused->until.value_or(k_never));
  if (holds(ledger.frozen, now))
    end = std::max(end, ledger.frozen->until.value_or(k_never));
  return end;
}

std::optional<Instant> end_of(const EntryBlocks& blocks, const State& state, const Ledger& ledger,
                              Instant now) {
  const bool are_stops =
      std::all_of(blocks.reasons.begin(), blocks.reasons.end(), [](const Reason& reason) {
        return reason.cause == plan::Cause::paused || reason.cause == plan::Cause::frozen;
      });
  const Instant end = are_stops ? end_of_stops(state, ledger, now) : blocks.ends_at;
  return end == k_never ? std::nullopt : std::optional(end);
}

} // namespace

std::optional<Stop> stop_ahead(const plan::Plan& plan, const State& state, const Ledger& ledger,
                               Instant now) {
  if (!stands_before_entry(state))
    return std::nullopt;
  const auto next = next_phases(plan, state);
  const EntryBlocks blocks =
      entry_blocks(plan, state, ledger, next.empty() ? nullptr : next.front(), now);
  if (blocks.reasons.empty())
    return std::nullopt;
  std::vector<std::string> texts;
  for (const Reason& reason : blocks.reasons)
    texts.push_back(reason.text);
  Stop stop{join(texts, "; "), {}, {}, end_of(blocks, state, ledger, now)};
  const auto incident =
      std::find_if(blocks.reasons.begin(), blocks.reasons.end(),
                   [](const Reason& reason) { return reason.cause == plan::Cause::incident; });
  if (const Reason& first = blocks.reasons.front(); first.cause == plan::Cause::taken_back) {
    stop.command = is_nothing_left(plan, state) ? "rollback -y" : "approve scope/" + first.subject;
  } else if (incident != blocks.reasons.end()) {
    stop.command = "incident close " + shell_word(incident->subject);
  } else if (holds(state.paused, now)) {
    stop.who = state.paused->as;
    stop.command = "resume";
  } else if (holds(ledger.frozen, now)) {
    stop.who = ledger.frozen->as;
    stop.command = "unfreeze";
  }
  return stop;
}

Standing standing_of(const plan::Plan& plan, const State& state, const Ledger& ledger,
                     Instant now) {
  const Standing standing = standing_of(plan, state);
  return standing == Standing::ok && stop_ahead(plan, state, ledger, now) ? Standing::pending
                                                                          : standing;
}

Advice advise(const plan::Plan& plan, const State& state, const Ledger& ledger, Instant now,
              const std::string& program) {
  Advice advice = advise(plan, state, program);
  const auto stop = stop_ahead(plan, state, ledger, now);
  if (!stop)
    return advice;
  advice.why += (advice.why.empty() ? "" : ", but ") + stop->why;
  if (stop->command.empty())
    return advice;
  if (!stop->who.empty())
    advice.who = stop->who;
  advice.command = program + " " + stop->command;
  advice.remark = stop->until ? "or wait until " + format_instant(*stop->until) : "";
  return advice;
}

} // namespace relctl::core
