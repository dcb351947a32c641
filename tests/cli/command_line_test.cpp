// SPDX-License-Identifier: Apache-2.0
#include "cli/no_users.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <iterator>
#include <sstream>

using namespace relctl::test;

namespace {

std::vector<std::string> command_names() {
  const Workplace place;
  std::istringstream in(place.relctl({"help", "commands"}).out);
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);)
    names.push_back(line.substr(2, line.find("  ", 2) - 2));
  return names;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

} // namespace

TEST_CASE("the version and the help of the program go to standard output") {
  const Workplace place;
  const Ran version = place.relctl({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("relctl "));
  const Ran help = place.relctl({"--help"});
  CHECK(help.code == 0);
  CHECK(help.err.empty());
  for (const char* verb :
       {"validate", "plan",          "start",  "advance",     "run",     "rollback",
        "resolve",  "status",        "list",   "log",         "explain", "approve",
        "check",    "incident open", "freeze", "unfreeze",    "pause",   "resume",
        "abort",    "note",          "notify", "audit verify"})
    CHECK(contains(help.out, std::string("  ") + verb));
}

TEST_CASE("the help of every command has usage, an example and exit codes") {
  const Workplace place;
  const auto names = command_names();
  CHECK(names.size() >= 27);
  for (const auto& name : names) {
    CAPTURE(name);
    auto words = words_of(name);
    words.emplace_back("--help");
    const Ran help = place.relctl(words);
    CHECK(help.code == 0);
    CHECK(contains(help.out, "Usage: relctl " + name));
    CHECK(contains(help.out, "Examples:\n  relctl " + name));
    CHECK(contains(help.out, "Exit codes:\n    0  ok"));
  }
}

TEST_CASE("the topics of help are exit codes, environment, commands and every command") {
  const Workplace place;
  CHECK(contains(place.relctl({"help", "exit-codes"}).out, " 21  rollback_incomplete"));
  CHECK(contains(place.relctl({"help", "environment"}).out, "RELCTL_DB"));
  CHECK(contains(place.relctl({"help", "incident", "open"}).out, "--severity"));
  for (const Ran& group :
       {place.relctl({"help", "incident"}), place.relctl({"incident", "--help"})}) {
    CHECK(group.code == 0);
    CHECK(contains(group.out, "  incident ack "));
    CHECK(contains(group.out, "More: relctl help incident ..."));
  }
  const Ran unknown = place.relctl({"help", "exit-code"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "did you mean 'exit-codes'?"));
}

TEST_CASE(
    "a wrong command line is one line on standard error, exit code 2, and names the nearest") {
  struct Row {
    std::vector<std::string> words;
    std::string says;
  };
  const Row rows[] = {
      {{}, "no command given"},
      {{"advnace"}, "did you mean 'advance'?"},
      {{"adv"}, "there is no command 'adv'"},
      {{"advance", "--wiat"}, "did you mean '--wait'?"},
      {{"advance", "--wait=later"}, "takes no value"},
      {{"advance", "--to"}, "--to needs a value"},
      {{"rollback", "--to", "--yes"}, "--to needs a value"},
      {{"note", "--as", "-q", "--", "x"}, "--as needs a value"},
      {{"rollback", "--to", "v1.0.0", "--to", "v2.0.0"}, "--to is given 2 times"},
      {{"advance", "p5"}, "advance does not take 'p5'"},
      {{"start", "plan.yaml"}, "start needs --version VERSION"},
      {{"start", "--version", "v1.0.0"}, "start needs PLAN"},
      {{"incident"}, "write one of: open, ack, close"},
      {{"incident", "opne"}, "did you mean 'open'?"},
      {{"verify"}, "did you mean 'audit verify'?"},
      {{"head", "audit"}, "write relctl audit head"},
      {{"audit", "--", "verify"}, "verify comes right behind audit"},
      {{"--colour", "always", "status"}, "did you mean '--color'?"},
      {{"status", "-o", "yaml"}, "--output does not take 'yaml'"},
      {{"status", "--color", "sometimes"}, "--color does not take 'sometimes'"},
      {{"note", "x", "--as", " "}, "--as needs a"},
      {{"check", "uat", "maybe"}, "yes or no"},
      {{"advance", "--timeout", "10"}, "--timeout"},
      {{"--version", "v2.0.0", "start", "plan.yaml"}, "relctl start --version VERSION"},
      {{"freeze", "--reason", "x", "--for", "1h", "--until", "2099-01-01T00:00:00Z"},
       "--for and --until"},
      {{"freeze", "--reason", "x", "--release", "shop-1.1.0"}, "freeze holds every release"},
      {{"unfreeze", "--release", "shop-1.1.0"}, "unfreeze holds for every release"},
      {{"rollback", "--drill", "--scope", "db"}, "--drill does not go with --scope"},
      {{"rollback", "--drill", "--grace", "1s"}, "--drill does not go with --grace"},
      {{"approve", "p5", "--for", "1h"}, "--for goes with the subject 'window'"},
      {{"notify", "--test", "--set", "eta=1"}, "--set goes with a TEMPLATE"},
      {{"notify", "--resend", "--phase", "p5"}, "--phase goes with a TEMPLATE"},
      {{"report", "shop-1.1.0", "--release", "shop-1.2.0"}, "name the release once"},
  };
  const Workplace place;
  for (const auto& row : rows) {
    CAPTURE(row.words, row.says);
    const Ran ran = place.relctl(row.words);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(lines_in(ran.err) == 1);
    CHECK(contains(ran.err, row.says));
  }
}

TEST_CASE("global options stand before or after the verb") {
  const Workplace place;
  place.start();
  const Ran before = place.relctl({"-o", "json", "--as", "alice", "note", "a"});
  const Ran after = place.relctl({"note", "b", "-o", "json", "--as", "alice"});
  const Ran nested = place.relctl({"audit", "head", "-o", "json"});
  for (const auto* ran : {&before, &after, &nested}) {
    CHECK(ran->code == 0);
    CHECK(ran->out.starts_with("{\"schema\":\"relctl."));
  }
  CHECK(contains(place.relctl({"log", "--kind", "NoteAdded"}).out, "alice"));
}

TEST_CASE("what stands behind -- is no option, whatever stands before") {
  const Workplace place;
  place.start();
  for (const std::vector<std::string>& before :
       std::vector<std::vector<std::string>>{{"note", "--as", "bob"},
                                             {"note", "--as=bob"},
                                             {"--as", "bob", "note"},
                                             {"note", "-q"}}) {
    std::vector<std::string> words = before;
    words.insert(words.end(), {"--", "--help"});
    CHECK(place.relctl(words).code == 0);
  }
  CHECK(lines_in(place.relctl({"log", "--kind", "NoteAdded"}).out) == 4);
}

TEST_CASE("a value may be spelled like a command") {
  const Workplace place;
  place.start();
  CHECK(contains(place.relctl({"note", "status"}).out, "noted by"));
  CHECK(contains(place.relctl({"log"}).out, "status\n"));
  CHECK(place.relctl({"note", "--", "--not-an-option"}).code == 0);
  CHECK(contains(place.relctl({"log"}).out, "--not-an-option"));
}

TEST_CASE("the value of a global option may be spelled like a command") {
  const Workplace place;
  place.start();
  CHECK(place.relctl({"--as", "run", "note", "one"}).code == 0);
  CHECK(place.relctl({"note", "--as", "list", "two"}).code == 0);
  CHECK(place.relctl({"-o", "json", "--as", "audit", "audit", "head"}).code == 0);
  CHECK(contains(place.relctl({"log", "--kind", "NoteAdded"}).out, "\trun\t"));
  CHECK(contains(place.relctl({"log", "--kind", "NoteAdded"}).out, "\tlist\t"));
  CHECK(contains(place.relctl({"--as", "list"}).err, "--as needs a"));
}

TEST_CASE("without --as the person behind sudo acts") {
  Workplace place;
  place.environment["SUDO_USER"] = "dana";
  place.start();
  CHECK(contains(place.relctl({"log"}).out, "dana@"));
}

TEST_CASE("a colour that RELCTL_COLOR does not know is a mistake, not a default") {
  Workplace place;
  place.environment["RELCTL_COLOR"] = "allways";
  const Ran ran = place.relctl({"list"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "RELCTL_COLOR is 'allways'; write one of: auto, always, never"));
}

TEST_CASE("who only reads does not look up who reads") {
  Workplace place;
  place.start();
  place.environment["LD_PRELOAD"] = RELCTL_NO_USERS;
  const std::vector<std::vector<std::string>> reading = {{"status"},
                                                         {"log"},
                                                         {"list", "--all"},
                                                         {"explain"},
                                                         {"report"},
                                                         {"audit", "verify"},
                                                         {"validate", "plan.yaml"},
                                                         {"rehearse", "plan.yaml"}};
  for (const auto& words : reading) {
    CAPTURE(words);
    CHECK(place.relctl(words).code == 0);
  }
  CHECK(place.relctl({"note", "x"}).code == k_asked_for_users);
  CHECK(place.relctl({"note", "x", "--as", "alice"}).code == 0);
}
