// SPDX-License-Identifier: Apache-2.0
#include "host/run_process.hpp"
#include "host/shell_request.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using testing::shell;

TEST_CASE("a process that only reads is waited for, with its input and its end") {
  ports::ProcessRequest request = shell("cat; exit 3");
  request.input = "as it was";
  const ports::ProcessReply reply = host::run_process(request);
  CHECK(reply.started);
  CHECK(reply.exit_code == 3);
  CHECK(reply.output == "as it was");
}

TEST_CASE("a process that is waited for is ended when its time is over") {
  ports::ProcessRequest request = shell("sleep 60");
  request.timeout = milliseconds(200);
  CHECK(host::run_process(request).timed_out);
}

TEST_CASE("a process that cannot be waited for says why") {
  ports::ProcessRequest request = shell("");
  request.argv = {"/nowhere/relctl-reader"};
  const ports::ProcessReply reply = host::run_process(request);
  CHECK_FALSE(reply.started);
  CHECK(reply.failure_text != "");
}
