// SPDX-License-Identifier: Apache-2.0
#include "audit/schema.hpp"

#include <fmt/format.h>

namespace relctl::audit {

namespace {

// The insert trigger is what makes the log append-only: OR REPLACE deletes without firing delete
// triggers, but no replaced row can be the next position, the next version and link to the head.
constexpr const char* k_schema = R"sql(
CREATE TABLE event(
  position INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  track TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,
  is_reading INTEGER NOT NULL CHECK(is_reading = (kind = 'ReadingsTaken')),
  previous BLOB NOT NULL CHECK(length(previous) = 32),
  hash BLOB NOT NULL CHECK(length(hash) = 32),
  UNIQUE(stream, version)
) STRICT;
CREATE INDEX event_slice ON event(stream, is_reading, position);
CREATE TABLE release(
  release TEXT PRIMARY KEY NOT NULL,
  last_position INTEGER NOT NULL,
  summary TEXT NOT NULL
) STRICT;
CREATE TRIGGER event_append BEFORE INSERT ON event BEGIN
  SELECT RAISE(ABORT, 'event: position is not the next one')
    WHERE NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event);
  SELECT RAISE(ABORT, 'event: version is not the next one of its stream')
    WHERE NEW.version IS NOT
      (SELECT coalesce(max(version), 0) + 1 FROM event WHERE stream = NEW.stream);
  SELECT RAISE(ABORT, 'event: previous is not the hash of the head')
    WHERE NEW.previous IS NOT
      coalesce((SELECT hash FROM event WHERE position = NEW.position - 1), zeroblob(32));
END;
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'event: an event is never changed');
END;
CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'event: an event is never deleted');
END;
CREATE TRIGGER release_delete BEFORE DELETE ON release BEGIN
  SELECT RAISE(ABORT, 'release: a release is never deleted');
END;
)sql";

Result<void> create_inside_transaction(Database& database) {
  RELCTL_TRY_ASSIGN(const Format format, read_format(database));
  if (format == Format::relctl)
    return {};
  RELCTL_TRY(database.run(k_schema));
  RELCTL_TRY(database.run(fmt::format("PRAGMA application_id={}", k_application_id).c_str()));
  return database.run(fmt::format("PRAGMA user_version={}", k_format_version).c_str());
}

} // namespace

Result<Format> read_format(Database& database) {
  // One statement is one snapshot; with three, another process could create the log in between.
  RELCTL_TRY_ASSIGN(Query query,
                    database.prepare("SELECT application_id, user_version, (SELECT count(*) FROM "
                                     "sqlite_master) FROM pragma_application_id, "
                                     "pragma_user_version"));
  RELCTL_TRY(query.step());
  const std::int64_t application = query.integer(0);
  const std::int64_t version = query.integer(1);
  const std::int64_t objects = query.integer(2);
  if (application == 0 && version == 0 && objects == 0)
    return Format::empty;
  if (application != k_application_id)
    return fail(ErrorKind::failed,
                fmt::format("{} is the SQLite database of another program (application id "
                            "{:#010x}, not {:#010x}); name a relctl log with --db",
                            database.path(), application, k_application_id));
  if (version > k_format_version || version < 1)
    return fail(ErrorKind::failed,
                fmt::format("audit log {} has format {}, this relctl reads up to {}; use the "
                            "relctl that wrote it, or a newer one",
                            database.path(), version, k_format_version));
  return Format::relctl;
}

Result<void> create_schema(Database& database) {
  RELCTL_TRY(database.run("BEGIN IMMEDIATE"));
  auto created = create_inside_transaction(database);
  if (created)
    created = database.run("COMMIT");
  if (!created)
    (void)database.run("ROLLBACK"); // Fails where SQLite has rolled back by itself; that is fine.
  return created;
}

Result<std::string> describe_schema(Database& database) {
  // Everything but the statistics of ANALYZE; the names of SQLite's own can be forged.
  RELCTL_TRY_ASSIGN(Query query,
                    database.prepare("SELECT type, name, sql FROM sqlite_master WHERE NOT (type = "
                                     "'table' AND substr(name, 1, 11) = 'sqlite_stat') "
                                     "ORDER BY name"));
  std::string description;
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool row, query.step());
    if (!row)
      return description;
    description += fmt::format("{} {}\n{}\n", query.bytes(0), query.bytes(1), query.bytes(2));
  }
}

Result<std::string> expected_schema() {
  RELCTL_TRY_ASSIGN(auto database, Database::open("in memory", Access::memory, 0));
  RELCTL_TRY(create_schema(*database));
  return describe_schema(*database);
}

} // namespace relctl::audit
