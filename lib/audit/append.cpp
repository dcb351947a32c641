// SPDX-License-Identifier: Apache-2.0
#include "audit/append.hpp"

#include "audit/chain.hpp"
#include "audit/release_name.hpp"
#include "audit/schema.hpp"
#include "base/check.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

namespace relctl::audit {

namespace {

constexpr const char* k_stream_version =
    "SELECT coalesce(max(version), 0) FROM event WHERE stream = ?1";
constexpr const char* k_insert =
    "INSERT INTO event(position, stream, version, track, at_ms, actor, kind, body, is_reading, "
    "previous, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
constexpr const char* k_summarise =
    "INSERT INTO release(release, last_position, summary) VALUES(?1, ?2, ?3) "
    "ON CONFLICT(release) DO UPDATE SET last_position = max(last_position, "
    "excluded.last_position), "
    "summary = CASE excluded.summary WHEN '' THEN summary ELSE excluded.summary END";

/// Where the chain and the two streams stand inside the transaction.
struct Tip {
  std::int64_t position = 0;
  std::string hash; ///< 32 raw bytes.
  ports::Expected versions;
};

/// Rolls back unless committed.
class Transaction {
public:
  explicit Transaction(Database& database) : m_database(database) {}
  ~Transaction() {
    if (m_open)
      (void)m_database.run("ROLLBACK"); // SQLite may have rolled back already.
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Result<void> begin() {
    RELCTL_TRY(m_database.check_place());
    RELCTL_TRY(m_database.run("BEGIN IMMEDIATE"));
    m_open = true;
    return {};
  }

  Result<void> commit() {
    auto committed = m_database.run("COMMIT");
    if (committed) {
      m_open = false;
      return {};
    }
    if (m_database.fault() != Fault::io)
      return committed;
    // The commit frame may or may not be on the disk, and asking again could be answered from
    // memory: only a new process can know. A rollback goes on without the log; what it says is
    // taken in once, whether or not this was recorded.
    return fail(ErrorKind::unwritable,
                fmt::format("audit log {}: an I/O error at commit leaves it unknown whether the "
                            "decision is recorded; check the disk, then see with `relctl status`",
                            m_database.path()));
  }

private:
  Database& m_database;
  bool m_open = false;
};

bool concerns_release(const ports::AppendRequest& request) {
  return !request.release.empty() && request.release != ports::k_ledger_stream;
}

Result<std::int64_t> stream_version(Database& database, const std::string& stream) {
  RELCTL_TRY_ASSIGN(Query query, database.prepare(k_stream_version));
  query.bind_text(1, stream);
  RELCTL_TRY(query.step());
  return query.integer(0);
}

Result<Tip> read_tip(Database& database, const ports::AppendRequest& request) {
  Tip tip{0, std::string(32, '\0'), {}};
  RELCTL_TRY_ASSIGN(Query query, database.prepare(k_select_head));
  RELCTL_TRY_ASSIGN(const bool row, query.step());
  if (row) {
    tip.position = query.integer(0);
    tip.hash = query.bytes(1);
  }
  RELCTL_TRY_ASSIGN(tip.versions.ledger_version, stream_version(database, ports::k_ledger_stream));
  if (concerns_release(request)) {
    RELCTL_TRY_ASSIGN(tip.versions.release_version, stream_version(database, request.release));
  }
  return tip;
}

Result<void> check_version(const std::string& stream, std::int64_t expected, std::int64_t stored) {
  if (expected == stored)
    return {};
  return fail(ErrorKind::conflict,
              fmt::format("{} is at version {}, the decision was made on version {}; read it again "
                          "and decide again",
                          stream, stored, expected));
}

Result<void> check_expected(const ports::AppendRequest& request, const Tip& tip) {
  RELCTL_TRY(check_version(ports::k_ledger_stream, request.expected.ledger_version,
                           tip.versions.ledger_version));
  if (!concerns_release(request))
    return {};
  return check_version(request.release, request.expected.release_version,
                       tip.versions.release_version);
}

Result<void> insert(Database& database, const ports::Record& record, const std::string& previous,
                    const Digest& hash) {
  RELCTL_TRY_ASSIGN(Query query, database.prepare(k_insert));
  query.bind(1, record.position);
  query.bind_text(2, record.stream);
  query.bind(3, record.version);
  query.bind_text(4, record.track);
  query.bind(5, record.at.ms);
  query.bind_text(6, record.actor);
  query.bind_text(7, record.kind);
  query.bind_blob(8, record.body);
  query.bind(9, record.kind == ports::k_reading_kind ? 1 : 0);
  query.bind_blob(10, previous);
  query.bind_blob(11, as_bytes(hash));
  RELCTL_TRY(query.step());
  return {};
}

/// Links one record to the tip, stores it and moves the tip.
Result<ports::Record> extend(Database& database, Tip& tip, const ports::NewRecord& fresh) {
  auto& version = fresh.stream == ports::k_ledger_stream ? tip.versions.ledger_version
                                                         : tip.versions.release_version;
  ports::Record record{++tip.position, fresh.stream, ++version,  fresh.track, fresh.at,
                       fresh.actor,    fresh.kind,   fresh.body, {}};
  const Digest hash = link_hash({record.position, record.stream, record.version, record.track,
                                 record.at.ms, record.actor, record.kind, record.body, tip.hash});
  RELCTL_TRY(insert(database, record, tip.hash, hash));
  tip.hash = as_bytes(hash);
  record.hash = hex_of(tip.hash);
  return record;
}

Result<void> summarise(Database& database, const ports::AppendRequest& request,
                       const std::vector<ports::Record>& records) {
  std::int64_t last_position = 0;
  for (const auto& record : records)
    if (record.stream != ports::k_ledger_stream)
      last_position = record.position;
  if (last_position == 0 && request.summary.empty())
    return {};
  RELCTL_TRY_ASSIGN(Query query, database.prepare(k_summarise));
  query.bind_text(1, request.release);
  query.bind(2, last_position);
  query.bind_text(3, request.summary);
  RELCTL_TRY(query.step());
  return {};
}

Result<void> check_request(const ports::AppendRequest& request) {
  RELCTL_CHECK(!request.records.empty());
  if (concerns_release(request))
    return check_release_name(request.release);
  RELCTL_CHECK(request.summary.empty());
  return {};
}

} // namespace

Result<std::vector<ports::Record>> append_events(Database& database,
                                                 const ports::AppendRequest& request) {
  RELCTL_TRY(check_request(request));
  Transaction transaction(database);
  RELCTL_TRY(transaction.begin());
  RELCTL_TRY_ASSIGN(Tip tip, read_tip(database, request));
  RELCTL_TRY(check_expected(request, tip));
  std::vector<ports::Record> records;
  for (const auto& fresh : request.records) {
    RELCTL_CHECK(fresh.stream == ports::k_ledger_stream ||
                 (concerns_release(request) && fresh.stream == request.release));
    RELCTL_TRY_ASSIGN(auto record, extend(database, tip, fresh));
    records.push_back(std::move(record));
  }
  RELCTL_TRY(summarise(database, request, records));
  RELCTL_TRY(transaction.commit());
  return records;
}

} // namespace relctl::audit
