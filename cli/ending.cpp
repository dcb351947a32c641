// SPDX-License-Identifier: Apache-2.0
#include "cli/ending.hpp"

#include "base/text.hpp"
#include "cli/json_text.hpp"
#include "cli/phases.hpp"
#include "cli/reading.hpp"
#include "core/entry.hpp"
#include "core/names.hpp"
#include "core/retry.hpp"
#include "core/standing_parts.hpp"
#include "core/stops.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

std::string reasons_text(const std::vector<core::Reason>& reasons) {
  return reasons.empty() ? "" : ": " + core::word_reasons(reasons, 3);
}

std::string track_line(const core::State& state, const core::PhaseState& phase) {
  const std::string name = plan::phase_name(phase.track, phase.id);
  if (core::is_passed(state, phase.track))
    return fmt::format("in {}: passed", name);
  const core::VerdictState* verdict = core::verdict_of(state, phase.track);
  const std::string why = reasons_text(core::reasons_on(state, phase.track));
  if (!phase.started_at)
    return fmt::format("entering {}{}", name, why);
  const auto again = verdict == nullptr ? std::nullopt : verdict->reached.retry_at;
  return fmt::format("in {}: hold{}{}", name, why,
                     again ? "; can change at " + format_instant(*again) : "");
}

std::string phase_line(const plan::Plan& plan, const engine::ReleaseView& view, Instant now) {
  std::vector<std::string> tracks;
  for (const core::PhaseState* phase : core::current_phases(view.state))
    tracks.push_back(track_line(view.state, *phase));
  std::vector<std::string> parts;
  if (!tracks.empty())
    parts.push_back(join(tracks, " · "));
  if (const auto open = open_phases(plan, view.state); !open.empty())
    parts.push_back("next is " + names_of(open));
  const std::string line = parts.empty() ? "held" : join(parts, "; ");
  return have_all_passed(view.state) ? line + reasons_text(reasons_of(plan, view, now)) : line;
}

std::string rollback_line(const plan::Plan& plan, const engine::ReleaseView& view, Instant now,
                          const char* how) {
  return fmt::format("{} v{}{}", how, view.state.rollback->request.to,
                     reasons_text(reasons_of(plan, view, now)));
}

std::string stage_line(const plan::Plan& plan, const engine::ReleaseView& view, Instant now) {
  const core::State& state = view.state;
  switch (state.stage) {
  case core::Stage::opening:
    return "opening: the preconditions are not settled";
  case core::Stage::ready:
    return fmt::format("go; next is {}{}", names_of(next_phases(plan, state)),
                       reasons_text(reasons_of(plan, view, now)));
  case core::Stage::no_go:
    return "no-go: " + core::word_reasons(reasons_of(plan, view, now));
  case core::Stage::in_phase:
    return phase_line(plan, view, now);
  case core::Stage::rolling_back:
    return rollback_line(plan, view, now, "rolling back to");
  case core::Stage::rolled_back:
    return rollback_line(plan, view, now, "rolled back to");
  case core::Stage::incomplete:
    return rollback_line(plan, view, now, "INCOMPLETE rollback to") +
           (core::step_in_trouble(plan, state) == nullptr
                ? ": what stood in its way is settled; the rest comes with `rollback --resume`"
                : "");
  case core::Stage::complete:
    return fmt::format("complete: v{} is stable", state.opened.version);
  case core::Stage::observing:
    return fmt::format("observing: {} of {} samples", state.observation->taken.size(),
                       state.observation->samples);
  case core::Stage::closed:
    if (state.observation && state.observation->ended)
      return "observation " + state.observation->ended->conclusion;
    if (state.rollback)
      return rollback_line(plan, view, now, "closed: rolled back to");
    return state.completed_at ? fmt::format("closed: v{} is stable", state.opened.version)
                              : "closed: aborted before any exposure";
  }
  return "";
}

core::EntryBlocks blocks_of_next(const plan::Plan& plan, const engine::ReleaseView& view,
                                 Instant now) {
  const auto open = open_phases(plan, view.state);
  return core::entry_blocks(plan, view.state, view.ledger, open.empty() ? nullptr : open.front(),
                            now);
}

