// SPDX-License-Identifier: Apache-2.0
#include "audit/event_table.hpp"

#include "audit/append.hpp"
#include "audit/chain.hpp"
#include "audit/schema.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace relctl::audit {

namespace {

#define RELCTL_EVENT_COLUMNS "position, stream, version, track, at_ms, actor, kind, body, hash"

// Parameters of all reads: 1 stream, 2 after position, 3 limit, 4 is_reading.
constexpr const char* k_read_slice =
    "SELECT " RELCTL_EVENT_COLUMNS " FROM event WHERE stream = ?1 AND is_reading = ?4 "
    "AND position > ?2 ORDER BY position LIMIT ?3";
// Two ordered ranges of the index are merged; one range over both would have to be sorted.
constexpr const char* k_read_stream =
    "SELECT " RELCTL_EVENT_COLUMNS " FROM event WHERE stream = ?1 AND is_reading = 0 "
    "AND position > ?2 UNION ALL "
    "SELECT " RELCTL_EVENT_COLUMNS " FROM event WHERE stream = ?1 AND is_reading = 1 "
    "AND position > ?2 ORDER BY position LIMIT ?3";
constexpr const char* k_read_all_slice =
    "SELECT " RELCTL_EVENT_COLUMNS " FROM event WHERE is_reading = ?4 AND position > ?2 "
    "ORDER BY position LIMIT ?3";
constexpr const char* k_read_all = "SELECT " RELCTL_EVENT_COLUMNS " FROM event "
                                   "WHERE position > ?2 ORDER BY position LIMIT ?3";
constexpr const char* k_read_at = "SELECT " RELCTL_EVENT_COLUMNS " FROM event WHERE position = ?1";
constexpr const char* k_summaries =
    "SELECT release, last_position, summary FROM release ORDER BY last_position DESC, release";

#undef RELCTL_EVENT_COLUMNS

ports::Record record_of(const Query& row) {
  ports::Record record;
  record.position = row.integer(0);
  record.stream = row.bytes(1);
  record.version = row.integer(2);
  record.track = row.bytes(3);
  record.at = Instant{row.integer(4)};
  record.actor = row.bytes(5);
  record.kind = row.bytes(6);
  record.body = row.bytes(7);
  record.hash = hex_of(row.bytes(8));
  return record;
}

const char* statement_for(const ports::ReadRequest& request) {
  const bool every_slice = request.slice == ports::Slice::all;
  if (request.stream.empty())
    return every_slice ? k_read_all : k_read_all_slice;
  return every_slice ? k_read_stream : k_read_slice;
}

} // namespace

EventTable::EventTable(std::unique_ptr<Database> database) : m_database(std::move(database)) {}

Result<std::vector<ports::Record>> EventTable::read(const ports::ReadRequest& request) {
  RELCTL_TRY_ASSIGN(Query query, m_database->prepare(statement_for(request)));
  if (!request.stream.empty())
    query.bind_text(1, request.stream);
  query.bind(2, request.after_position);
  query.bind(3, request.limit == 0 ? -1 : request.limit);
  if (request.slice != ports::Slice::all)
    query.bind(4, request.slice == ports::Slice::readings ? 1 : 0);
  std::vector<ports::Record> records;
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool row, query.step());
    if (!row)
      return records;
    records.push_back(record_of(query));
  }
}

Result<ports::Record> EventTable::at(std::int64_t position) {
  {
    RELCTL_TRY_ASSIGN(Query query, m_database->prepare(k_read_at));
    query.bind(1, position);
    RELCTL_TRY_ASSIGN(const bool row, query.step());
    if (row)
      return record_of(query);
  }
  RELCTL_TRY_ASSIGN(const ports::Anchor last, head());
  return fail(ErrorKind::not_found,
              fmt::format("audit log {} has no event {}; the last one is {}, see `relctl log`",
                          path(), position, last.position));
}

Result<std::vector<ports::Record>> EventTable::append(const ports::AppendRequest& request) {
  return append_events(*m_database, request);
}

Result<ports::Anchor> EventTable::head() {
  RELCTL_TRY_ASSIGN(Query query, m_database->prepare(k_select_head));
  RELCTL_TRY_ASSIGN(const bool row, query.step());
  if (!row)
    return ports::Anchor{0, std::string(64, '0')};
  return ports::Anchor{query.integer(0), hex_of(query.bytes(1))};
}

Result<std::vector<ports::SummaryRow>> EventTable::summaries() {
  RELCTL_TRY_ASSIGN(Query query, m_database->prepare(k_summaries));
  std::vector<ports::SummaryRow> rows;
  std::set<std::string> seen;
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool row, query.step());
    if (!row)
      return rows;
    // A damaged file may hold a release twice; the newest comes first.
    if (std::string release(query.bytes(0)); seen.insert(release).second)
      rows.push_back({std::move(release), query.integer(1), std::string(query.bytes(2))});
  }
}

} // namespace relctl::audit
