// SPDX-License-Identifier: Apache-2.0
#include "host/child.hpp"

#include "host/clock.hpp"
#include "host/process_table.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace relctl::host {
namespace {

constexpr std::int64_t k_sweep_ms = 50;
constexpr std::int64_t k_poll_ms = 50;        ///< Where the kernel has no pidfd.
constexpr std::int64_t k_after_exit_ms = 500; ///< How long a daemon may hold the output open.
constexpr std::int64_t k_after_kill_ms =
    5000; ///< A process that survives KILL hangs in the kernel.
constexpr int k_destroy_ms = 500;
constexpr int k_chunks_a_turn = 64; ///< 4 MiB; the loop has others to serve.

void reap_without_waiting(idtype_t type, pid_t id) {
  siginfo_t end{};
  while (waitid(type, static_cast<id_t>(id), &end, WEXITED | WNOHANG) == 0 && end.si_pid != 0)
    end.si_pid = 0;
}

} // namespace

void ChildOutput::drain() {
  std::array<char, 64 * 1024> chunk{};
  for (int i = 0; i < k_chunks_a_turn && !closed; ++i) {
    const ssize_t count = read(pipe.number(), chunk.data(), chunk.size());
    if (count > 0)
      kept.add({chunk.data(), static_cast<std::size_t>(count)});
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
      closed = true;
    else
      return;
  }
}

Child::Child(Spawned spawned, const ports::ProcessRequest& request, Duration grace)
    : m_spawned(std::move(spawned)), m_grace(grace),
      m_deadline_ms(boot_ms() + request.timeout.ms), m_output{std::move(m_spawned.output),
                                                              KeptOutput(request.output_max),
                                                              false},
      m_errors{std::move(m_spawned.errors), KeptOutput(request.output_max), !request.errors_apart} {
  m_reply.started = true;
}

Child::~Child() {
  if (m_ended)
    return;
  if (!m_exited_ms)
    kill(-group(), SIGKILL);
  // Death by KILL is a matter of milliseconds; the bound is for a process that
  // hangs in the kernel.
  pollfd process{m_spawned.process.number(), POLLIN, 0};
  poll(&process, 1, k_destroy_ms);
  reap_without_waiting(P_PGID, group());
}

bool Child::succeeded() const {
  return m_exited_ms && !m_kill_ms && m_reply.started && m_reply.exit_code == 0;
}

void Child::cancel() {
  if (m_exited_ms || m_kill_ms)
    return;
  m_reply.cancelled = true;
  stop();
}

void Child::kill_now() {
  if (m_ended || succeeded())
    return;
  cancel();
  kill_group();
}

void Child::stop() {
  m_kill_ms = boot_ms() + m_grace.ms;
  if (m_exited_ms)
    return signal_survivors(SIGTERM);
  kill(-group(), SIGTERM);
  // A stopped process sees TERM only once it goes on.
  kill(-group(), SIGCONT);
}

void Child::kill_group() {
  m_killed = true;
  m_kill_ms = boot_ms();
  if (!m_exited_ms)
    kill(-group(), SIGKILL);
  signal_survivors(SIGKILL);
}

void Child::signal_survivors(int signal) {
  for (const pid_t pid : survivors(group(), m_spawned.mark)) {
    kill(pid, signal);
    m_strays.push_back(pid);
  }
}

void Child::notice_exit() {
  siginfo_t end{};
  // Left as a zombie until the group is swept: as long as it is there, the kernel gives its number
  // to nobody else.
  constexpr int k_look = WEXITED | WNOHANG | WNOWAIT;
  const bool asked = waitid(P_PID, static_cast<id_t>(group()), &end, k_look) == 0;
  if (asked ? end.si_pid == 0 : errno != ECHILD)
    return;
  m_exited_ms = boot_ms();
  if (!asked) {
    m_reply.failure_text = "it has ended, and the system does not say how";
    return;
  }
  if (end.si_code == CLD_EXITED)
    m_reply.exit_code = end.si_status;
  else
    m_reply.signal = end.si_status;
  m_reply.failure_text = exec_failure(m_spawned);
  m_reply.started = m_reply.failure_text.empty();
}

bool Child::swept() {
  if (boot_ms() < m_next_sweep_ms)
    return false;
  m_next_sweep_ms = boot_ms() + k_sweep_ms;
  const bool left = !survivors(group(), m_spawned.mark).empty();
  if (left && !m_kill_ms)
    stop();
  else if (left && m_killed)
    signal_survivors(SIGKILL);
  return !left;
}

bool Child::output_over() const {
  return output_closed() || boot_ms() >= *m_exited_ms + k_after_exit_ms;
}

void Child::finish(std::string failure_text) {
  // What lost its parent became a child of this process, a subreaper.
  for (const pid_t pid : m_strays)
    reap_without_waiting(P_PID, pid);
  reap_without_waiting(P_PGID, group());
  if (!failure_text.empty())
    m_reply.failure_text = std::move(failure_text);
  m_reply.output = m_output.kept.text();
  m_reply.output_bytes = m_output.kept.total_bytes();
  m_reply.is_output_cut = m_output.kept.is_cut();
  m_reply.errors = m_errors.kept.text();
  m_ended = m_reply;
}

void Child::advance() {
  if (m_ended)
    return;
  m_output.drain();
  m_errors.drain();
  if (!m_exited_ms)
    notice_exit();
  if (!m_exited_ms && !m_kill_ms && boot_ms() >= m_deadline_ms) {
    m_reply.timed_out = true;
    stop();
  }
  if (m_kill_ms && !m_killed && boot_ms() >= *m_kill_ms)
    kill_group();
  if (m_exited_ms && output_over() && (succeeded() || swept()))
    finish("");
  else if (m_killed && boot_ms() >= *m_kill_ms + k_after_kill_ms)
    finish(fmt::format("process group {} survives SIGKILL; look after it by hand", group()));
}

void Child::watch(Watch& watch) const {
  if (m_ended)
    return watch.wake_at(0);
  for (const ChildOutput* output : {&m_output, &m_errors})
    if (!output->closed)
      watch.readable(output->pipe.number());
  if (m_exited_ms)
    watch.wake_at(output_over() ? m_next_sweep_ms : *m_exited_ms + k_after_exit_ms);
  else if (m_spawned.process)
    watch.readable(m_spawned.process.number());
  else
    watch.wake_at(boot_ms() + k_poll_ms);
  if (m_kill_ms)
    watch.wake_at(m_killed ? *m_kill_ms + k_after_kill_ms : *m_kill_ms);
  else if (!m_exited_ms)
    watch.wake_at(m_deadline_ms);
}

} // namespace relctl::host