std::string reason_json(const core::Reason& reason) {
  return JsonObject()
      .text("cause", plan::cause_name(reason.cause))
      .text("subject", reason.subject)
      .text("text", reason.text)
      .time("since", reason.since)
      .flag("blocks", reason.blocks)
      .str();
}

/// What a complete rollback left for a person, as long as it is open; what is in the way of
/// another.
std::vector<core::Reason> rollback_reasons(const core::State& state) {
  std::vector<core::Reason> reasons = state.rollback->settled->reasons;
  const auto left = core::doubts_left(state);
  const auto is_settled = [&](const core::Reason& reason) {
    return reason.cause == plan::Cause::step_in_doubt &&
           std::none_of(left.begin(), left.end(), [&](const core::StepState* step) {
             return step->address.step == reason.subject;
           });
  };
  const auto is_out_of_the_way = [&](const core::Reason& reason) {
    return std::none_of(state.steps.begin(), state.steps.end(), [&](const auto& entry) {
      const core::StepState& step = entry.second;
      return step.address.phase == "rollback" && step.address.step == reason.subject &&
             core::is_in_trouble(step);
    });
  };
  if (state.rollback->settled->complete)
    std::erase_if(reasons, is_settled);
  else
    std::erase_if(reasons, is_out_of_the_way);
  return reasons;
}

std::vector<std::string> tracks_json(const core::State& state) {
  std::vector<std::string> tracks;
  for (const core::PhaseState* phase : core::current_phases(state)) {
    const core::VerdictState* verdict = core::verdict_of(state, phase->track);
    std::vector<std::string> reasons;
    for (const auto& reason : core::reasons_on(state, phase->track))
      reasons.push_back(reason_json(reason));
    tracks.push_back(
        JsonObject()
            .text("track", phase->track)
            .text("phase", phase->id)
            .text("verdict", verdict == nullptr ? "" : core::name_of(verdict->reached.verdict))
            .value("reasons", json_array(reasons))
            .time("retry_at", verdict == nullptr ? std::nullopt : verdict->reached.retry_at)
            .str());
  }
  return tracks;
}

/// The anchor where the log holds it, else null: what a dry run or a rollback without a log has put
/// into memory is in no chain, and an anchor of it would call the log rewritten.
std::string anchor_json(Session& session, const ports::Anchor& anchor) {
  if (session.on_record == OnRecord::lost)
    return "null";
  const auto log = session.log_for_reading();
  if (!log)
    return "null";
  const auto record = (*log)->at(anchor.position);
  return record && record->hash == anchor.hash ? json_string(anchor_text(anchor)) : "null";
}

std::string document(Session& session, const Ending& ending, const core::Advice& advice) {
  const core::State& state = ending.view.state;
  const core::PhaseState* phase = core::worst_phase(state);
  const core::VerdictState* verdict =
      phase == nullptr ? nullptr : core::verdict_of(state, phase->track);
  std::vector<std::string> reasons;
  for (const auto& reason : reasons_of(ending.plan, ending.view, ending.now))
    reasons.push_back(reason_json(reason));
  std::vector<std::string> messages;
  for (const auto& message : ending.messages)
    messages.push_back(JsonObject().text("comms", message.comms).text("text", message.text).str());
  JsonObject object;
  object.text("schema", fmt::format("relctl.{}/1", ending.command))
      .text("release", ending.view.release)
      .text("version", state.opened.version)
      .text("stage", core::stage_name(state.stage))
      .text("phase", phase == nullptr ? "" : phase->id)
      .text("verdict", verdict == nullptr ? "" : core::name_of(verdict->reached.verdict))
      .value("tracks", json_array(tracks_json(state)))
      .value("reasons", json_array(reasons))
      .time("retry_at", core::retry_at(ending.plan, state, ending.view.ledger, ending.now))
      .text("summary", ending.line)
      .text("next", advice.command)
      .text("remark", advice.remark)
      .text("back", advice.back)
      .value("messages", json_array(messages))
      .value("exit", JsonObject()
                         .number("code", static_cast<int>(ending.code))
                         .text("name", exit_code_name(ending.code))
                         .str())
      .value("anchor", anchor_json(session, ending.view.anchor));
  return object.str();
}

