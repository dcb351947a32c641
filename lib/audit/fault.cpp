// SPDX-License-Identifier: Apache-2.0
#include "audit/fault.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace relctl::audit {

Fault fault_of(int code) {
  switch (code & 0xff) {
  case SQLITE_OK:
    return Fault::none;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL: // Locks that were refused for good (patience.hpp).
    return Fault::busy;
  case SQLITE_FULL:
    return Fault::full;
  case SQLITE_READONLY:
    return Fault::read_only;
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return Fault::cannot_open;
  case SQLITE_CORRUPT:
    return Fault::corrupt;
  case SQLITE_NOTADB:
    return Fault::not_a_database;
  case SQLITE_IOERR:
    return Fault::io;
  default:
    return Fault::other;
  }
}

namespace {

const char* wording(Fault fault) {
  switch (fault) {
  case Fault::busy:
    return "another process keeps it locked for writing; end that process, then run this again";
  case Fault::full:
    return "the disk is full and nothing more was recorded; free space, then run this again";
  case Fault::read_only:
    return "it is read-only; remount its file system or run as the user who owns it";
  case Fault::cannot_open:
    return "it cannot be opened; check the permissions of the file, of its -wal and -shm, and of "
           "the folder";
  case Fault::corrupt:
    return "the database is damaged; keep the file and restore it from a copy, then run `relctl "
           "audit verify`";
  case Fault::not_a_database:
    return "it is not an SQLite database; name the right file with --db, or restore it from a copy";
  case Fault::io:
    return "reading or writing failed in the operating system; check the disk, then see where the "
           "release stands with `relctl status`";
  case Fault::none:
  case Fault::other:
    break;
  }
  return "the database refused a statement; run `relctl audit verify`";
}

} // namespace

Error explain(int code, const std::string& path) {
  const Fault fault = fault_of(code);
  const ErrorKind kind = fault == Fault::other ? ErrorKind::failed : ErrorKind::unwritable;
  return {kind, fmt::format("audit log {}: {} (SQLite code {})", path, wording(fault), code)};
}

} // namespace relctl::audit
