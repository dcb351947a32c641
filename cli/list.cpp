// SPDX-License-Identifier: Apache-2.0
#include "view/list.hpp"

#include "cli/commands.hpp"
#include "cli/doubts.hpp"
#include "cli/reading.hpp"
#include "engine/release_log.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

struct Releases {
  std::vector<view::ListRow> rows;
  ExitCode code = ExitCode::ok;
};

/// What cannot be read is not hidden, and hides nothing else.
Result<Releases> releases_in(Session& session, ports::AuditLog& log, bool all) {
  RELCTL_TRY_ASSIGN(const auto summaries, log.summaries());
  Releases found;
  for (const auto& row : summaries) {
    auto summary = engine::summary_of(log, row);
    if (!summary) {
      found.code = session.complain(
          {ErrorKind::failed, fmt::format("{} cannot be read: {}; `relctl audit verify` says "
                                          "whether the log was changed",
                                          row.release, summary.error().message)});
      found.rows.push_back({row.release, std::nullopt});
    } else if (all || !summary->over) {
      found.rows.push_back({row.release, *std::move(summary)});
    }
  }
  return found;
}

ExitCode run_list(Session& session, const Arguments& arguments) {
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const bool all = arguments.has("--all");
  const auto found = releases_in(session, **log, all);
  if (!found)
    return session.complain(found.error());
  const auto& rows = found->rows;
  const bool is_table = session.format == OutputFormat::table;
  *session.surroundings.answer.out
      << (is_table ? view::list_text(rows, host::system_now(), answer_style(session))
                   : view::list_json(rows));
  if (is_table && rows.empty() && !session.quiet)
    *session.surroundings.message.out
        << fmt::format("no release {}in {}{}\n", all ? "" : "is open ", session.database_path(),
                       all ? "" : "; see those that are over with `relctl list --all`");
  warn_of_doubts(session, **log, "");
  return found->code;
}

} // namespace

const Command& list_command() {
  static const Command command{"list",
                               "the open releases, one a line, newest first",
                               "relctl list\nrelctl list --all -o json",
                               {{"--all", "", "also those that are over"}},
                               run_list};
  return command;
}

} // namespace relctl::cli
