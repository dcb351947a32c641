// SPDX-License-Identifier: Apache-2.0
#include "view/list.hpp"

#include "cli/commands.hpp"
#include "cli/doubts.hpp"
#include "cli/reading.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

Result<std::vector<view::ListRow>> rows_in(ports::AuditLog& log, bool all) {
  RELCTL_TRY_ASSIGN(const auto summaries, log.summaries());
  std::vector<view::ListRow> rows;
  for (const auto& row : summaries) {
    RELCTL_TRY_ASSIGN(auto summary, engine::summary_of(log, row));
    if (all || !summary.over)
      rows.push_back({row.release, std::move(summary)});
  }
  return rows;
}

ExitCode run_list(Session& session, const Arguments& arguments) {
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const bool all = arguments.has("--all");
  const auto rows = rows_in(**log, all);
  if (!rows)
    return session.complain(rows.error());
  const bool is_table = session.format == OutputFormat::table;
  *session.surroundings.answer.out
      << (is_table ? view::list_text(*rows, host::system_now(), answer_style(session))
                   : view::list_json(*rows));
  if (is_table && rows->empty() && !session.quiet)
    *session.surroundings.message.out
        << fmt::format("no release {}in {}{}\n", all ? "" : "is open ", session.database_path(),
                       all ? "" : "; see those that are over with `relctl list --all`");
  warn_of_doubts(session, **log, "");
  return ExitCode::ok;
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
