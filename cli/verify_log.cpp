// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_log.hpp"

#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "engine/release_log.hpp"

#include <fmt/format.h>

namespace relctl::cli {

Result<audit::VerifyReport> verify_log(const std::string& path,
                                       const std::optional<ports::Anchor>& expected) {
  RELCTL_TRY_ASSIGN(audit::VerifyReport report, audit::verify(path, expected));
  if (!report.intact)
    return report;
  RELCTL_TRY_ASSIGN(const auto log, audit::open_log(path, audit::OpenMode::read_only));
  RELCTL_TRY_ASSIGN(const auto rows, log->summaries());
  for (const ports::SummaryRow& row : rows) {
    RELCTL_TRY_ASSIGN(const auto mistake, engine::summary_mistake(*log, row));
    if (!mistake)
      continue;
    report.intact = report.anchored = false;
    report.first_bad_position = row.last_position;
    report.finding =
        fmt::format("the summary of {} {}; `list` and `start` go by it, and the release's next "
                    "event, such as a note, writes it anew",
                    one_line(row.release, 160), *mistake);
    break;
  }
  return report;
}

} // namespace relctl::cli
