// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace relctl::testing {

/// A PostgreSQL of its own, in a temporary folder and on a socket there; user `owner`, whom it
/// trusts. It does not run as root: a test that does starts it as user postgres. Ends with the
/// object.
class PostgresServer {
public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  [[nodiscard]] std::string connection() const;
  /// Runs statements; the test fails where they do.
  void execute(const std::string& sql) const;

private:
  std::string m_folder;
  pid_t m_pid = -1;
};

} // namespace relctl::testing
