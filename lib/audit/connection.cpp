// SPDX-License-Identifier: Apache-2.0
#include "audit/connection.hpp"

#include "audit/place.hpp"
#include "audit/schema.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

namespace relctl::audit {

namespace {

using Connection = std::unique_ptr<Database>;

/// Switching to WAL needs the file alone, and SQLite does not wait for that by itself.
Result<std::string> ask_for_wal(Database& database, int busy_timeout_ms) {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_ms);
  for (;;) {
    auto journal = database.text("PRAGMA journal_mode=WAL");
    const bool busy = !journal && database.fault() == Fault::busy;
    if (!busy || std::chrono::steady_clock::now() >= deadline)
      return journal;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

/// The measured combination under which a power cut loses no acknowledged commit.
Result<void> make_durable(Database& database, int busy_timeout_ms) {
  constexpr std::int64_t k_full = 2;
  RELCTL_TRY_ASSIGN(const std::string journal, ask_for_wal(database, busy_timeout_ms));
  RELCTL_TRY(database.run("PRAGMA synchronous=FULL"));
  RELCTL_TRY_ASSIGN(const std::int64_t synchronous, database.number("PRAGMA synchronous"));
  if (journal == "wal" && synchronous == k_full)
    return {};
  return fail(ErrorKind::unwritable,
              fmt::format("audit log {} cannot be made durable: journal is '{}' instead of 'wal', "
                          "synchronous is {} instead of {}; use a local file system with --db",
                          database.path(), journal, synchronous, k_full));
}

Result<Connection> connect_writing(const std::string& path, int busy_timeout_ms) {
  RELCTL_TRY_ASSIGN(Connection database, Database::open(path, Access::read_write, busy_timeout_ms));
  RELCTL_TRY_ASSIGN(const Format format, read_format(*database));
  RELCTL_TRY(make_durable(*database, busy_timeout_ms));
  if (format == Format::empty)
    RELCTL_TRY(create_schema(*database));
  return database;
}

Result<Connection> expect_relctl(Connection database, const Result<Format>& format) {
  if (!format)
    return fail(format.error());
  if (*format == Format::relctl)
    return database;
  return fail(ErrorKind::not_found,
              fmt::format("audit log {} is still empty; start a release, or name the log with --db",
                          database->path()));
}

/// Where SQLite can neither find nor make its -shm: read-only media, a full disk.
Result<Connection> connect_frozen(const std::string& path, int busy_timeout_ms) {
  if (!is_checkpointed(path))
    return fail(
        ErrorKind::failed,
        fmt::format("audit log {0} has events in {0}-wal that cannot be read where it lies; "
                    "copy both files into a writable folder and name the copy with --db",
                    path));
  RELCTL_TRY_ASSIGN(Connection database,
                    Database::open(path, Access::read_frozen, busy_timeout_ms));
  const auto format = read_format(*database);
  return expect_relctl(std::move(database), format);
}

bool needs_shared_memory(Fault fault) {
  return fault == Fault::cannot_open || fault == Fault::read_only || fault == Fault::full ||
         fault == Fault::io;
}

Result<Connection> connect_reading(const Place& place, int busy_timeout_ms) {
  if (place.network)
    return connect_frozen(place.path, busy_timeout_ms);
  RELCTL_TRY_ASSIGN(Connection database,
                    Database::open(place.path, Access::read_only, busy_timeout_ms));
  const auto format = read_format(*database);
  if (!format && needs_shared_memory(database->fault()))
    return connect_frozen(place.path, busy_timeout_ms);
  return expect_relctl(std::move(database), format);
}

} // namespace

Result<Connection> connect(const std::string& path, OpenMode mode, int busy_timeout_ms) {
  RELCTL_TRY_ASSIGN(const Place place, find_place(path, mode));
  if (mode == OpenMode::read_write)
    return connect_writing(place.path, busy_timeout_ms);
  return connect_reading(place, busy_timeout_ms);
}

} // namespace relctl::audit
