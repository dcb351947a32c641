// SPDX-License-Identifier: Apache-2.0
#include "engine/release_log.hpp"

#include "core/event_json.hpp"
#include "core/readings_taken.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::engine {
namespace {

constexpr int k_conflicts_max = 100;
/// Events that are in memory at a time where all are gone through.
constexpr std::int64_t k_read_at_once = 1000;

/// The windows of what is no longer watched, or watched anew, are emptied. True when one begins
/// before now: a resumed rollback watches the phases again that it watched before it settled.
bool open_windows(ReleaseView& view) {
  std::map<std::string, std::int64_t> starts;
  bool begins_earlier = false;
  for (const core::Watched& watched : core::watched_now(view.state)) {
    const auto before = view.window_starts.find(watched.track);
    begins_earlier |= watched.position < view.state.position &&
                      (before == view.window_starts.end() || before->second != watched.position);
    starts[watched.track] = watched.position;
  }
  std::erase_if(view.windows, [&](const auto& window) {
    const auto start = starts.find(window.first);
    return start == starts.end() || start->second != view.window_starts[window.first];
  });
  view.window_starts = std::move(starts);
  return begins_earlier;
}

void keep_readings(ReleaseView& view, const core::Recorded& recorded) {
  const auto* taken = std::get_if<core::ReadingsTaken>(&recorded.event);
  const auto start =
      taken == nullptr ? view.window_starts.end() : view.window_starts.find(taken->track);
  if (start == view.window_starts.end() || recorded.position <= start->second)
    return;
  core::add_readings(view.windows[taken->track], *taken, recorded.position);
}

/// True when readings from before are wanted now, as open_windows() says.
bool take(ReleaseView& view, const core::Recorded& recorded) {
  keep_readings(view, recorded);
  core::apply(view.state, recorded);
  return !std::holds_alternative<core::ReadingsTaken>(recorded.event) && open_windows(view);
}

Result<void> read_ledger_into(ports::AuditLog& log, core::Ledger& ledger) {
  RELCTL_TRY_ASSIGN(const auto records,
                    log.read({ports::k_ledger_stream, ledger.position, ports::Slice::all, 0}));
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(const core::Recorded recorded, decode(record));
    core::apply(ledger, recorded);
  }
  return {};
}

std::int64_t oldest_start(const ReleaseView& view) {
  std::int64_t oldest = view.state.position;
  for (const auto& [track, start] : view.window_starts)
    oldest = std::min(oldest, start);
  return oldest;
}

/// Readings after the newest control event come with the next read, which takes both kinds in
/// order.
Result<void> read_windows(ports::AuditLog& log, ReleaseView& view) {
  view.windows.clear();
  RELCTL_TRY_ASSIGN(const auto taken,
                    log.read({view.release, oldest_start(view), ports::Slice::readings, 0}));
  for (const ports::Record& record : taken) {
    if (record.position > view.state.position)
      break;
    RELCTL_TRY_ASSIGN(const core::Recorded recorded, decode(record));
    keep_readings(view, recorded);
  }
  return {};
}

/// The first read: control events are few for ever, readings are needed only since the window
/// began.
Result<void> read_first(ports::AuditLog& log, ReleaseView& view, bool readings) {
  RELCTL_TRY_ASSIGN(const auto control, log.read({view.release, 0, ports::Slice::control, 0}));
  for (const ports::Record& record : control) {
    RELCTL_TRY_ASSIGN(const core::Recorded recorded, decode(record));
    (void)take(view, recorded);
  }
  return readings ? read_windows(log, view) : Result<void>{};
}

std::vector<ports::NewRecord> encode(const std::string& release,
                                     const std::vector<core::Recorded>& events) {
  std::vector<ports::NewRecord> records;
  for (const auto& [position, version, at, actor, event] : events)
    records.push_back({core::is_ledger_event(event) ? ports::k_ledger_stream : release,
                       core::track_of(event), std::string(core::kind_of(event)),
                       core::encode_event(event), at, actor});
  return records;
}

/// Readings change nothing in a state but how far it has come, and are many: they are left out.
core::Event without_readings(const core::Event& event) {
  const auto* taken = std::get_if<core::ReadingsTaken>(&event);
  return taken == nullptr ? event : core::ReadingsTaken{taken->track, taken->phase, {}, {}};
}

/// The state as it will be, for the summary that goes into the same transaction.
std::string summary_after(const ReleaseView& view, const std::vector<core::Recorded>& events) {
  const bool only_ledger =
      std::ranges::all_of(events, core::is_ledger_event, &core::Recorded::event);
  if (only_ledger || view.release.empty())
    return {};
  core::State state = view.state;
  for (const core::Recorded& recorded : events)
    core::apply(state, {state.position + 1, state.version + 1, recorded.at, recorded.actor,
                        without_readings(recorded.event)});
  return core::encode_summary(core::summarise(state));
}

/// Whoever names an observation where a release is meant would wait for something to happen.
Result<void> fits(const ReleaseView& view, const std::vector<core::Event>& events) {
  if (!view.state.observation || std::none_of(events.begin(), events.end(), core::is_of_exposure))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} is an observation and has moved nothing; name the release with "
                          "--release, or end the observation with `relctl observe PLAN --stop "
                          "REASON`",
                          view.release));
}

} // namespace

