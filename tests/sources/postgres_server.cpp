// SPDX-License-Identifier: Apache-2.0
#include "sources/postgres_server.hpp"

#include "support/run_program.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <vector>

namespace relctl::testing {

namespace {

/// The newest version that is installed the way Debian does it.
std::string program(const std::string& name) {
  std::string found;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql"))
    if (const auto path = version.path() / "bin" / name; std::filesystem::exists(path))
      found = std::max(found, path.string());
  REQUIRE_FALSE(found.empty());
  return found;
}

void become_postgres() {
  if (geteuid() != 0)
    return;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr || setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 ||
      setuid(user->pw_uid) != 0)
    _exit(126);
}

pid_t launch(const std::string& folder, std::vector<std::string> words) {
  const pid_t pid = fork();
  if (pid != 0)
    return pid;
  const int log = open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  become_postgres();
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(argv.front(), argv.data());
  _exit(127);
}

int end_of(pid_t pid) {
  int status = -1;
  waitpid(pid, &status, 0);
  return status;
}

} // namespace

PostgresServer::PostgresServer() {
  std::string folder = "/tmp/relctl-postgres-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  m_folder = folder;
  if (const passwd* user = getpwnam("postgres"); geteuid() == 0 && user != nullptr)
    REQUIRE(chown(m_folder.c_str(), user->pw_uid, user->pw_gid) == 0);
  const std::string data = m_folder + "/data";
  REQUIRE(end_of(launch(m_folder, {program("initdb"), "-D", data, "-U", "owner", "-A", "trust",
                                   "--no-sync", "--no-locale", "-E", "UTF8"})) == 0);
  m_pid = launch(m_folder, {program("postgres"), "-D", data, "-k", m_folder, "-c",
                            "listen_addresses=", "-c", "fsync=off"});
  REQUIRE(test::eventually(
      [&] {
        return test::run_program({{program("pg_isready"), "-q", "-h", m_folder}, {}, "", ""})
                   .code == 0;
      },
      std::chrono::seconds(60)));
}

PostgresServer::~PostgresServer() {
  if (m_pid > 0) {
    kill(m_pid, SIGINT);
    end_of(m_pid);
  }
  std::error_code ignored;
  std::filesystem::remove_all(m_folder, ignored);
}

std::string PostgresServer::connection() const {
  return "host=" + m_folder + " user=owner dbname=postgres";
}

void PostgresServer::execute(const std::string& sql) const {
  const test::Ran ran = test::run_program(
      {{program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", connection(), "-c", sql},
       {},
       "",
       ""});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
}

} // namespace relctl::testing
