// SPDX-License-Identifier: Apache-2.0
#include "host/commands.hpp"

#include "host/clock.hpp"
#include "host/live_world.hpp"
#include "host/process_table.hpp"

#include <algorithm>
#include <csignal>

namespace relctl::host {
namespace {

constexpr std::int64_t k_orphan_poll_ms = 250;
constexpr std::int64_t k_stopping_poll_ms = 50;

pid_t group_of(const ports::RunningGroup& group) {
  return static_cast<pid_t>(group.group);
}

void signal_orphan(const ports::RunningGroup& group, int signal) {
  for (const pid_t pid : survivors(group_of(group), effect_mark(group.effect_id, group_of(group))))
    kill(pid, signal);
}

} // namespace

Commands::Commands(ports::Lock* lock, Duration grace) : m_lock(lock), m_grace(grace) {
  if (lock == nullptr)
    return;
  for (const ports::RunningGroup& group : lock->left_behind())
    if (is_alive(group.group, group.process_start))
      m_orphans.push_back({group});
}

Result<void> Commands::record(const Child* next, const std::string& next_id) const {
  std::vector<ports::RunningGroup> groups;
  for (const Orphan& orphan : m_orphans)
    groups.push_back(orphan.group);
  for (const Running& running : m_running)
    if (running.child)
      groups.push_back({running.effect_id, running.child->group(), running.child->process_start()});
  if (next != nullptr)
    groups.push_back({next_id, next->group(), next->process_start()});
  return m_lock->record_running(groups);
}

void Commands::record_ends() const {
  // A record that names too much does no harm: the next holder sees that those groups are dead.
  if (m_lock != nullptr)
    static_cast<void>(record(nullptr, ""));
}

Result<std::unique_ptr<Child>> Commands::start(const std::string& effect_id,
                                               const ports::ProcessRequest& request) {
  if (m_lock == nullptr)
    return fail(ErrorKind::failed, "commands do not run without the lock of a release");
  RELCTL_TRY_ASSIGN(Spawned spawned, spawn(request, effect_id));
  auto child =
      std::make_unique<Child>(std::move(spawned), request, request.grace.value_or(m_grace));
  if (const Result<void> recorded = record(child.get(), effect_id); !recorded)
    return fail(recorded.error().under("not started, since it cannot be put on record"));
  child->release();
  return child;
}

void Commands::begin(const std::string& effect_id, const ports::ProcessRequest& request,
                     Done done) {
  Running running{effect_id, nullptr, {}, std::move(done)};
  if (Result<std::unique_ptr<Child>> child = start(effect_id, request))
    running.child = std::move(*child);
  else
    running.not_started.failure_text = child.error().message;
  m_running.push_back(std::move(running));
}

void Commands::stop_orphan(Orphan& orphan) const {
  if (orphan.stopping)
    return;
  orphan.stopping = true;
  orphan.kill_ms = boot_ms() + m_grace.ms;
  signal_orphan(orphan.group, SIGTERM);
  signal_orphan(orphan.group, SIGCONT);
}

bool Commands::stop(const std::string& effect_id) {
  bool found = false;
  for (const Running& running : m_running)
    if (running.child && running.effect_id == effect_id) {
      running.child->cancel();
      found = true;
    }
  for (Orphan& orphan : m_orphans)
    if (orphan.group.effect_id == effect_id) {
      stop_orphan(orphan);
      m_next_orphan_ms = 0;
      found = true;
    }
  return found;
}

void Commands::kill_now() {
  for (const Running& running : m_running)
    if (running.child)
      running.child->kill_now();
}

void Commands::cancel_all() {
  for (const Running& running : m_running)
    if (running.child)
      running.child->cancel();
}

bool Commands::advance_orphans() {
  if (m_orphans.empty() || boot_ms() < m_next_orphan_ms)
    return false;
  bool stopping = false;
  const std::size_t died = std::erase_if(m_orphans, [&](const Orphan& orphan) {
    const ports::RunningGroup& group = orphan.group;
    if (!orphan.stopping)
      return !is_alive(group.group, group.process_start);
    if (boot_ms() >= orphan.kill_ms)
      signal_orphan(group, SIGKILL);
    stopping = true;
    return survivors(group_of(group), effect_mark(group.effect_id, group_of(group))).empty();
  });
  m_next_orphan_ms = boot_ms() + (stopping ? k_stopping_poll_ms : k_orphan_poll_ms);
  return died > 0;
}

bool Commands::advance() {
  for (const Running& running : m_running)
    if (running.child)
      running.child->advance();
  const auto goes_on = [](const Running& running) {
    return running.child && !running.child->ended();
  };
  const auto first_over = std::stable_partition(m_running.begin(), m_running.end(), goes_on);
  const std::vector<Running> over(std::make_move_iterator(first_over),
                                  std::make_move_iterator(m_running.end()));
  m_running.erase(first_over, m_running.end());
  const bool orphan_died = advance_orphans();
  if (!over.empty() || orphan_died)
    record_ends();
  for (const Running& running : over)
    running.done(running.child ? *running.child->ended() : running.not_started);
  return orphan_died;
}

bool Commands::has_begun(const std::string& effect_id) const {
  return std::any_of(m_running.begin(), m_running.end(),
                     [&](const Running& running) { return running.effect_id == effect_id; });
}

void Commands::watch(Watch& watch) const {
  for (const Running& running : m_running) {
    if (running.child)
      running.child->watch(watch);
    else
      watch.wake_at(0);
  }
  if (!m_orphans.empty())
    watch.wake_at(m_next_orphan_ms);
}

void Commands::add_live(std::set<std::string>& ids) const {
  for (const Running& running : m_running)
    ids.insert(running.effect_id);
  for (const Orphan& orphan : m_orphans)
    ids.insert(orphan.group.effect_id);
}

} // namespace relctl::host
