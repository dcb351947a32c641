// SPDX-License-Identifier: Apache-2.0
#include "effects/command.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using core::Outcome;

namespace {

core::CommandCall deploy() {
  core::CommandCall call;
  call.argv = {"./deploy", "1.4.0; rm -rf /"};
  call.variables = {{"RELCTL_PHASE", "p20"}};
  call.directory = "/srv/plans";
  return call;
}

core::EffectRequest effect_of(core::CommandCall call) {
  return {"r1/main/p20/enter/deploy#1/step", "key-1", std::move(call), seconds(30)};
}

ports::ProcessRequest request_of(const core::CommandCall& call,
                                 const std::map<std::string, std::string>& own = {}) {
  return effects::command_request(effect_of(call), call, effects::allowed_environment(own));
}

bool has(const ports::ProcessRequest& request, const std::string& variable) {
  return std::count(request.environment.begin(), request.environment.end(), variable) == 1;
}

ports::ProcessReply exited(int code) {
  ports::ProcessReply reply;
  reply.started = true;
  reply.exit_code = code;
  return reply;
}

core::EffectEnded end_of(const ports::ProcessReply& reply) {
  return effects::command_ended(effect_of(deploy()), reply);
}

} // namespace

TEST_CASE("a command keeps its arguments whole and runs in its plan's folder") {
  const auto request = request_of(deploy());
  CHECK(request.argv == std::vector<std::string>{"/srv/plans/./deploy", "1.4.0; rm -rf /"});
  CHECK(request.directory == "/srv/plans");
  CHECK(request.timeout == seconds(30));
}

TEST_CASE("a program without a slash and one with an absolute path are left alone") {
  core::CommandCall call = deploy();
  for (const std::string program : {"kubectl", "/usr/bin/env"}) {
    call.argv = {program};
    CHECK(request_of(call).argv.front() == program);
  }
  call.argv = {"bin/deploy"};
  CHECK(request_of(call).argv.front() == "/srv/plans/bin/deploy");
}

TEST_CASE("a command sees the allow-listed environment, the step's values and the key") {
  const auto request = request_of(deploy(), {{"PATH", "/opt/bin"},
                                             {"LC_ALL", "C.UTF-8"},
                                             {"HOME", "/root"},
                                             {"KUBECONFIG", "/root/kube"}});
  CHECK(has(request, "PATH=/opt/bin"));
  CHECK(has(request, "LC_ALL=C.UTF-8"));
  CHECK(has(request, "KUBECONFIG=/root/kube"));
  CHECK(has(request, "RELCTL_PHASE=p20"));
  CHECK(has(request, "RELCTL_OP_KEY=key-1"));
  CHECK(request.environment.size() == 6);
}

TEST_CASE("nothing that steers the loader, a shell or a proxy reaches a command") {
  const auto allowed = effects::allowed_environment({{"LD_PRELOAD", "/tmp/evil.so"},
                                                     {"LD_LIBRARY_PATH", "/tmp"},
                                                     {"BASH_ENV", "/tmp/rc"},
                                                     {"ENV", "/tmp/rc"},
                                                     {"IFS", "x"},
                                                     {"https_proxy", "http://evil"},
                                                     {"PROM_PASSWORD", "secret"},
                                                     {"BASH_FUNC_ls%%", "() { evil; }"}});
  REQUIRE(allowed.size() == 1);
  CHECK(allowed.begin()->first == "PATH");
  CHECK(allowed.begin()->second.find("/usr/bin") != std::string::npos);
}

TEST_CASE("exit code 0 is success and any other is a failure that names it") {
  CHECK(end_of(exited(0)).outcome == Outcome::succeeded);
  const auto ended = end_of(exited(3));
  CHECK(ended.id == "r1/main/p20/enter/deploy#1/step");
  CHECK(ended.outcome == Outcome::failed);
  CHECK(ended.detail == "exit code 3");
  CHECK(ended.exit_code == 3);
}

TEST_CASE("death by a signal is a failure, never an exit") {
  ports::ProcessReply reply;
  reply.started = true;
  reply.signal = 11;
  CHECK(end_of(reply).outcome == Outcome::failed);
  CHECK(end_of(reply).detail == "killed by signal 11 (SIGSEGV)");
  CHECK_FALSE(end_of(reply).exit_code.has_value());
}

TEST_CASE("a command that ends well after its deadline is still timed out") {
  auto reply = exited(0);
  reply.timed_out = true;
  CHECK(end_of(reply).outcome == Outcome::timed_out);
  CHECK(end_of(reply).detail == "not done within 30s; exit code 0");
}

TEST_CASE("a stopped command is cancelled, whatever its exit code says") {
  auto reply = exited(0);
  reply.cancelled = true;
  CHECK(end_of(reply).outcome == Outcome::cancelled);
  CHECK(end_of(reply).detail == "stopped by relctl; exit code 0");
}

TEST_CASE("a command of which nobody knows how it ended has failed") {
  ports::ProcessReply reply;
  reply.started = true;
  reply.failure_text = "it has ended, and the system does not say how";
  CHECK(end_of(reply).outcome == Outcome::failed);
  CHECK(end_of(reply).detail == reply.failure_text);
  CHECK_FALSE(end_of(reply).exit_code.has_value());
}

TEST_CASE("a command that could not start fails with the reason") {
  ports::ProcessReply reply;
  reply.failure_text = "cannot find 'kubectl' in PATH (/usr/bin); install it or write its path";
  CHECK(end_of(reply).outcome == Outcome::failed);
  CHECK(end_of(reply).detail == reply.failure_text);
}

TEST_CASE("what a command printed is handed on") {
  auto reply = exited(1);
  reply.output = "no such image";
  CHECK(end_of(reply).output == "no such image");
}
