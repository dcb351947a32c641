// SPDX-License-Identifier: Apache-2.0
#include "cli/streams.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <map>

using namespace relctl::test;

namespace {

bool coloured(const std::string& choice, const std::map<std::string, std::string>& variables,
              bool is_terminal) {
  return relctl::cli::wants_colour(
      choice,
      [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      },
      is_terminal);
}

} // namespace

TEST_CASE("colour: the flag, then RELCTL_COLOR, then NO_COLOR, then what the terminal is") {
  CHECK(coloured("", {}, true));
  CHECK_FALSE(coloured("", {}, false));
  CHECK(coloured("always", {{"NO_COLOR", "1"}}, false));
  CHECK_FALSE(coloured("never", {{"CLICOLOR_FORCE", "1"}}, true));
  CHECK(coloured("", {{"RELCTL_COLOR", "always"}, {"NO_COLOR", "1"}}, false));
  CHECK_FALSE(coloured("", {{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}, true));
  CHECK(coloured("", {{"NO_COLOR", ""}}, true));
  CHECK(coloured("", {{"CLICOLOR_FORCE", "1"}}, false));
  CHECK_FALSE(coloured("", {{"CLICOLOR_FORCE", "0"}}, false));
  CHECK_FALSE(coloured("", {{"CLICOLOR", "0"}}, true));
  CHECK_FALSE(coloured("", {{"TERM", "dumb"}}, true));
  CHECK(coloured("auto", {{"RELCTL_COLOR", "never"}}, true));
}

TEST_CASE("a full standard output is an error, and what was done stays done") {
  const Workplace place;
  place.start();
  const Ran ran = place.relctl_into("/dev/full", {"note", "kept", "-q"});
  CHECK(ran.code == 1);
  CHECK(lines_in(ran.err) == 1);
  CHECK(contains(ran.err, "standard output cannot be written"));
  CHECK(contains(place.relctl({"log"}).out, "kept"));
  CHECK(contains(ran.err, "what was done is on record"));
  const Ran back = place.relctl_into("/dev/full", {"rollback", "--to", "v1.3.2", "-y"});
  CHECK(back.code == 1);
  CHECK(contains(back.err, "standard output cannot be written (no space left); what was done is on "
                           "record: demo-1.4.0 is aborted; nothing was exposed, v1.3.2 runs; see "
                           "`relctl --release demo-1.4.0 status`"));
  const Ran help = place.relctl_into("/dev/full", {"--help"});
  CHECK(help.code == 1);
  CHECK_FALSE(contains(help.err, "on record"));
}

TEST_CASE("what a command has moved is told where its answer is lost") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  const Ran started = place.relctl_into("/dev/full", {"start", "plan.yaml", "--version", "v1.4.0",
                                                      "--from", "v1.3.2", "--check", "uat"});
  CHECK(started.code == 1);
  CHECK(contains(started.err, "on record: demo-1.4.0 go; next is p5; see `relctl status`"));
  CHECK(contains(place.relctl_into("-", {"advance"}).err,
                 "on record: demo-1.4.0 in p5: passed; next is full; see `relctl status`"));
  const Ran dry = place.relctl_into("/dev/full", {"rollback", "--to", "v1.3.2", "--dry-run"});
  CHECK(contains(dry.err, "(no space left); dry run, nothing was changed"));
  CHECK_FALSE(contains(dry.err, "on record"));
  const Ran back = place.relctl_into("/dev/full", {"rollback", "--to", "v1.3.2"});
  CHECK(back.code == 1);
  CHECK(contains(back.err, "what was done is on record: demo-1.4.0 closed: rolled back to v1.3.2; "
                           "see `relctl --release demo-1.4.0 status`"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("a closed standard output is an error and never the database") {
  const Workplace place;
  place.start();
  CHECK(place.relctl_into("-", {"note", "kept"}).code == 1);
  CHECK(contains(place.relctl({"log"}).out, "kept"));
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE("a reader that went away is no error and no crash") {
  const Workplace place;
  place.start();
  const std::string pipe = place.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  auto launch = place.launch({"note", "kept"});
  // The shell opens the pipe, closes its reading end, and only then becomes relctl.
  launch.argv = {
      "/bin/sh",     "-c",   "exec 3<>'" + pipe + "' >'" + pipe + "' 3>&-; exec \"$0\" \"$@\"",
      RELCTL_BINARY, "note", "kept"};
  const Ran ran = run_program(launch);
  CHECK(ran.code == 0);
  CHECK(ran.err.find("relctl:") == std::string::npos);
  CHECK(contains(place.relctl({"log"}).out, "kept"));
}

TEST_CASE("the answer goes to standard output, everything else to standard error") {
  const Workplace place;
  place.start();
  const Ran ran = place.relctl({"advance"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("started 1.4.0 in p5\ndemo-1.4.0 in p5"));
  CHECK(lines_in(ran.out) == 2);
  CHECK(contains(ran.err, "step shift succeeded"));
  CHECK(contains(ran.err, "next: relctl advance --wait"));
  CHECK(ran.err.find('\r') == std::string::npos);
}

TEST_CASE("quiet keeps the answer and drops progress and hints") {
  const Workplace place;
  place.start();
  const Ran ran = place.relctl({"advance", "-q"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "demo-1.4.0 in p5"));
  CHECK(ran.err.empty());
}

TEST_CASE("json is one document, jsonl the appended events and then the document") {
  const Workplace place;
  place.start();
  const Ran lines = place.relctl({"advance", "-o", "jsonl"});
  CHECK(lines.out.starts_with(R"({"schema":"relctl.event/1","release":"demo-1.4.0")"));
  CHECK(contains(lines.out, R"("kind":"PhaseStarted")"));
  CHECK(contains(lines.out, "\n{\"schema\":\"relctl.advance/1\""));
  const Ran document = place.relctl({"rollback", "--to", "v1.3.2", "-o", "json"});
  CHECK(lines_in(document.out) == 1);
  CHECK(document.out.starts_with(R"({"schema":"relctl.rollback/1","release":"demo-1.4.0")"));
  CHECK(contains(document.out, R"("exit":{"code":0,"name":"ok"})"));
  CHECK(contains(document.out,
                 R"("messages":[{"comms":"rolled_back","text":"1.4.0 went back to 1.3.2"}])"));
}
