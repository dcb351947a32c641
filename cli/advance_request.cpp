// SPDX-License-Identifier: Apache-2.0
#include "cli/advance_request.hpp"

#include "base/text.hpp"
#include "cli/ending.hpp"
#include "cli/phases.hpp"
#include "core/standing_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace relctl::cli {

namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The current phase of each track, `-` for none.
std::string current_names(const core::State& state) {
  std::vector<std::string> names;
  for (const auto* phase : core::current_phases(state))
    names.push_back(plan::phase_name(phase->track, phase->id));
  return names.empty() ? "-" : join(names, ", ");
}

bool is_in(const core::State& state, const std::string& phase) {
  const auto current = core::current_phases(state);
  return current.empty()
             ? phase == "-"
             : std::any_of(current.begin(), current.end(), [&](const auto* entered) {
                 return phase == entered->id || phase == entered->track + "/" + entered->id;
               });
}

const core::PhaseState* find_entry(const core::State& state, const plan::Phase& phase) {
  const auto found =
      std::find_if(state.phases.begin(), state.phases.end(), [&](const core::PhaseState& entered) {
        return entered.id == phase.id && entered.track == phase.track;
      });
  return found == state.phases.end() ? nullptr : &*found;
}

/// A phase that was not passed before this call is now, and nothing of its track is open.
bool has_passed_one(const core::State& before, const core::State& after) {
  const auto current = core::current_phases(after);
  return std::any_of(current.begin(), current.end(), [&](const core::PhaseState* phase) {
    const core::PhaseState* was = core::current_phase(before, phase->track);
    const bool had_passed = was != nullptr && was->id == phase->id && was->passed_at;
    return core::is_passed(after, phase->track) && !had_passed;
  });
}

/// A current phase with another after it has passed, though it may be held by now.
bool has_passed_before(const plan::Plan& plan, const core::State& state) {
  const auto current = core::current_phases(state);
  return std::any_of(current.begin(), current.end(), [&](const core::PhaseState* phase) {
    const plan::Phase* planned = plan::find_phase(plan, phase->track, phase->id);
    return phase->passed_at && planned != nullptr && plan::phase_after(plan, *planned) != nullptr;
  });
}

std::size_t passed_in(const core::State& state) {
  return static_cast<std::size_t>(
      std::count_if(state.phases.begin(), state.phases.end(),
                    [](const core::PhaseState& phase) { return phase.passed_at.has_value(); }));
}

std::size_t entered_in(const core::State& state) {
  return static_cast<std::size_t>(
      std::count_if(state.phases.begin(), state.phases.end(),
                    [](const core::PhaseState& phase) { return phase.started_at.has_value(); }));
}

/// A phase counts as entered once the last of its steps is verified, whoever began with it.
bool has_moved(const core::State& before, const core::State& after) {
  return passed_in(after) > passed_in(before) || entered_in(after) > entered_in(before);
}

} // namespace

Result<AdvanceRequest> read_advance_request(const Arguments& arguments) {
  AdvanceRequest request;
  request.wait = arguments.has("--wait");
  request.dry = arguments.has("--dry-run");
  request.to = arguments.text("--to");
  if (arguments.has("--expect"))
    request.expect = arguments.text("--expect");
  if (request.dry && request.wait)
    return fail(ErrorKind::usage, "--dry-run does not wait; leave --wait out");
  if (!arguments.has("--timeout"))
    return request;
  const auto timeout = parse_duration(arguments.text("--timeout"));
  if (!timeout)
    return fail(ErrorKind::usage, "--timeout: " + timeout.error().message);
  request.timeout = *timeout;
  return request;
}

Result<void> names_phases(const AdvanceRequest& request, const plan::Plan& plan) {
  if (!request.to.empty())
    RELCTL_TRY(choose_phase(plan, request.to));
  const std::string expected = request.expect.value_or("-");
  if (expected != "-" && !is_number(expected) && plan::phases_named(plan, expected).empty())
    RELCTL_TRY(choose_phase(plan, expected));
  return {};
}

Result<void> meets_expectation(const AdvanceRequest& request, const engine::ReleaseView& view) {
  if (!request.expect)
    return {};
  const bool is_there = is_in(view.state, *request.expect);
  const bool as_position = is_number(*request.expect) && !is_there;
  if (is_there || (as_position && std::stoll(*request.expect) == view.anchor.position))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("--expect {} does not hold: {} is in phase {} and the log at position {}",
                          one_line(*request.expect, 60), view.release, current_names(view.state),
                          view.anchor.position));
}

Result<Ahead> way_to(const AdvanceRequest& request, const plan::Plan& plan,
                     const core::State& state) {
  if (request.to.empty())
    return Ahead::go_on;
  RELCTL_TRY_ASSIGN(const auto* phase, choose_phase(plan, request.to));
  // An entry that was cut off, or has failed, is no entry: the call goes on with it. So it does
  // with a rollback that began by itself.
  const auto* entered = find_entry(state, *phase);
  if (state.stage == core::Stage::rolling_back || (entered != nullptr && !entered->started_at))
    return Ahead::go_on;
  if (entered != nullptr)
    return Ahead::already_there;
  const auto next = core::next_phases(plan, state);
  if (std::find(next.begin(), next.end(), phase) != next.end())
    return Ahead::go_on;
  return fail(ErrorKind::refused,
              fmt::format("{} is not the next phase, {} is; an advance enters one phase at most",
                          plan::phase_name(*phase), next.empty() ? "none" : names_of(next)));
}

engine::Goal goal_of(const AdvanceRequest& request, const plan::Plan& plan,
                     const core::State& state, Instant now) {
  engine::Goal goal;
  if (request.timeout)
    goal.give_up_at = now + *request.timeout;
  if (request.to_the_end) {
    goal.until = engine::Until::complete;
    goal.entries_max = std::numeric_limits<int>::max();
    return goal;
  }
  // Waiting for the phase at hand to be decided is a move of its own; the next is entered when it
  // has passed before, or when it is asked for by name.
  const bool may_enter = !request.wait || !request.to.empty() ||
                         !open_phases(plan, state).empty() || has_passed_before(plan, state);
  goal.until = request.wait ? engine::Until::decided : engine::Until::settled;
  goal.entries_max = may_enter ? 1 : 0;
  if (const auto to = choose_phase(plan, request.to))
    goal.enter = plan::phase_name(**to);
  return goal;
}

ExitCode code_of_advance(const AdvanceRequest& request, const plan::Plan& plan,
                         const core::State& before, const engine::ReleaseView& after,
                         const engine::Outcome& outcome, Instant now) {
  const auto standing = core::standing_of(plan, after.state);
  const auto code = exit_code_of(standing);
  const bool is_grave = standing <= core::Standing::breached;
  if (is_grave || after.state.stage == core::Stage::complete)
    return code;
  const bool waits_for_decision = request.wait || request.to_the_end;
  if (waits_for_decision && standing != core::Standing::ok)
    return !request.to_the_end && has_passed_one(before, after.state) ? ExitCode::ok : code;
  if (!request.to_the_end && has_moved(before, after.state))
    return ExitCode::ok;
  if (standing != core::Standing::ok)
    return code;
  // Everything holds and nothing moved: a pause, a freeze or the calendar is in the way.
  return reasons_of(plan, after, now).empty() && outcome.last.entry_blocks.empty()
             ? ExitCode::ok
             : ExitCode::pending;
}

} // namespace relctl::cli
