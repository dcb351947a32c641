// SPDX-License-Identifier: Apache-2.0
#include "cli/kept_files.hpp"

#include "base/text.hpp"
#include "planfile/plan_bytes.hpp"

#include <filesystem>
#include <fstream>

namespace relctl::cli {

namespace {

/// The first bytes of a plain file, as many as a plan may have: comments may be nearly all of it.
/// Empty where there is none.
std::string beginning_of(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    return {};
  std::string bytes(planfile::k_max_plan_bytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// https://www.sqlite.org/fileformat.html#magic_header_string
bool is_database(const std::string& path) {
  return beginning_of(path).starts_with("SQLite format 3");
}

/// A plan or a scenario: comments may stand before its first key.
bool is_plan(const std::string& text) {
  const std::string behind_line = "\n" + text;
  return behind_line.find("\nrelctl: 1") != std::string::npos ||
         behind_line.find("\nscenario: 1") != std::string::npos;
}

/// The database that a file of this name would belong to: its own files, and the release's lock.
std::optional<std::string> database_beside(const std::string& path) {
  for (const char* mark : {"-wal", "-shm", "-journal", ".lock-", ".holder-"})
    if (const std::size_t at = path.rfind(mark); at != std::string::npos && at > 0)
      if (const std::string database = path.substr(0, at); is_database(database))
        return database;
  return std::nullopt;
}

} // namespace

std::optional<std::string> kept_file_at(const std::string& path) {
  if (is_database(path))
    return "a database";
  if (const auto database = database_beside(path))
    return "a part of the audit log " + one_line(*database);
  if (is_plan(beginning_of(path)))
    return "a plan";
  return std::nullopt;
}

} // namespace relctl::cli
