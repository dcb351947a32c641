// SPDX-License-Identifier: Apache-2.0
#include "core/entry.hpp"

#include "base/text.hpp"
#include "core/gate.hpp"
#include "core/incidents.hpp"
#include "core/next_phases.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

std::string until_text(const std::optional<Instant>& until) {
  return until ? " until " + format_instant(*until) : std::string();
}

/// Whoever agrees to go on without a part agrees to a rest; where there is none only the way back
/// is left.
void add_taken_back(const plan::Plan& plan, const State& state, Instant now, EntryBlocks& blocks) {
  if (is_nothing_left(plan, state))
    blocks.reasons.push_back({Cause::taken_back, "",
                              "nothing is left to go on: every track was taken back, or comes "
                              "after one that was; go back as a whole with `relctl rollback`",
                              now, true});
  else
    blocks.reasons = taken_back_reasons(state, now);
}

void add_stops(const State& state, const Ledger& ledger, Instant now, EntryBlocks& blocks) {
  if (const auto& paused = state.paused; holds(paused, now))
    blocks.reasons.push_back(
        {Cause::paused, "pause",
         fmt::format("paused by {}{}: {}", paused->as, until_text(paused->until), paused->reason),
         now, true});
  if (const auto& frozen = ledger.frozen; holds(frozen, now))
    blocks.reasons.push_back({Cause::frozen, "freeze",
                              fmt::format("all releases are frozen by {}{}: {}", frozen->as,
                                          until_text(frozen->until), frozen->reason),
                              now, true});
}

/// Adds a block that the calendar ends by itself.
void add_hour(EntryBlocks& blocks, Instant& latest, Instant ends_at, std::string subject,
              std::string text, Instant now) {
  blocks.reasons.push_back({Cause::window, std::move(subject), std::move(text), now, true});
  latest = std::max(latest, ends_at);
}

std::string opening_text(const plan::ChangeWindows& windows, Instant opens_at) {
  std::string text = "outside the change windows (" + plan::format_windows(windows) + ")";
  if (opens_at != k_never)
    text += "; they open " + plan::format_local(windows.zone, opens_at);
  if (!windows.approve.empty())
    text += "; or `relctl approve window` by " + join(windows.approve, " and ");
  return text;
}

void add_calendar(const plan::Plan& plan, const State& state, Instant now, EntryBlocks& blocks) {
  Instant ends_at = now;
  if (const auto& departs = state.opened.departs_at; departs && now < *departs) {
    const plan::Train* train = plan::find_train(plan, state.opened.train);
    add_hour(blocks, ends_at, *departs, "train " + state.opened.train,
             "leaves " +
                 plan::format_local(train == nullptr ? plan::Zone{} : train->zone, *departs),
             now);
  }
  if (plan.windows && !plan::is_open(*plan.windows, now) && !opened_until(plan, state, now)) {
    const Instant opens_at = plan::next_opening(*plan.windows, now);
    add_hour(blocks, ends_at, opens_at, "window", opening_text(*plan.windows, opens_at), now);
  }
  if (now < ends_at)
    blocks.ends_at = ends_at;
}

/// Before the first phase there is no gate to hold them against; a gate that was passed may be
/// older.
void add_incidents(const plan::Plan& plan, const plan::Phase& phase, const State& state,
                   Instant now, EntryBlocks& blocks) {
  for (Reason& reason : incident_reasons(plan, phase, state, now).reasons)
    if (reason.blocks)
      blocks.reasons.push_back(std::move(reason));
}

} // namespace

EntryBlocks entry_blocks(const plan::Plan& plan, const State& state, const Ledger& ledger,
                         const plan::Phase* phase, Instant now) {
  EntryBlocks blocks;
  if (phase != nullptr && !phase->bake)
    add_calendar(plan, state, now, blocks);
  EntryBlocks stops;
  add_taken_back(plan, state, now, stops);
  if (phase != nullptr)
    add_incidents(plan, *phase, state, now, stops);
  add_stops(state, ledger, now, stops);
  if (!stops.reasons.empty())
    blocks.ends_at = k_never;
  blocks.reasons.insert(blocks.reasons.begin(), stops.reasons.begin(), stops.reasons.end());
  return blocks;
}

std::optional<Instant> opened_until(const plan::Plan& plan, const State& state, Instant now) {
  if (!plan.windows || plan.windows->approve.empty())
    return std::nullopt;
  Instant until = k_never;
  for (const std::string& role : plan.windows->approve) {
    Instant longest = now;
    for (const ApprovalGiven& approval : state.approvals)
      if (approval.subject == "window" && approval.role == role)
        longest = std::max(longest, approval.until.value_or(now));
    until = std::min(until, longest);
  }
  return now < until ? std::optional(until) : std::nullopt;
}

Instant special_approval_ends(const plan::ChangeWindows& windows, Instant now) {
  const Instant closed = plan::next_closing(windows, now);
  return closed == k_never ? k_never : plan::next_opening(windows, closed);
}

} // namespace relctl::core
