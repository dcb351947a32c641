// SPDX-License-Identifier: Apache-2.0
#include "audit/verify.hpp"

#include "audit/chain_walk.hpp"
#include "audit/connection.hpp"
#include "audit/schema.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::audit {

namespace {

/// A defect, none, or an error that says nothing about the log.
using Finding = Result<std::optional<Defect>>;

constexpr int k_busy_timeout_ms = 5000;

/// A statement that fails on what is stored is a finding; one that fails on the machine is not.
Finding finding_of(const Database& database, const Error& error, std::int64_t position) {
  if (database.fault() != Fault::corrupt && database.fault() != Fault::other)
    return fail(error);
  return Defect{position, fmt::format("the database is damaged at or after event {}", position)};
}

/// Every row up to SQLITE_DONE: rows that end for any other reason must not pass for the end.
Finding walk_chain(Database& database, ChainWalk& walk, std::int64_t& events) {
  auto query = database.prepare(ChainWalk::k_walk);
  if (!query)
    return finding_of(database, query.error(), 1);
  for (;;) {
    const auto row = query->step();
    if (!row)
      return finding_of(database, row.error(), walk.head().position + 1);
    if (!*row)
      return walk.finish();
    ++events;
    if (auto defect = walk.follow(*query))
      return defect;
  }
}

/// A walk that got fewer rows than there are must not pass for the whole.
Finding compare_count(Database& database, std::int64_t events) {
  const auto count = database.number("SELECT count(*) FROM event");
  if (!count)
    return finding_of(database, count.error(), events + 1);
  if (*count == events)
    return std::nullopt;
  return Defect{
      std::min(*count, events) + 1,
      fmt::format("the log counts {} events in one place and {} in another", events, *count)};
}

/// The program reads through the indices, so an event that these misplace would be passed over
/// although the chain holds it.
Finding compare_indices(Database& database, std::int64_t events) {
  const auto answer = database.text("PRAGMA integrity_check(1)");
  if (!answer)
    return finding_of(database, answer.error(), events + 1);
  if (*answer == "ok")
    return std::nullopt;
  return Defect{events + 1, "the chain holds, but the database's index or pages do not agree with "
                            "it; export the log and adopt it into a new one"};
}

/// Summaries are kept in the transaction of their events, so each names its release's last event.
Finding compare_releases(Database& database, std::map<std::string, std::int64_t> due) {
  RELCTL_TRY_ASSIGN(Query query, database.prepare("SELECT release, last_position FROM release "
                                                  "ORDER BY release"));
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool row, query.step());
    if (!row)
      break;
    const std::string release(query.bytes(0));
    const auto found = due.find(release);
    if (found == due.end())
      return Defect{
          std::max<std::int64_t>(query.integer(1), 1),
          fmt::format("there is a summary of {}, which has no event", one_line(release, 160))};
    const std::int64_t position = found->second;
    if (position != query.integer(1))
      return Defect{std::min(position, query.integer(1)) + 1,
                    fmt::format("the summary of {} names event {}, its last event is {}",
                                one_line(release, 160), query.integer(1), position)};
    due.erase(found);
  }
  if (due.empty())
    return std::nullopt;
  return Defect{due.begin()->second, fmt::format("release {} has events but no summary",
                                                 one_line(due.begin()->first, 160))};
}

Finding compare_schema(Database& database, std::int64_t head) {
  RELCTL_TRY_ASSIGN(const std::string expected, expected_schema());
  RELCTL_TRY_ASSIGN(const std::string stored, describe_schema(database));
  if (stored == expected)
    return std::nullopt;
  return Defect{head + 1,
                "the tables, index or triggers are not those that relctl made: what keeps "
                "events from being rewritten was taken away"};
}

Finding examine(Database& database, ChainWalk& walk, std::int64_t& events) {
  auto defect = walk_chain(database, walk, events);
  if (defect && !*defect)
    defect = compare_count(database, events);
  if (defect && !*defect)
    defect = compare_releases(database, walk.releases());
  if (defect && !*defect)
    defect = compare_schema(database, walk.head().position);
  if (defect && !*defect)
    defect = compare_indices(database, events);
  return defect;
}

} // namespace

Result<VerifyReport> verify(const std::string& path, const std::optional<ports::Anchor>& expected) {
  RELCTL_TRY_ASSIGN(auto database, connect(path, OpenMode::read_only, k_busy_timeout_ms));
  // One snapshot for all comparisons: another process may append meanwhile.
  RELCTL_TRY(database->run("BEGIN"));
  ChainWalk walk(expected);
  VerifyReport report;
  RELCTL_TRY_ASSIGN(const std::optional<Defect> defect, examine(*database, walk, report.events));
  report.head = walk.head();
  report.intact = !defect.has_value();
  report.anchored = report.intact && expected.has_value();
  if (defect) {
    report.first_bad_position = defect->position;
    report.finding = defect->finding;
  }
  return report;
}

} // namespace relctl::audit
