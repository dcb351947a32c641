// SPDX-License-Identifier: Apache-2.0
#include "support/run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace relctl::test {

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void direct_output(const Launch& launch, int pipe) {
  if (launch.output_path == "-") {
    ::close(STDOUT_FILENO);
    return;
  }
  const int target = launch.output_path.empty()
                         ? pipe
                         : ::open(launch.output_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(target, STDOUT_FILENO);
}

[[noreturn]] void execute(const Launch& launch) {
  if (!launch.directory.empty() && ::chdir(launch.directory.c_str()) != 0)
    ::_exit(126);
  const char* path = std::getenv("PATH");
  std::vector<std::string> environment = {std::string("PATH=") + (path == nullptr ? "" : path)};
  for (const auto& [name, value] : launch.environment)
    environment.push_back(name + "=" + value);
  auto argv = launch.argv;
  ::execve(argv.front().c_str(), pointers_to(argv).data(), pointers_to(environment).data());
  ::_exit(127);
}

[[noreturn]] void become(const Launch& launch, int out, int err) {
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  direct_output(launch, out);
  ::dup2(err, STDERR_FILENO);
  execute(launch);
}

/// Takes what is there; false once the other side has closed.
bool take_from(int descriptor, std::string& text) {
  char bytes[4096];
  const auto count = ::read(descriptor, bytes, sizeof bytes);
  if (count > 0)
    text.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}

} // namespace

Program::Program(const Launch& launch) {
  if (launch.typed)
    start_on_terminal(launch);
  else
    start_on_pipes(launch);
}

void Program::start_on_terminal(const Launch& launch) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = 120;
  m_pid = ::forkpty(&m_out, nullptr, nullptr, &size);
  if (m_pid == 0)
    execute(launch);
  ::fcntl(m_out, F_SETFD, FD_CLOEXEC);
  const auto typed = ::write(m_out, launch.typed->data(), launch.typed->size());
  if (typed != static_cast<ssize_t>(launch.typed->size()))
    std::abort();
}

void Program::start_on_pipes(const Launch& launch) {
  int out[2];
  int err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    std::abort();
  m_pid = ::fork();
  if (m_pid == 0)
    become(launch, out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  m_out = out[0];
  m_err = err[0];
}

Program::~Program() {
  if (!m_reaped) {
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
  }
  ::close(m_out);
  if (m_err >= 0)
    ::close(m_err);
}

void Program::signal(int number) const {
  ::kill(m_pid, number);
}

bool Program::is_running() {
  if (!m_reaped)
    m_reaped = ::waitpid(m_pid, &m_status, WNOHANG) == m_pid;
  return !m_reaped;
}

Ran Program::wait(std::chrono::seconds limit) {
  Ran ran;
  const auto end = std::chrono::steady_clock::now() + limit;
  bool out_open = true;
  bool err_open = m_err >= 0;
  // A step that outlives the program may keep the pipes open, so its end counts too.
  while ((out_open || err_open) && std::chrono::steady_clock::now() < end) {
    pollfd ready[] = {{out_open ? m_out : -1, POLLIN, 0}, {err_open ? m_err : -1, POLLIN, 0}};
    const int count = ::poll(ready, 2, 100);
    if (count <= 0 && !is_running())
      break;
    if (ready[0].revents != 0)
      out_open = take_from(m_out, ran.out);
    if (ready[1].revents != 0)
      err_open = take_from(m_err, ran.err);
  }
  while (is_running() && std::chrono::steady_clock::now() < end)
    ::usleep(5000);
  if (is_running()) {
    ran.err += "\n(killed by the test: it did not end in time)\n";
    signal(SIGKILL);
    ::waitpid(m_pid, &m_status, 0);
    m_reaped = true;
  }
  ran.code = WIFEXITED(m_status) ? WEXITSTATUS(m_status) : 128 + WTERMSIG(m_status);
  return ran;
}

Ran run_program(const Launch& launch) {
  return Program(launch).wait();
}

} // namespace relctl::test
