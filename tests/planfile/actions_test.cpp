// SPDX-License-Identifier: Apache-2.0
#include "planfile/actions.hpp"
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("a command is an argument vector") {
  check_mistakes({
      {k_smoke, "run: ./smoke --fast", "./smoke --fast",
       "command-not-a-list: 'run' of step 'smoke' is one text, but commands are argument vectors, "
       "never shell text; write a list"},
      {k_smoke, "run: []", "[] }", "empty-value"},
      {k_smoke, "run: {a: b}", "{a: b} }", "wrong-type"},
      {k_smoke, "run: [a, [b]]", "[b]] }",
       "wrong-type: item 2 of 'run' of step 'smoke' is a list, not a text"},
  });
  const auto step = load_smoke("run: [./smoke, on, 010, \"{{to}}\"]");
  const auto& command = std::get<plan::CommandAction>(step.action);
  REQUIRE(command.argv.size() == 4);
  CHECK(command.argv[1].text == "on");
  CHECK(command.argv[2].text == "010");
  CHECK(command.argv[3].mark == plan::Mark{35, 45});
  CHECK_FALSE(step.idempotent);
}

TEST_CASE("a probe is a GET or HEAD request") {
  check_mistakes({
      {k_smoke, "probe: \"POST http://h/\"", "\"POST http://h", "bad-probe"},
      {k_smoke, "probe: \"http://h/\"", "\"http://h/\" }", "bad-probe"},
      {k_smoke, "probe: \"GET ftp://h/\"", "ftp://h/\" }", "bad-url"},
      {k_smoke, "probe: \"GET http://u:p@h/\"", "http://u:p@h/\"", "url-userinfo"},
  });
  const auto step = load_smoke("probe: \"HEAD http://127.0.0.1/{{to}}\"");
  const auto& probe = std::get<plan::HttpAction>(step.action);
  CHECK(probe.method == "HEAD");
  CHECK(probe.url.text == "http://127.0.0.1/{{to}}");
  CHECK(step.idempotent);
}

TEST_CASE("a request keeps secret headers apart from templates") {
  const auto step =
      load_smoke("http: { method: POST, url: \"https://h/{{to}}\", headers: { Content-Type: "
                 "application/json, X-Version: \"{{version}}\", Authorization: \"Bearer ${T}\" }, "
                 "body: '{\"v\":\"{{to}}\"}', expect: [202, 409], ca_file: ca.pem }",
                 {{"T", "token-token"}});
  const auto& http = std::get<plan::HttpAction>(step.action);
  CHECK(http.method == "POST");
  CHECK(http.url.text == "https://h/{{to}}");
  REQUIRE(http.headers.size() == 2);
  CHECK(http.headers[1].first == "X-Version");
  CHECK(http.headers[1].second.text == "{{version}}");
  CHECK(http.body.text == "{\"v\":\"{{to}}\"}");
  CHECK(http.expect == std::vector<int>{202, 409});
  CHECK(http.credentials.headers.at("Authorization") == "Bearer token-token");
  CHECK(http.credentials.ca_file == "ca.pem");
}

TEST_CASE("a wrong request is refused") {
  check_mistakes({
      {k_smoke, "http: { method: post, url: \"http://h/\" }", "post, url: \"ht", "bad-choice"},
      {k_smoke, "http: { method: TRACE, url: \"http://h/\" }", "TRACE, url: \"h", "bad-choice"},
      {k_smoke, "http: { url: \"http://h/\" }", "{ url: \"http:/", "missing-key"},
      {k_smoke, "http: { method: GET, url: \"http://h/\", expect: [99] }", "99] } }",
       "not-a-whole-number"},
      {k_smoke, "http: { method: GET, url: \"http://h/\", headers: { Authorization: abc } }",
       "abc } } }", "literal-secret"},
      {k_smoke, "http: { method: GET, url: \"http://h/\", headers: { X-A: \"${T}{{to}}\" } }",
       "\"${T}{{to}}\" }", "mixed-header"},
      {k_smoke, "http: { method: GET, url: \"http://h/\", headers: { X-A: \"a\\nb\" } }",
       "\"a\\nb\" } } }", "bad-header"},
      {k_smoke, "http: { method: GET, url: \"http://h/\", headers: { \"X A\": a } }",
       "\"X A\": a } } }", "bad-id"},
      {k_smoke, "http: { method: GET, url: \"${U}\" }", "${U}\" } }", "environment-outside"},
  });
}

TEST_CASE("haproxy names two servers of a backend") {
  check_mistakes({
      {"stable: s }", "stable: c }", "c }, timeout: ", "same-server"},
  });
  const auto loaded = load_plan(sound_plan(), environment_of({}));
  const auto& step = loaded.plan.steps.front();
  const auto& haproxy = std::get<plan::HaproxyAction>(step.action);
  CHECK(haproxy.socket.text == "./s");
  CHECK(haproxy.backend == "app");
  CHECK(haproxy.canary == "c");
  CHECK(haproxy.stable == "s");
  CHECK(step.idempotent);
  CHECK(step.timeout == seconds(10));
}

TEST_CASE("a step reads how it is run") {
  const auto step =
      load_smoke("run: [a], title: T, timeout: 1m, retries: 2, backoff: 5s, idempotent: true, "
                 "verify: { probe: \"GET http://h/\", within: 9s }, on_failure: continue, "
                 "only_if: shift, point_of_no_return: true, traffic: 0%");
  CHECK(step.title == "T");
  CHECK(step.timeout == minutes(1));
  CHECK(step.retries == 2);
  CHECK(step.backoff == seconds(5));
  CHECK(step.idempotent);
  REQUIRE(step.verify);
  CHECK(step.verify->within == seconds(9));
  CHECK(step.on_failure == plan::OnFailure::go_on);
  CHECK(step.only_if == "shift");
  CHECK(step.only_if_mark.line == 35);
  CHECK(step.point_of_no_return);
  REQUIRE(step.traffic);
  CHECK(step.traffic->text == "0%");
}

TEST_CASE("use copies a step under its own id, and keys beside it override") {
  const auto loaded =
      load_plan(sound_plan_with("use: shift, traffic: 0%", "use: shift, traffic: 0%, timeout: 3s"),
                environment_of({}));
  REQUIRE(loaded.diagnostics.empty());
  const auto& step = loaded.plan.rollback.steps.front();
  CHECK(step.id == "back");
  CHECK(std::get<plan::HaproxyAction>(step.action).backend == "app");
  CHECK(step.timeout == seconds(3));
  CHECK(step.mark == plan::Mark{33, 7});
  REQUIRE(step.traffic);
  CHECK(step.traffic->text == "0%");
}

TEST_CASE("a wrong step is refused") {
  check_mistakes({
      {"use: shift", "use: shfit", "shfit, traffic",
       "unknown-step: 'use' of step 'back': there is no step 'shfit'; did you mean 'shift'?"},
      {"use: shift", "use: shift, run: [a]", "run: [a], traf", "one-of-keys"},
      {k_smoke, "run: [a], on_failure: ignore", "ignore }", "bad-choice"},
      {k_smoke, "run: [a], verify: { within: 3s }", "{ within: 3s }", "missing-key"},
  });
}
