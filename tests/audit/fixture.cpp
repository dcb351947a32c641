// SPDX-License-Identifier: Apache-2.0
#include "audit/fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace relctl::audit {

TempFolder::TempFolder() {
  // In memory where there is such a folder: many tests wait for nothing but fsync.
  const std::filesystem::path memory = "/dev/shm";
  const bool usable = ::access(memory.c_str(), W_OK | X_OK) == 0;
  const auto parent = usable ? memory : std::filesystem::temp_directory_path();
  std::string pattern = (parent / "relctl-audit-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  m_path = std::filesystem::canonical(pattern).string();
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(m_path, ignored);
}

int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(60);
    ::_exit(body());
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool become_nobody() {
  constexpr uid_t k_nobody = 65534;
  return ::geteuid() != 0 || ::setuid(k_nobody) == 0;
}

constexpr Instant k_at{1'763'776'288'000};

ports::AppendRequest request(const std::string& release, ports::Expected expected,
                             const std::vector<std::string>& kinds) {
  ports::AppendRequest made;
  made.release = release;
  made.expected = expected;
  std::int64_t version = expected.release_version;
  for (const auto& kind : kinds) {
    const std::string body = "{\"kind\":\"" + kind + "\",\"n\":" + std::to_string(++version) + "}";
    made.records.push_back({release, "main", kind, body, k_at, "ann"});
  }
  return made;
}

std::unique_ptr<ports::AuditLog> writable(const std::string& path) {
  auto log = open_log(path, OpenMode::read_write);
  if (!log)
    FAIL(log.error().message);
  return std::move(*log);
}

void fill(ports::AuditLog& log, int count) {
  ports::Expected alpha;
  ports::Expected beta;
  std::int64_t ledger = 0;
  for (int i = 1; i <= count; ++i) {
    ports::Expected& expected = i % 2 == 0 ? alpha : beta;
    expected.ledger_version = ledger;
    auto next = request(i % 2 == 0 ? "alpha-1.0.0" : "beta-2.0.0", expected,
                        {i % 3 == 0 ? "ReadingsTaken" : "StepStarted"});
    if (i % 7 == 0)
      next.records[0] = {"ledger", "", "Frozen", "{\"n\":" + std::to_string(i) + "}", {}, "ann"};
    next.records[0].at = k_at + seconds(i);
    const auto appended = log.append(next);
    if (!appended)
      FAIL(appended.error().message);
    (i % 7 == 0 ? ledger : expected.release_version) += 1;
  }
}

std::vector<ports::Anchor> stored_log(const std::string& path, int count) {
  const auto log = writable(path);
  fill(*log, count);
  std::vector<ports::Anchor> anchors{{0, std::string(64, '0')}};
  for (int position = 1; position <= count; ++position)
    anchors.push_back({position, log->at(position)->hash});
  return anchors;
}

void raw(const std::string& path, const std::string& sql) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, 5000);
  database.exec(sql);
}

std::string raw_text(const std::string& path, const std::string& sql) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, 5000);
  return database.execAndGet(sql).getString();
}

void tamper(const std::string& path, const std::string& sql) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, 5000);
  database.exec("PRAGMA synchronous=OFF"); // Attacks need not survive a power cut.
  std::vector<std::string> names;
  std::vector<std::string> triggers;
  for (SQLite::Statement each(database, "SELECT name, sql FROM sqlite_master WHERE type='trigger'");
       each.executeStep();) {
    names.push_back(each.getColumn(0).getString());
    triggers.push_back(each.getColumn(1).getString());
  }
  for (const auto& name : names)
    database.exec("DROP TRIGGER " + name);
  database.exec(sql);
  for (const auto& trigger : triggers)
    database.exec(trigger);
}

} // namespace relctl::audit