Result<core::Recorded> decode(const ports::Record& record) {
  auto event = core::decode_event(record.kind, record.body);
  if (!event)
    return fail(event.error().under(fmt::format("event {}", record.position)));
  return core::Recorded{record.position, record.version, record.at, record.actor,
                        std::move(*event)};
}

Result<core::Ledger> read_ledger(ports::AuditLog& log) {
  core::Ledger ledger;
  RELCTL_TRY(read_ledger_into(log, ledger));
  return ledger;
}

Result<void> refresh(ports::AuditLog& log, ReleaseView& view, bool readings) {
  RELCTL_TRY_ASSIGN(view.anchor, log.head());
  RELCTL_TRY(read_ledger_into(log, view.ledger));
  if (view.release.empty())
    return {};
  view.state.release = view.release;
  if (view.state.position == 0)
    RELCTL_TRY(read_first(log, view, readings));
  const ports::Slice slice = readings ? ports::Slice::all : ports::Slice::control;
  RELCTL_TRY_ASSIGN(const auto records, log.read({view.release, view.state.position, slice, 0}));
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(const core::Recorded recorded, decode(record));
    if (take(view, recorded) && readings)
      RELCTL_TRY(read_windows(log, view));
  }
  return {};
}

Result<ReleaseView> load(ports::AuditLog& log, const std::string& release, bool readings) {
  ReleaseView view;
  view.release = release;
  RELCTL_TRY(refresh(log, view, readings));
  if (view.state.version == 0)
    return fail(
        ErrorKind::not_found,
        fmt::format("there is no release '{}' in the log; see 'relctl list --all'", release));
  return view;
}

Result<core::Summary> summary_of(ports::AuditLog& log, const ports::SummaryRow& row) {
  if (auto cached = core::decode_summary(row.summary))
    return cached;
  const auto view = load(log, row.release, false);
  if (!view && view.error().kind == ErrorKind::not_found)
    return fail(ErrorKind::failed, "it has no event");
  return view.map([](const ReleaseView& found) { return core::summarise(found.state); });
}

Result<std::optional<std::string>> summary_mistake(ports::AuditLog& log,
                                                   const ports::SummaryRow& row) {
  const auto stored = core::decode_summary(row.summary);
  if (!stored)
    return "cannot be read";
  core::State state;
  state.release = row.release;
  for (bool is_more = true; is_more;) {
    RELCTL_TRY_ASSIGN(const auto control, log.read({row.release, state.position,
                                                    ports::Slice::control, k_read_at_once}));
    is_more = static_cast<std::int64_t>(control.size()) == k_read_at_once;
    for (const ports::Record& record : control) {
      is_more = is_more && record.position < row.last_position;
      if (record.position > row.last_position) // Appended after the row was read.
        break;
      RELCTL_TRY_ASSIGN(const core::Recorded recorded, decode(record));
      core::apply(state, recorded);
    }
  }
  // Readings change nothing but when the release was last heard of.
  RELCTL_TRY_ASSIGN(const auto last, log.at(row.last_position));
  state.last_event_at = last.at;
  return core::difference_of(*stored, core::summarise(state));
}

Result<std::vector<core::Recorded>> append(ports::AuditLog& log, ReleaseView& view,
                                           std::vector<core::Recorded> events) {
  const ports::AppendRequest request{view.release,
                                     {view.state.version, view.ledger.version},
                                     encode(view.release, events),
                                     summary_after(view, events)};
  RELCTL_TRY_ASSIGN(const auto records, log.append(request));
  for (std::size_t i = 0; i < records.size(); ++i) {
    core::Recorded& recorded = events[i];
    recorded.position = records[i].position;
    recorded.version = records[i].version;
    core::apply(view.ledger, recorded);
    if (!core::is_ledger_event(recorded.event) && take(view, recorded))
      RELCTL_TRY(read_windows(log, view));
    view.anchor = {records[i].position, records[i].hash};
  }
  return events;
}

Result<std::vector<core::Recorded>> append(ports::AuditLog& log, ReleaseView& view,
                                           std::vector<core::Event> events, Instant at,
                                           const std::string& actor) {
  std::vector<core::Recorded> recorded;
  for (core::Event& event : events)
    recorded.push_back({0, 0, at, actor, std::move(event)});
  return append(log, view, std::move(recorded));
}

Result<std::vector<core::Recorded>> append_facts(ports::AuditLog& log, ReleaseView& view,
                                                 const Facts& facts, Instant at,
                                                 const std::string& actor) {
  for (int attempt = 0; attempt < k_conflicts_max; ++attempt) {
    RELCTL_TRY(refresh(log, view));
    RELCTL_TRY_ASSIGN(const std::vector<core::Event> events, facts(view));
    if (events.empty())
      return std::vector<core::Recorded>{};
    RELCTL_TRY(fits(view, events));
    auto recorded = append(log, view, events, at, actor);
    if (recorded || recorded.error().kind != ErrorKind::conflict)
      return recorded;
  }
  return fail(ErrorKind::failed, "the log moves too fast to append to; try again");
}

} // namespace relctl::engine
