// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/measuring_processes.hpp"

#include <catch2/catch.hpp>
#include <poll.h>

using namespace relctl;
using host::MeasuringProcesses;

namespace {

ports::ProcessRequest measuring_shell(const std::string& script, Duration timeout = seconds(5)) {
  ports::ProcessRequest request;
  request.argv = {"sh", "-c", script};
  request.environment = {"PATH=/usr/bin:/bin"};
  request.timeout = timeout;
  return request;
}

struct ProcessesBench {
  MeasuringProcesses processes{milliseconds(200)};
  std::vector<ports::ProcessReply> replies;

  void begin(ports::ProcessRequest request) {
    processes.begin(std::move(request),
                    [this](const ports::ProcessReply& reply) { replies.push_back(reply); });
  }
  void wait_for(std::size_t count) {
    processes.advance();
    while (replies.size() < count) {
      host::Watch watch;
      processes.watch(watch);
      const std::int64_t wait_ms = std::min<std::int64_t>(watch.wake_ms - host::boot_ms(), 1000);
      poll(watch.descriptors.data(), watch.descriptors.size(),
           static_cast<int>(std::max<std::int64_t>(wait_ms, 0)));
      processes.advance();
    }
  }
  ports::ProcessReply run(ports::ProcessRequest request) {
    begin(std::move(request));
    wait_for(1);
    return replies.front();
  }
};

} // namespace

TEST_CASE("a process reads its input to the end, however long") {
  ports::ProcessRequest request = measuring_shell("wc -c");
  request.input = std::string(3 << 20, 'x');
  CHECK(ProcessesBench().run(request).output == "3145728\n");
  CHECK(ProcessesBench().run(measuring_shell("wc -c")).output == "0\n");
}

TEST_CASE("output is kept up to what was asked for") {
  ports::ProcessRequest request =
      measuring_shell("head -c 200000 /dev/zero | tr '\\0' x; echo no >&2");
  request.output_max = 1 << 20;
  request.errors_apart = true;
  ports::ProcessReply reply = ProcessesBench().run(request);
  CHECK(reply.output == std::string(200'000, 'x'));
  CHECK(reply.errors == "no\n");
  request.output_max = 1000;
  reply = ProcessesBench().run(request);
  CHECK(reply.output.size() <= 1000);
  CHECK(reply.output_bytes == 200'000);
}

TEST_CASE("a process that is late is ended, with all that it started") {
  const std::int64_t began = host::boot_ms();
  const ports::ProcessReply reply = ProcessesBench().run(
      measuring_shell("trap '' TERM; sleep 30 & wait; sleep 30", milliseconds(200)));
  CHECK(reply.timed_out);
  CHECK(reply.signal == 9);
  CHECK(host::boot_ms() - began < 5000);
}

TEST_CASE("only a few processes run at once, and the others follow") {
  ProcessesBench bench;
  const std::int64_t began = host::boot_ms();
  for (std::size_t i = 0; i < 2 * MeasuringProcesses::k_at_once_max; ++i)
    bench.begin(measuring_shell("sleep 0.3"));
  bench.wait_for(2 * MeasuringProcesses::k_at_once_max);
  CHECK(host::boot_ms() - began >= 600);
  for (const ports::ProcessReply& reply : bench.replies)
    CHECK(reply.exit_code == 0);
}

TEST_CASE("what cannot start says why, and does not keep the others from running") {
  ProcessesBench bench;
  ports::ProcessRequest unknown = measuring_shell("");
  unknown.argv = {"no-such-program"};
  bench.begin(unknown);
  bench.begin(measuring_shell("echo ran"));
  bench.wait_for(2);
  CHECK_FALSE(bench.replies[0].started);
  CHECK(bench.replies[0].failure_text.find("cannot find 'no-such-program'") == 0);
  CHECK(bench.replies[1].output == "ran\n");
}
