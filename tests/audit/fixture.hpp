// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "ports/audit_log.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relctl::audit {

/// A private folder (mode 0700) that is gone with the test.
class TempFolder {
public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return m_path + "/" + name; }
  [[nodiscard]] const std::string& path() const { return m_path; }

private:
  std::string m_path;
};

/// The exit code of `body` in a forked process, 128 + the signal where one ended it. The child
/// never runs a destructor or a test report of the parent.
int in_child(const std::function<int()>& body);

/// True in a child of in_child that has given root away, or where there was none to give.
bool become_nobody();

/// One request for `release` with an event of each kind; bodies differ by kind and version.
ports::AppendRequest request(const std::string& release, ports::Expected expected,
                             const std::vector<std::string>& kinds);

/// Opens or fails the test.
std::unique_ptr<ports::AuditLog> writable(const std::string& path);

/// Appends `count` events one by one: two releases, the ledger, every third one a reading.
void fill(ports::AuditLog& log, int count);

/// A log at `path` with `count` events of fill(), closed, without -wal. Gives all anchors, the one
/// of position 0 first.
std::vector<ports::Anchor> stored_log(const std::string& path, int count);

/// Runs statements on the file behind relctl's back.
void raw(const std::string& path, const std::string& sql);
std::string raw_text(const std::string& path, const std::string& sql);

/// raw() with the triggers out of the way and back in place afterwards.
void tamper(const std::string& path, const std::string& sql);

} // namespace relctl::audit
