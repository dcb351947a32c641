// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

constexpr std::int64_t k_batch = 1000; ///< Events in memory at a time.

std::string line_of(const ports::Record& record) {
  return view::stored_event_json({record.stream, record.position, record.version, record.track,
                                  record.at, record.actor, record.kind, record.body, record.hash});
}

/// Every event of the stream, or of the log where it is empty, in order of position.
ExitCode write_events(Session& session, ports::AuditLog& log, const std::string& stream) {
  auto& out = *session.surroundings.answer.out;
  ports::ReadRequest request{stream, 0, ports::Slice::all, k_batch};
  for (;;) {
    const auto records = log.read(request);
    if (!records)
      return session.complain(records.error());
    for (const ports::Record& record : *records)
      out << line_of(record);
    if (!out || records->empty())
      return ExitCode::ok;
    request.after_position = records->back().position;
  }
}

ExitCode run_export(Session& session, const Arguments&) {
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const std::string release = session.named_release().value_or("");
  if (release.empty())
    return write_events(session, **log, "");
  const auto first = (*log)->read({release, 0, ports::Slice::control, 1});
  if (!first)
    return session.complain(first.error());
  if (first->empty())
    return session.usage_error(
        fmt::format("there is no release '{}' in {}; see `relctl list --all`", release,
                    session.database_path()));
  return write_events(session, **log, release);
}

} // namespace

const Command& audit_export_command() {
  static const Command command{
      "audit export",
      "every event as a line of JSON with its hash; of one release with --release",
      "relctl audit export > events.jsonl\nrelctl audit export --release demo-1.4.0",
      {},
      run_export};
  return command;
}

} // namespace relctl::cli
