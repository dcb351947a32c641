// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "host/clock.hpp"
#include "host/faulty_server.hpp"
#include "host/live_fixture.hpp"
#include "host/live_world.hpp"
#include "host/process_table.hpp"
#include "support/text_match.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace relctl;
using core::Outcome;
using relctl::testing::has;
using testing::faulty_url;
using testing::LiveFixture;
using testing::measurement;

namespace {

using Names = std::set<std::string>;

} // namespace

TEST_CASE("a command's end arrives through wait with its output") {
  LiveFixture fixture;
  fixture.live().begin(LiveFixture::shell("echo done; echo $RELCTL_OP_KEY"));
  const auto ended = fixture.end();
  CHECK(ended.id == "e1");
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(ended.exit_code == 0);
  CHECK(ended.output == "done\nkey-1\n");
}

TEST_CASE("what could not begin arrives through wait, too") {
  LiveFixture fixture;
  core::CommandCall call;
  call.argv = {"no-such-program"};
  fixture.live().begin({"e1", "key-1", call, seconds(5)});
  const auto inputs = fixture.wait();
  REQUIRE(inputs.ended.size() == 1);
  CHECK(inputs.ended[0].outcome == Outcome::failed);
  CHECK(has(inputs.ended[0].detail, "cannot find 'no-such-program'"));
  CHECK(inputs.live.empty());
}

TEST_CASE("an effect lives until its end was told, and is not begun twice") {
  LiveFixture fixture;
  fixture.live().begin(LiveFixture::shell("sleep 0.2; echo x"));
  fixture.live().begin(LiveFixture::shell("sleep 0.2; echo x"));
  CHECK(fixture.wait(milliseconds(50)).live == Names{"e1"});
  const auto inputs = fixture.wait();
  CHECK(inputs.ended.size() == 1);
  CHECK(inputs.live.empty());
  CHECK(fixture.wait(milliseconds(300)).ended.empty());
}

TEST_CASE("effects run side by side") {
  LiveFixture fixture;
  const std::int64_t began = host::boot_ms();
  fixture.live().begin(LiveFixture::shell("sleep 0.7", "e1"));
  fixture.live().begin(LiveFixture::shell("sleep 0.7", "e2"));
  fixture.live().begin(LiveFixture::http("GET", faulty_url("/sleep/700")));
  CHECK(fixture.wait(milliseconds(10)).live == Names{"e1", "e2", "h1"});
  for (std::size_t ended = 0; ended < 3;)
    ended += fixture.wait().ended.size();
  CHECK(host::boot_ms() - began < 1900);
}

TEST_CASE("a stopped command is cancelled within the grace, a stopped request at once") {
  LiveFixture fixture;
  fixture.live().begin(LiveFixture::shell("trap '' TERM; while :; do sleep 0.1; done"));
  static_cast<void>(fixture.wait(milliseconds(100)));
  fixture.live().stop("e1");
  const std::int64_t began = host::boot_ms();
  CHECK(fixture.end().outcome == Outcome::cancelled);
  CHECK(host::boot_ms() - began < 5000);

  fixture.live().begin(LiveFixture::http("POST", faulty_url("/sleep/3000")));
  static_cast<void>(fixture.wait(milliseconds(50)));
  fixture.live().stop("h1");
  const auto inputs = fixture.wait(milliseconds(10));
  REQUIRE(inputs.ended.size() == 1);
  CHECK(inputs.ended[0].outcome == Outcome::cancelled);
  CHECK(inputs.live.empty());
}

TEST_CASE("stopping what does not run changes nothing") {
  LiveFixture fixture;
  fixture.live().stop("nothing");
  CHECK(fixture.wait(milliseconds(10)).ended.empty());
}

TEST_CASE("an http effect carries its key and tells the status") {
  LiveFixture fixture;
  const auto ended = fixture.run(LiveFixture::http("POST", faulty_url("/echo")));
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(has(ended.output, "Idempotency-Key: key-1"));
  CHECK(fixture.run(LiveFixture::http("GET", faulty_url("/status/503"))).detail ==
        "HTTP 503, wanted 2xx");
}

