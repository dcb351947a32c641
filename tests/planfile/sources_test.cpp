// SPDX-License-Identifier: Apache-2.0
#include "planfile/connection.hpp"
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::planfile;

namespace {

/// The sound plan with one more source.
std::string with_source(const std::string& source) {
  return sound_plan_with("sources:\n", "sources:\n  more: " + source + "\n");
}

LoadedPlan load_with(const std::string& source,
                     std::map<std::string, std::string> environment = {}) {
  return load_plan(with_source(source), environment_of(std::move(environment)));
}

plan::Source source_of(const std::string& text,
                       std::map<std::string, std::string> environment = {}) {
  const auto loaded = load_with(text, std::move(environment));
  for (const auto& diagnostic : loaded.diagnostics)
    CHECK(plan::format_diagnostic("plan", diagnostic) == "");
  REQUIRE(loaded.plan.sources.size() == 2);
  return loaded.plan.sources.front();
}

std::string source_mistake(const std::string& source,
                           std::map<std::string, std::string> environment = {}) {
  const auto loaded = load_with(source, std::move(environment));
  REQUIRE(loaded.diagnostics.size() == 1);
  return loaded.diagnostics[0].rule + ": " + loaded.diagnostics[0].message;
}

} // namespace

TEST_CASE("every kind of source says where it is") {
  CHECK(source_of("{ json: \"http://127.0.0.1:8000\", bearer_token_file: ./t }").kind ==
        plan::SourceKind::json);
  CHECK(source_of("{ alertmanager: \"http://127.0.0.1:9093\" }").url == "http://127.0.0.1:9093");
  CHECK(source_of("{ sqlite: ./orders.db, timeout: 2s }").file == "./orders.db");
  CHECK(source_of("{ sqlite: \"${DB}\" }", {{"DB", "/srv/a.db"}}).file == "/srv/a.db");
  const auto command = source_of("{ command: [./measure, \"{{version}}\"] }").command;
  REQUIRE(command.size() == 2);
  CHECK(command[1].text == "{{version}}");
}

TEST_CASE("a database's connection comes from the environment and is a secret") {
  const auto loaded =
      load_with("{ postgres: \"${DSN}\" }",
                {{"DSN", "postgresql://relctl:hunter2hunter2@db.example.com/events"}});
  REQUIRE(loaded.diagnostics.empty());
  CHECK(loaded.plan.sources.front().connection ==
        "postgresql://relctl:hunter2hunter2@db.example.com/events");
  for (const char* secret :
       {"hunter2hunter2", "postgresql://relctl:hunter2hunter2@db.example.com/events"})
    CHECK(std::count(loaded.secrets.begin(), loaded.secrets.end(), secret) == 1);
  const auto pairs = load_with("{ postgres: \"${DSN}\" }",
                               {{"DSN", "host=a password='hunter2 \\'x\\'' sslpassword=hunter3"}});
  for (const char* secret : {"hunter2 'x'", "hunter3"})
    CHECK(std::count(pairs.secrets.begin(), pairs.secrets.end(), secret) == 1);
  CHECK(source_of("{ postgres: \"host=/run/postgresql dbname=events\" }").kind ==
        plan::SourceKind::postgres);
  CHECK(source_of("{ postgres: \"postgresql://relctl:${PW}@db.example.com/events\" }",
                  {{"PW", "hunter2"}})
            .connection == "postgresql://relctl:hunter2@db.example.com/events");
}

TEST_CASE("a password in the plan, and what is no connection string, is refused") {
  for (const char* text :
       {"postgresql://relctl:word@db.example.com/events", "host=a password=word",
        "host=a password = 'word'", "${DSN:-postgres://relctl:word@db.example.com/events}",
        "host=a sslkey=/k sslpassword=word dbname=d", "host=a password='${DSN}word'",
        "host='a b' password=word", "host=a\\\\ password=x password=word",
        "host=a password='${DSN:-word}'", "postgresql://relctl@db.example.com/events?password=word",
        "postgresql://relctl:${DSN}word@db.example.com/events"}) {
    CAPTURE(text);
    const std::string mistake =
        source_mistake("{ postgres: \"" + std::string(text) + "\" }", {{"DSN", "host=a"}});
    CHECK(mistake.find("literal-secret: ") == 0);
    CHECK(mistake.find("word@") == std::string::npos);
  }
  for (const char* sound :
       {"host=h password='${DSN}' dbname=d", "host=h passfile=/p", "host=h password='' dbname=d",
        "postgresql://h/d?sslpassword=${DSN}", "host='password=word' dbname=d",
        "host=h application_name='the password = x'"}) {
    CAPTURE(sound);
    CHECK(load_with("{ postgres: \"" + std::string(sound) + "\" }", {{"DSN", "word"}})
              .diagnostics.empty());
  }
  CHECK(source_mistake("{ postgres: events }").find("bad-connection: ") == 0);
  CHECK(source_mistake("{ postgres: \"${UNSET}\" }").find("environment-unset: ") == 0);
}

TEST_CASE("a source has one kind, and only the keys of that kind") {
  CHECK(source_mistake("{ json: \"http://a\", sqlite: ./a }").find("one-of-keys: ") == 0);
  CHECK(source_mistake("{ timeout: 5s }").find("missing-key: ") == 0);
  CHECK(source_mistake("{ sqlite: ./a, headers: { a: b } }").find("unknown-key: ") == 0);
  CHECK(source_mistake("{ command: ./measure }").find("command-not-a-list: ") == 0);
  CHECK(source_mistake("{ json: \"ftp://a\" }").find("bad-url: ") == 0);
}

TEST_CASE("a request is a path below the source's url, or a mapping") {
  const auto request = [](const std::string& text) {
    const auto loaded = load_plan(
        sound_plan_with("    window: 1m\n", "    window: 1m\n    request: " + text + "\n"),
        environment_of({}));
    REQUIRE(loaded.plan.metrics.front().request);
    return *loaded.plan.metrics.front().request;
  };
  CHECK(request("\"GET /a?b={{version}}\"").path.text == "/a?b={{version}}");
  const auto post = request("{ method: POST, path: /a, headers: { X-Kind: probe }, body: \"{}\" }");
  CHECK(post.method == "POST");
  CHECK(post.headers.front().second.text == "probe");
  CHECK(post.body.text == "{}");
  const auto rule = [](const std::string& text) {
    const auto loaded = load_plan(
        sound_plan_with("    window: 1m\n", "    window: 1m\n    request: " + text + "\n"),
        environment_of({}));
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics[0].rule;
  };
  CHECK(rule("\"POST /a\"") == "bad-request");
  CHECK(rule("{ path: a }") == "bad-request");
  CHECK(rule("{ method: GET }") == "missing-key");
  CHECK(rule("{ path: /a, headers: { X-Token: abc } }") == "literal-secret");
}
