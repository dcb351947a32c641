// SPDX-License-Identifier: Apache-2.0
#include "view/explain.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/reading.hpp"
#include "cli/what_if.hpp"
#include "core/readings_taken.hpp"
#include "host/live_world.hpp"
#include "ports/audit_log.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relctl::cli {

namespace {

constexpr std::size_t k_neighbours = 3; ///< On each side.

/// One event with what is known of its stream.
struct Found {
  std::string stream;
  std::vector<core::Recorded> control; ///< The stream's control events, in order.
  core::Recorded event;
};

Result<std::int64_t> read_position(const std::string& text) {
  std::int64_t position = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, position);
  if (failure != std::errc() || stopped != end || position < 1)
    return fail(ErrorKind::usage,
                fmt::format("'{}' is not a position; `relctl log` shows them", one_line(text, 60)));
  return position;
}

Result<std::vector<core::Recorded>> control_events(ports::AuditLog& log,
                                                   const std::string& stream) {
  RELCTL_TRY_ASSIGN(const auto records, log.read({stream, 0, ports::Slice::control, 0}));
  std::vector<core::Recorded> events;
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(auto event, engine::decode(record));
    events.push_back(std::move(event));
  }
  return events;
}

Result<Found> find_at(ports::AuditLog& log, std::int64_t position) {
  RELCTL_TRY_ASSIGN(const auto record, log.at(position));
  RELCTL_TRY_ASSIGN(auto control, control_events(log, record.stream));
  RELCTL_TRY_ASSIGN(auto event, engine::decode(record));
  return Found{record.stream, std::move(control), std::move(event)};
}

/// Of a release that was taken back by a verdict that one: why it went back is what is asked, not
/// how the way back is observed. Else the newest.
std::vector<core::Recorded>::const_reverse_iterator
verdict_in(const std::vector<core::Recorded>& control) {
  bool is_taken_back = false;
  const auto newest = [&](bool of_rollback) {
    return std::find_if(control.rbegin(), control.rend(), [&](const core::Recorded& recorded) {
      const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event);
      return verdict != nullptr && (!of_rollback || verdict->verdict == core::Verdict::rollback);
    });
  };
  for (const core::Recorded& recorded : control)
    if (const auto* request = std::get_if<core::RollbackRequested>(&recorded.event))
      is_taken_back |= request->automatic && request->scope.empty();
  const auto rollback = newest(true);
  return is_taken_back && rollback != control.rend() ? rollback : newest(false);
}

/// The verdict that says most; before the first one the newest event.
Result<Found> find_newest(Session& session, ports::AuditLog& log) {
  RELCTL_TRY_ASSIGN(const auto release, session.choose_release(true));
  RELCTL_TRY_ASSIGN(auto control, control_events(log, release));
  if (control.empty())
    return fail(ErrorKind::not_found,
                fmt::format("there is no release '{}' in {}; see `relctl list --all`",
                            one_line(release, 60), session.database_path()));
  const auto verdict = verdict_in(control);
  core::Recorded event = verdict == control.rend() ? control.back() : *verdict;
  return Found{release, std::move(control), std::move(event)};
}

/// The release as it stood when the event had happened.
core::State state_at(const Found& found) {
  core::State state;
  state.release = found.stream;
  for (const core::Recorded& recorded : found.control)
    if (recorded.position <= found.event.position)
      core::apply(state, recorded);
  return state;
}

bool is_closed(const Found& found) {
  return std::any_of(found.control.begin(), found.control.end(), [](const auto& recorded) {
    return std::holds_alternative<core::ReleaseClosed>(recorded.event);
  });
}

/// The readings that a verdict could see: since its phase started, up to the one that it cites.
Result<core::Window> readings_of(ports::AuditLog& log, const Found& found,
                                 const core::State& state) {
  core::Window window;
  const auto* verdict = std::get_if<core::VerdictReached>(&found.event.event);
  if (verdict == nullptr)
    return window;
  const auto watched = core::watched_now(state);
  const auto own = std::find_if(watched.begin(), watched.end(), [&](const core::Watched& track) {
    return track.track == verdict->track;
  });
  if (own == watched.end())
    return window;
  const std::int64_t start = own->position;
  RELCTL_TRY_ASSIGN(const auto records, log.read({found.stream, start, ports::Slice::readings, 0}));
  for (const ports::Record& record : records) {
    if (record.position > verdict->readings_position)
      break;
    RELCTL_TRY_ASSIGN(const auto recorded, engine::decode(record));
    const auto& taken = std::get<core::ReadingsTaken>(recorded.event);
    if (taken.track == verdict->track)
      core::add_readings(window, taken, record.position);
  }
  return window;
}

std::vector<core::Recorded> neighbours(const Found& found) {
  std::vector<core::Recorded> around;
  for (const core::Recorded& recorded : found.control)
    if (recorded.position < found.event.position)
      around.push_back(recorded);
  if (around.size() > k_neighbours)
    around.erase(around.begin(), around.end() - k_neighbours);
  around.push_back(found.event);
  const std::size_t most = around.size() + k_neighbours;
  for (const core::Recorded& recorded : found.control)
    if (recorded.position > found.event.position && around.size() < most)
      around.push_back(recorded);
  return around;
}

ExitCode explain(Session& session, ports::AuditLog& log, const Found& found) {
  const core::State state = state_at(found);
  const auto window = readings_of(log, found, state);
  if (!window)
    return session.complain(window.error());
  const bool is_ledger = found.stream == ports::k_ledger_stream;
  const planfile::LoadedPlan plan =
      is_ledger ? planfile::LoadedPlan{} : plan_or_none(session, state);
  const auto around = neighbours(found);
  const view::ExplainSubject subject{is_ledger ? "" : found.stream,
                                     plan.plan,
                                     found.event,
                                     state,
                                     *window,
                                     around,
                                     host::system_now(),
                                     is_closed(found)};
  *session.surroundings.answer.out
      << (session.format == OutputFormat::table ? view::explain_text(subject, answer_style(session))
                                                : view::explain_json(subject));
  return ExitCode::ok;
}

ExitCode run_explain(Session& session, const Arguments& arguments) {
  if (arguments.has("--what-if") && arguments.has("POSITION"))
    return session.usage_error("--what-if is about a whole release; leave the position out");
  if (arguments.has("--what-if"))
    return explain_what_if(session, arguments.all("--what-if"));
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  if (!arguments.has("POSITION")) {
    const auto found = find_newest(session, **log);
    return found ? explain(session, **log, *found) : session.complain(found.error());
  }
  const auto position = read_position(arguments.text("POSITION"));
  if (!position)
    return session.complain(position.error());
  const auto found = find_at(**log, *position);
  return found ? explain(session, **log, *found) : session.complain(found.error());
}

} // namespace

const Command& explain_command() {
  static const Command command{
      "explain",
      "why: a verdict with the numbers and readings behind it, or any other event",
      "relctl explain\nrelctl explain 128\n"
      "relctl explain --what-if 'error-rate.breach = \"> 2%\"' --what-if 'p20.observe = 20m'",
      {{"POSITION", "POSITION",
        "an event of `relctl log`; else the newest verdict, or that which took the release back"},
       {"--what-if", "CHANGE",
        "decide the release anew from its readings with another limit, span or consequence of a "
        "threshold, another observation of a phase, or another volume of a metric",
        false, true}},
      run_explain};
  return command;
}

} // namespace relctl::cli