TEST_CASE("a change whose answer never came is lost") {
  LiveFixture fixture;
  const auto ended =
      fixture.run(LiveFixture::http("POST", faulty_url("/sleep/3000"), milliseconds(200)));
  CHECK(ended.outcome == Outcome::lost);
}

TEST_CASE("a haproxy effect without its socket fails with the reason") {
  LiveFixture fixture;
  const core::HaproxyCall call{"/nonexistent/s", "app", "canary", "stable", 0.1};
  const auto ended = fixture.run({"s1", "key-1", call, seconds(5)});
  CHECK(ended.outcome == Outcome::failed);
  CHECK(has(ended.detail, "there is no such socket"));
}

TEST_CASE("output and detail are masked, printable and bounded") {
  LiveFixture fixture;
  fixture.options.redactor.add("hunter2-hunter2");
  auto ended = fixture.run(LiveFixture::shell("printf 'pw=hunter2-hunter2 \\033[31m\\377\\n'"));
  CHECK(ended.output == "pw=*** ?[31m\xEF\xBF\xBD\n");
  ended = fixture.run(LiveFixture::shell(
      "echo head; i=0; while [ $i -lt 300 ]; do echo hunter2-hunter2 灰度 $i; i=$((i+1)); done; "
      "yes | head -c 1000000; echo tail"));
  CHECK(ended.output.size() <= 4096);
  CHECK(ended.output.starts_with("head\n*** 灰度 0\n"));
  CHECK(ended.output.ends_with("y\ntail\n"));
  CHECK(has(ended.output, "bytes left out"));
  CHECK_FALSE(find_invalid_utf8(ended.output));
  CHECK_FALSE(has(ended.output, "hunter2"));
  core::CommandCall call;
  call.argv = {"/nonexistent/hunter2-hunter2"};
  CHECK(has(fixture.run({"e2", "k", call, seconds(5)}).detail, "/nonexistent/***"));
}

TEST_CASE("a secret that is read from a file is masked from then on") {
  LiveFixture fixture;
  const testing::TempFolder folder;
  auto effect = LiveFixture::http("POST", faulty_url("/echo"));
  std::get<core::HttpCall>(effect.call).credentials.bearer_token_file =
      folder.write("token", "bearer-token-77\n");
  const auto ended = fixture.run(effect);
  CHECK(has(ended.output, "Authorization: Bearer ***"));
  CHECK_FALSE(has(ended.output, "bearer-token-77"));
}

TEST_CASE("readings arrive through wait while a command runs, masked") {
  LiveFixture fixture;
  fixture.options.redactor.add("hunter2-hunter2");
  fixture.live().begin(LiveFixture::shell("sleep 0.5"));
  fixture.live().measure({measurement("m", {faulty_url("/echo?hunter2-hunter2")})});
  CHECK(fixture.wait(milliseconds(0)).measuring == Names{"main/m[]"});
  const auto inputs = fixture.wait();
  REQUIRE(inputs.readings.size() == 1);
  CHECK(inputs.ended.empty());
  CHECK(inputs.measuring.empty());
  CHECK(inputs.live == Names{"e1"});
  CHECK(has(inputs.readings[0].detail, "GET /echo?***"));
  CHECK(fixture.end().outcome == Outcome::succeeded);
}

TEST_CASE("a wait without input lasts until its time and no longer") {
  LiveFixture fixture;
  fixture.live();
  const std::int64_t began = host::boot_ms();
  const auto inputs = fixture.wait(milliseconds(300));
  CHECK(host::boot_ms() - began >= 300);
  CHECK(host::boot_ms() - began < 4000);
  CHECK(inputs.ended.empty());
  CHECK(inputs.signal == 0);
  static_cast<void>(fixture.live().wait({0}));
  CHECK(host::boot_ms() - began < 4000);
}