/// Once a release is over nobody sends what a channel did not take, unless somebody asks for it.
void tell_undelivered(Session& session, const Ending& ending) {
  const core::State& state = ending.view.state;
  const bool is_settled = core::is_over(state) || (state.rollback && state.rollback->settled);
  const std::string left = core::undelivered_text(state.outbox);
  if (!is_settled || left.empty() || session.on_record == OnRecord::lost ||
      ending.command == "notify")
    return;
  *session.surroundings.message.out
      << fmt::format("relctl: not delivered: {}; send it with `{} notify --resend`\n",
                     one_line(left, 1000), session.program(ending.view.release));
}

} // namespace

ExitCode exit_code_of(core::Standing standing) {
  switch (standing) {
  case core::Standing::rollback_incomplete:
    return ExitCode::rollback_incomplete;
  case core::Standing::in_doubt:
    return ExitCode::in_doubt;
  case core::Standing::rolled_back:
    return ExitCode::rolled_back;
  case core::Standing::breached:
    return ExitCode::breached;
  case core::Standing::unknown:
    return ExitCode::unknown;
  case core::Standing::no_go:
    return ExitCode::findings;
  case core::Standing::pending:
    return ExitCode::pending;
  case core::Standing::ok:
    return ExitCode::ok;
  }
  return ExitCode::bug;
}

std::optional<ExitCode> exit_code_of(const engine::Outcome& outcome) {
  constexpr int k_interrupt = 2; // SIGINT; POSIX gives it and SIGTERM these numbers.
  switch (outcome.stop) {
  case engine::Stop::reached:
    return std::nullopt;
  case engine::Stop::signalled:
    return outcome.signal == k_interrupt ? ExitCode::interrupted : ExitCode::terminated;
  case engine::Stop::timed_out:
    return ExitCode::timeout;
  case engine::Stop::yielded:
    return ExitCode::locked;
  }
  return ExitCode::bug;
}

std::vector<core::Reason> reasons_of(const plan::Plan& plan, const engine::ReleaseView& view,
                                     Instant now) {
  const core::State& state = view.state;
  if (state.stage == core::Stage::no_go)
    return state.start->reasons;
  if (state.rollback && state.rollback->settled)
    return rollback_reasons(state);
  if (const plan::Step* step = core::step_awaiting_approval(plan, state))
    return {core::missing_approval(state, *step)};
  if (core::is_over(state) || state.rollback)
    return {};
  if (core::current_phase(state) == nullptr || have_all_passed(state))
    return blocks_of_next(plan, view, now).reasons;
  std::vector<core::Reason> reasons;
  for (const core::PhaseState* phase : core::current_phases(state)) {
    const auto some = core::reasons_on(state, phase->track);
    reasons.insert(reasons.end(), some.begin(), some.end());
  }
  return reasons;
}

std::string standing_line(const plan::Plan& plan, const engine::ReleaseView& view, Instant now) {
  return view.release + " " + stage_line(plan, view, now);
}

ExitCode print_ending(Session& session, const Ending& ending) {
  tell_undelivered(session, ending);
  auto& answer = *session.surroundings.answer.out;
  session.ended_as = one_line(ending.line, 2000);
  if (session.on_record != OnRecord::lost) // A log that is lost has nothing to see of it.
    session.ended_as += fmt::format("; see `{} status`", session.program(ending.view.release));
  const auto advice = core::advise(ending.plan, ending.view.state, ending.view.ledger, ending.now,
                                   session.program(ending.view.release));
  if (session.format != OutputFormat::table) {
    const std::string text = document(session, ending, advice);
    if (session.part == nullptr)
      answer << text << "\n";
    else
      *session.part = text;
    return ending.code;
  }
  answer << one_line(ending.line, 2000) << "\n";
  if (session.quiet)
    return ending.code;
  auto& message = *session.surroundings.message.out;
  std::vector<std::string> remarks = {one_line(advice.who), advice.remark};
  std::erase(remarks, "");
  if (!advice.command.empty()) // The rest is a comment to a shell: the line can be pasted whole.
    message << "next: " << advice.command << (remarks.empty() ? "" : "  # " + join(remarks, "; "))
            << "\n";
  if (!advice.back.empty() && ending.code != ExitCode::ok)
    message << "back: " << advice.back << "\n";
  return ending.code;
}

} // namespace relctl::cli
