// SPDX-License-Identifier: Apache-2.0
#include "cli/takeover.hpp"

#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/reading.hpp"
#include "host/clock.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace relctl::cli {

namespace {

constexpr Duration k_pause = milliseconds(20);

void pause() {
  std::this_thread::sleep_for(std::chrono::milliseconds(k_pause.ms));
}

/// A process that cannot be mistaken for a later one with the same number.
class ProcessHandle {
public:
  explicit ProcessHandle(const ports::Holder& holder)
      : m_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, holder.pid, 0))) {
    if (m_descriptor >= 0 && host::process_start_of(holder.pid) != holder.process_start) {
      ::close(m_descriptor);
      m_descriptor = -1;
    }
  }
  ~ProcessHandle() {
    if (m_descriptor >= 0)
      ::close(m_descriptor);
  }
  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;

  void send(int signal) const {
    if (m_descriptor >= 0)
      (void)::syscall(SYS_pidfd_send_signal, m_descriptor, signal, nullptr, 0);
  }

private:
  int m_descriptor;
};

/// Tries until the lock is free or the time is over.
Result<std::unique_ptr<ports::Lock>> lock_within(Session& session, ports::AuditLog& log,
                                                 const std::string& release, Duration time) {
  const std::int64_t end_ms = host::boot_ms() + time.ms;
  for (;;) {
    auto lock = log.lock(release, self_as_holder(session));
    if (lock || lock.error().kind != ErrorKind::locked || host::boot_ms() >= end_ms)
      return lock;
    pause();
  }
}

void tell(Session& session, const ports::Holder& holder, const char* what) {
  if (!session.quiet)
    *session.surroundings.message.out
        << fmt::format("taking over from pid {} ({}, since {}): {}\n", holder.pid,
                       one_line(holder.command, 120), format_instant(holder.since), what);
}

} // namespace

Result<std::unique_ptr<ports::Lock>> take_over(Session& session, ports::AuditLog& log,
                                               const engine::ReleaseView& view,
                                               const RollbackRequest& request) {
  const std::string& release = view.release;
  auto lock = log.lock(release, self_as_holder(session));
  if (lock || lock.error().kind != ErrorKind::locked)
    return lock;
  const auto holder = log.holder(release);
  if (!holder && holder.error().kind == ErrorKind::not_found)
    return lock_within(session, log, release, seconds(1));
  if (!holder)
    return fail(holder.error());
  const auto& rollback = view.state.rollback;
  const bool goes_back = rollback && rollback->requested_at <= holder->since;
  if (goes_back && !request.resume) {
    lock = lock_within(session, log, release, request.grace);
    return lock ? std::move(lock)
                : fail(ErrorKind::locked,
                       fmt::format("a rollback is under way: {}; wait for it, or take it over with "
                                   "--resume",
                                   holder_text(log, release)));
  }
  if (holder->host != session.surroundings.host || holder->process_start == 0)
    return lock_within(session, log, release, request.grace);
  const ProcessHandle process(*holder);
  tell(session, *holder, "TERM");
  process.send(SIGTERM);
  lock = lock_within(session, log, release, request.grace);
  if (lock || lock.error().kind != ErrorKind::locked)
    return lock;
  tell(session, *holder, "KILL");
  process.send(SIGKILL);
  return lock_within(session, log, release, seconds(1));
}

} // namespace relctl::cli
