// SPDX-License-Identifier: Apache-2.0
#include "cli/doubts.hpp"

#include "base/text.hpp"
#include "engine/release_log.hpp"

#include <fmt/format.h>

namespace relctl::cli {

void warn_of_doubts(Session& session, ports::AuditLog& log, const std::string& plan) {
  const auto rows = log.summaries();
  if (!rows || session.quiet)
    return;
  for (const auto& row : *rows) {
    const auto summary = engine::summary_of(log, row);
    if (!summary || !summary->over || !summary->doubts || (!plan.empty() && summary->plan != plan))
      continue;
    const std::string first = summary->doubts->substr(0, summary->doubts->find(','));
    *session.surroundings.message.out << fmt::format(
        "relctl: {} went back, but it is not known how step {} ended; look, then `{} resolve {} "
        "RESULT --reason WHY`\n",
        row.release, one_line(*summary->doubts, 200), session.program(row.release), first);
  }
}

} // namespace relctl::cli
