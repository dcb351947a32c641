// SPDX-License-Identifier: Apache-2.0
#include "view/list.hpp"

#include "view/phrase.hpp"
#include "view/table.hpp"

namespace relctl::view {
namespace {

Mark mark_of_summary(const core::Summary& summary) {
  if (summary.stage == "complete")
    return Mark::good;
  if (summary.stage.starts_with("roll") || summary.stage == "no_go")
    return Mark::bad;
  return summary.over ? Mark::idle : Mark::active;
}

std::string traffic_text(const core::Summary& summary) {
  const auto share = known_share(summary);
  if (summary.phase.empty())
    return {};
  return share ? share_text(*share) : "–";
}

} // namespace

std::optional<double> known_share(const core::Summary& summary) {
  const bool is_closed_after_rollback =
      summary.stage == "closed" && !summary.phase.empty() && summary.traffic == 0.0;
  if (summary.stage == "rolled_back" || is_closed_after_rollback)
    return std::nullopt;
  return summary.traffic;
}

std::string list_text(const std::vector<ListRow>& rows, Instant now, const Style& style) {
  Table table({{"RELEASE", Align::left, true},
               {"FROM"},
               {"VERSION", Align::left, true},
               {"STAGE"},
               {"PHASE", Align::left, true},
               {"TRAFFIC", Align::right},
               {"VERDICT"},
               {"UPDATED"}});
  for (const ListRow& row : rows) {
    if (!row.summary) {
      const std::string mark = style.terminal ? std::string(mark_text(Mark::bad)) + " " : "";
      table.add(
          {row.release, "", "", Cell(mark + k_unreadable, tone_of(Mark::bad)), "", "", "", ""});
      continue;
    }
    const core::Summary& summary = *row.summary;
    const Mark mark = mark_of_summary(summary);
    const std::string stage = style.terminal ? std::string(mark_text(mark)) + " " : "";
    table.add(
        {row.release, summary.stable.empty() ? "" : version_text(summary.stable),
         version_text(summary.version),
         Cell(stage + (style.terminal ? words_of(summary.stage) : summary.stage), tone_of(mark)),
         summary.phase, traffic_text(summary), summary.verdict,
         style.terminal ? short_duration(now - summary.updated_at) + " ago"
                        : format_instant(summary.updated_at)});
  }
  return table.text(style);
}

} // namespace relctl::view
