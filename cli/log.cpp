// SPDX-License-Identifier: Apache-2.0
#include "view/log.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/reading.hpp"
#include "core/event_line.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace relctl::cli {

namespace {

constexpr int k_poll_interval_ms = 500;

/// Which events are wanted.
struct Filter {
  ports::Slice slice = ports::Slice::control;
  std::vector<std::string> kinds; ///< Empty: every kind.
  std::optional<Instant> since;
  std::size_t limit = 0; ///< The newest ones; 0 is all.
};

template <std::size_t... Index>
std::vector<std::string> kinds_of(std::index_sequence<Index...>) {
  return {std::string(std::variant_alternative_t<Index, core::Event>::kind)...};
}

Result<std::vector<std::string>> read_kinds(const Arguments& arguments) {
  const auto known = kinds_of(std::make_index_sequence<std::variant_size_v<core::Event>>());
  for (const std::string& kind : arguments.all("--kind")) {
    if (std::find(known.begin(), known.end(), kind) != known.end())
      continue;
    const auto near = nearest(kind, known);
    return fail(ErrorKind::usage, fmt::format("there is no event kind '{}'; {}", one_line(kind, 60),
                                              near ? fmt::format("did you mean '{}'?", *near)
                                                   : "kinds are " + join(known, ", ")));
  }
  return arguments.all("--kind");
}

Result<Filter> read_filter(const Arguments& arguments) {
  Filter filter;
  RELCTL_TRY_ASSIGN(filter.kinds, read_kinds(arguments));
  const bool names_readings = std::find(filter.kinds.begin(), filter.kinds.end(),
                                        ports::k_reading_kind) != filter.kinds.end();
  if (arguments.has("--readings") || names_readings)
    filter.slice = ports::Slice::all;
  if (arguments.has("--since")) {
    const auto back = parse_duration(arguments.text("--since"));
    if (!back)
      return fail(back.error().under("--since"));
    filter.since = host::system_now() - *back;
  }
  if (arguments.has("--limit")) {
    const auto limit = parse_number(arguments.text("--limit"));
    if (!limit || *limit < 1 || *limit > 1e9 || *limit != std::floor(*limit))
      return fail(ErrorKind::usage, "--limit takes a whole number above 0, not '" +
                                        one_line(arguments.text("--limit"), 60) + "'");
    filter.limit = static_cast<std::size_t>(*limit);
  }
  return filter;
}

bool wants(const Filter& filter, const ports::Record& record) {
  const bool is_kind = filter.kinds.empty() || std::find(filter.kinds.begin(), filter.kinds.end(),
                                                         record.kind) != filter.kinds.end();
  return is_kind && (!filter.since || record.at >= *filter.since);
}

/// The wanted events after `position`, which is moved to the last one read. An event that this
/// relctl does not know is told of and passed over.
Result<std::vector<core::Recorded>> read_after(Session& session, ports::AuditLog& log,
                                               const std::string& release, const Filter& filter,
                                               std::int64_t& position) {
  RELCTL_TRY_ASSIGN(const auto records, log.read({release, position, filter.slice, 0}));
  std::vector<core::Recorded> events;
  for (const ports::Record& record : records) {
    position = record.position;
    if (!wants(filter, record))
      continue;
    auto event = engine::decode(record);
    if (event)
      events.push_back(*std::move(event));
    else
      session.complain(event.error());
  }
  return events;
}

void print(Session& session, const std::string& release,
           const std::vector<core::Recorded>& events) {
  auto& out = *session.surroundings.answer.out;
  for (const core::Recorded& event : events)
    out << (session.format == OutputFormat::jsonl ? core::encode_event_line(release, event) + "\n"
                                                  : view::log_line(event, answer_style(session)));
  out << std::flush;
}

/// Waits half a second; true when whoever read standard output has gone away meanwhile.
bool reader_left() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, k_poll_interval_ms) > 0;
}

/// Half a second is soon enough for a person. A signal ends the process as usual: nothing is held.
ExitCode follow(Session& session, ports::AuditLog& log, engine::ReleaseView& view,
                const Filter& filter, std::int64_t position) {
  const auto& out = *session.surroundings.answer.out;
  for (;;) {
    if (const auto refreshed = engine::refresh(log, view, false); !refreshed)
      return session.complain(refreshed.error());
    // Read after the state: an event that ends the release is printed before this ends.
    const auto events = read_after(session, log, view.release, filter, position);
    if (!events)
      return session.complain(events.error());
    print(session, view.release, *events);
    if (!out || core::is_over(view.state) || reader_left())
      return ExitCode::ok;
  }
}

ExitCode run_log(Session& session, const Arguments& arguments) {
  const auto filter = read_filter(arguments);
  if (!filter)
    return session.complain(filter.error());
  const bool follows = arguments.has("--follow");
  if (follows && session.format == OutputFormat::json)
    return session.usage_error("--follow has no end to close a JSON document; use -o jsonl");
  auto view = session.load_release(true, false);
  if (!view)
    return session.complain(view.error());
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  std::int64_t position = 0;
  auto events = read_after(session, **log, view->release, *filter, position);
  if (!events)
    return session.complain(events.error());
  if (filter->limit > 0 && events->size() > filter->limit)
    events->erase(events->begin(), events->end() - static_cast<std::ptrdiff_t>(filter->limit));
  if (session.format == OutputFormat::json) {
    *session.surroundings.answer.out << view::log_json(view->release, *events);
    return ExitCode::ok;
  }
  if (session.format == OutputFormat::table)
    *session.surroundings.answer.out << view::log_header(answer_style(session));
  print(session, view->release, *events);
  return follows ? follow(session, **log, *view, *filter, position) : ExitCode::ok;
}

} // namespace

const Command& log_command() {
  static const Command command{
      "log",
      "what has happened to a release, oldest first",
      "relctl log --limit 20\nrelctl log --follow\n"
      "relctl log --kind VerdictReached -o jsonl",
      {{"--limit", "N", "the newest N events"},
       {"--since", "DURATION", "events of the last 2h, 30m, …"},
       {"--kind", "KIND", "events of this kind, for instance VerdictReached", false, true},
       {"--readings", "", "also what every tick measured"},
       {"-f,--follow", "", "go on with new events until the release is over"}},
      run_log};
  return command;
}

} // namespace relctl::cli
