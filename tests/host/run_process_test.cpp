// SPDX-License-Identifier: Apache-2.0
#include "host/run_process.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

ports::ProcessRequest waited_for(const std::string& script) {
  ports::ProcessRequest request;
  request.argv = {"/bin/sh", "-c", script};
  request.environment = {"PATH=/usr/bin:/bin"};
  request.directory = "/";
  request.timeout = seconds(10);
  return request;
}

} // namespace

TEST_CASE("a process that only reads is waited for, with its input and its end") {
  ports::ProcessRequest request = waited_for("cat; exit 3");
  request.input = "as it was";
  const ports::ProcessReply reply = host::run_process(request);
  CHECK(reply.started);
  CHECK(reply.exit_code == 3);
  CHECK(reply.output == "as it was");
}

TEST_CASE("a process that is waited for is ended when its time is over") {
  ports::ProcessRequest request = waited_for("sleep 60");
  request.timeout = milliseconds(200);
  CHECK(host::run_process(request).timed_out);
}

TEST_CASE("a process that cannot be waited for says why") {
  ports::ProcessRequest request = waited_for("");
  request.argv = {"/nowhere/relctl-reader"};
  const ports::ProcessReply reply = host::run_process(request);
  CHECK_FALSE(reply.started);
  CHECK(reply.failure_text != "");
}
