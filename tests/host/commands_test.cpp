// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/commands.hpp"
#include "host/live_world.hpp"
#include "host/process_table.hpp"
#include "host/recording_lock.hpp"
#include "host/shell_request.hpp"
#include "host/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include <csignal>

using namespace relctl;
using host::Commands;
using testing::RecordingLock;
using testing::shell;

namespace {

void turn(Commands& commands) {
  host::Watch watch;
  commands.watch(watch);
  const std::int64_t wait = std::clamp<std::int64_t>(watch.wake_ms - host::boot_ms(), 0, 100);
  poll(watch.descriptors.data(), watch.descriptors.size(), static_cast<int>(wait));
}

void finish(Commands& commands) {
  while (!commands.idle()) {
    turn(commands);
    commands.advance();
  }
}

/// A process group that nobody in this program looks after, as a killed relctl leaves it.
ports::RunningGroup orphan(const std::string& script) {
  const pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    _exit(127);
  }
  setpgid(pid, pid);
  return {"r1/main/p20/enter/deploy#1/step", pid, host::process_start_of(pid)};
}

std::set<std::string> live(const Commands& commands) {
  std::set<std::string> ids;
  commands.add_live(ids);
  return ids;
}

} // namespace

TEST_CASE("a command's group is on record before the command does anything") {
  const testing::TempFolder folder;
  RecordingLock lock;
  bool ran_too_early = false;
  lock.on_record = [&] {
    usleep(50'000);
    ran_too_early = ran_too_early || access(folder.file("ran").c_str(), F_OK) == 0;
  };
  Commands commands(&lock, seconds(1));
  commands.begin("e1", shell("touch " + folder.file("ran")), [](const auto&) {});
  CHECK_FALSE(ran_too_early);
  REQUIRE(lock.records.size() == 1);
  REQUIRE(lock.records[0].size() == 1);
  CHECK(lock.records[0][0].effect_id == "e1");
  CHECK(host::process_start_of(lock.records[0][0].group) == lock.records[0][0].process_start);
  finish(commands);
  CHECK(access(folder.file("ran").c_str(), F_OK) == 0);
}

TEST_CASE("the record follows what runs") {
  RecordingLock lock;
  Commands commands(&lock, seconds(1));
  int ended = 0;
  commands.begin("e1", shell("sleep 0.1"), [&](const auto&) { ++ended; });
  commands.begin("e2", shell("sleep 0.3"), [&](const auto&) { ++ended; });
  CHECK(live(commands) == std::set<std::string>{"e1", "e2"});
  CHECK(lock.recorded_ids() == std::vector<std::string>{"e1", "e2"});
  while (ended == 0) {
    turn(commands);
    commands.advance();
  }
  CHECK(lock.recorded_ids() == std::vector<std::string>{"e2"});
  CHECK(live(commands) == std::set<std::string>{"e2"});
  finish(commands);
  CHECK(lock.recorded_ids().empty());
  CHECK(ended == 2);
}

TEST_CASE("a command whose group cannot be put on record does not run") {
  const testing::TempFolder folder;
  RecordingLock lock;
  lock.works = false;
  Commands commands(&lock, seconds(1));
  ports::ProcessReply reply;
  commands.begin("e1", shell("touch " + folder.file("ran")),
                 [&](const auto& came) { reply = came; });
  finish(commands);
  CHECK_FALSE(reply.started);
  CHECK(reply.failure_text.find("cannot be put on record: disk full") != std::string::npos);
  CHECK(access(folder.file("ran").c_str(), F_OK) != 0);
}

TEST_CASE("without a lock no command runs, and its end says so") {
  Commands commands(nullptr, seconds(1));
  ports::ProcessReply reply;
  commands.begin("e1", shell("true"), [&](const auto& came) { reply = came; });
  CHECK(live(commands).contains("e1"));
  finish(commands);
  CHECK_FALSE(reply.started);
  CHECK(reply.failure_text.find("lock") != std::string::npos);
}

TEST_CASE("an orphan lives under its effect until it dies, and stays on record") {
  RecordingLock lock;
  const ports::RunningGroup group = orphan("exec sleep 100");
  lock.left = {group};
  Commands commands(&lock, seconds(1));
  CHECK(live(commands) == std::set<std::string>{group.effect_id});
  commands.begin("e2", shell("true"), [](const auto&) {});
  CHECK(lock.recorded_ids() == std::vector<std::string>{group.effect_id, "e2"});
  finish(commands);
  CHECK(lock.recorded_ids() == std::vector<std::string>{group.effect_id});

  kill(static_cast<pid_t>(group.group), SIGKILL);
  waitpid(static_cast<pid_t>(group.group), nullptr, 0);
  bool died = false;
  for (const std::int64_t until = host::boot_ms() + 5000; !died && host::boot_ms() < until;) {
    turn(commands);
    died = commands.advance();
  }
  CHECK(died);
  CHECK(live(commands).empty());
  CHECK(lock.recorded_ids().empty());
}

TEST_CASE("a group on record whose number now belongs to another process is no orphan") {
  RecordingLock lock;
  ports::RunningGroup group = orphan("exec sleep 100");
  group.process_start += 1;
  lock.left = {group};
  Commands commands(&lock, seconds(1));
  CHECK(live(commands).empty());
  CHECK_FALSE(commands.stop(group.effect_id));
  CHECK(kill(static_cast<pid_t>(group.group), 0) == 0);
  kill(static_cast<pid_t>(group.group), SIGKILL);
  waitpid(static_cast<pid_t>(group.group), nullptr, 0);
}

TEST_CASE("stopping an orphan ends its whole group, deaf to TERM or not") {
  const testing::TempFolder folder;
  RecordingLock lock;
  const ports::RunningGroup group = orphan("trap '' TERM; (sleep 100) & touch " +
                                           folder.file("ready") + "; while :; do sleep 0.1; done");
  while (access(folder.file("ready").c_str(), F_OK) != 0)
    usleep(10'000);
  lock.left = {group};
  Commands commands(&lock, milliseconds(200));
  const std::int64_t began = host::boot_ms();
  CHECK(commands.stop(group.effect_id));
  while (!live(commands).empty()) {
    turn(commands);
    commands.advance();
  }
  CHECK(host::boot_ms() - began >= 200);
  CHECK(host::boot_ms() - began < 5000);
  waitpid(static_cast<pid_t>(group.group), nullptr, 0);
  CHECK(host::survivors(static_cast<pid_t>(group.group), "none").empty());
}

TEST_CASE("only what lives can be stopped") {
  RecordingLock lock;
  Commands commands(&lock, seconds(1));
  CHECK_FALSE(commands.stop("e1"));
  ports::ProcessReply reply;
  commands.begin("e1", shell("exec sleep 100"), [&](const auto& came) { reply = came; });
  CHECK(commands.stop("e1"));
  finish(commands);
  CHECK(reply.cancelled);
}