TEST_CASE("the first signal ends the wait and stays; it stops nothing by itself") {
  LiveFixture fixture;
  fixture.live().begin(LiveFixture::shell("sleep 0.5"));
  kill(getpid(), SIGTERM);
  CHECK(fixture.wait().signal == SIGTERM);
  const auto later = fixture.wait(milliseconds(50));
  CHECK(later.signal == SIGTERM);
  CHECK(later.live == Names{"e1"});
  const auto inputs = fixture.wait();
  CHECK(inputs.ended.front().outcome == Outcome::succeeded);
  CHECK(inputs.signal == SIGTERM);
}

TEST_CASE("a second SIGINT kills what runs") {
  LiveFixture fixture;
  fixture.options.grace = seconds(20);
  fixture.live().begin(LiveFixture::shell("trap '' INT TERM; while :; do sleep 0.1; done"));
  static_cast<void>(fixture.wait(milliseconds(100)));
  kill(getpid(), SIGINT);
  CHECK(fixture.wait().signal == SIGINT);
  CHECK(fixture.wait(milliseconds(100)).live == Names{"e1"});
  kill(getpid(), SIGINT);
  const std::int64_t began = host::boot_ms();
  CHECK(fixture.end().outcome == Outcome::cancelled);
  CHECK(host::boot_ms() - began < 5000);
}

TEST_CASE("the log is asked about while waiting, and its move ends the wait") {
  LiveFixture fixture;
  int asked = 0;
  fixture.options.log_moved = [&] { return ++asked == 2; };
  const std::int64_t began = host::boot_ms();
  const auto inputs = fixture.wait();
  CHECK(inputs.log_moved);
  CHECK(host::boot_ms() - began >= 450);
  CHECK(host::boot_ms() - began < 5000);
  CHECK_FALSE(fixture.wait(milliseconds(10)).log_moved);
}

TEST_CASE("the tick comes about four times a second and ends no wait") {
  LiveFixture fixture;
  int ticks = 0;
  fixture.options.tick = [&](Instant now) {
    CHECK(std::abs(now.ms - host::system_now().ms) < 1000);
    ++ticks;
  };
  const std::int64_t began = host::boot_ms();
  static_cast<void>(fixture.wait(milliseconds(1100)));
  CHECK(host::boot_ms() - began >= 1100);
  CHECK(ticks >= 3);
  CHECK(ticks <= 6);
}

TEST_CASE("an orphan is live, can be stopped, and its death ends the wait without an end") {
  LiveFixture fixture;
  const pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    execl("/bin/sleep", "sleep", "100", nullptr);
    _exit(127);
  }
  setpgid(pid, pid);
  fixture.lock.left = {{"old", pid, host::process_start_of(pid)}};
  CHECK(fixture.wait(milliseconds(10)).live == Names{"old"});
  fixture.live().stop("old");
  waitpid(pid, nullptr, 0);
  const std::int64_t began = host::boot_ms();
  const auto inputs = fixture.wait();
  CHECK(host::boot_ms() - began < 5000);
  CHECK(inputs.live.empty());
  CHECK(inputs.ended.empty());
}

TEST_CASE("the end of the world kills what runs, deaf to TERM or not, and clears the record") {
  LiveFixture fixture;
  fixture.live().begin(LiveFixture::shell("sleep 100", "e1"));
  fixture.live().begin(LiveFixture::shell("trap '' TERM; while :; do sleep 0.1; done", "e2"));
  static_cast<void>(fixture.wait(milliseconds(100)));
  const auto groups = fixture.lock.records.back();
  REQUIRE(groups.size() == 2);
  const std::int64_t began = host::boot_ms();
  fixture.world.reset();
  CHECK(host::boot_ms() - began < 5000);
  for (const auto& group : groups)
    CHECK(host::survivors(static_cast<pid_t>(group.group), "none").empty());
  CHECK(fixture.lock.records.back().empty());
}
