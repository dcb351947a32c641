// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace relctl::test;

namespace {

Ran start(const Workplace& place, const std::vector<std::string>& more,
          const std::string& version = "v1.4.0") {
  std::vector<std::string> words = {"start", "plan.yaml", "--version", version};
  words.insert(words.end(), more.begin(), more.end());
  return place.relctl(words);
}

} // namespace

TEST_CASE("a no-go lists every reason with the command that settles it") {
  const Workplace place;
  place.write("plan.yaml",
              with(demo_plan(), "  uat: { ask: UAT passed, role: qa }\n",
                   "  uat: { ask: UAT passed, role: qa }\n  disk: { run: [./disk] }\n"));
  place.script("disk", "test -e \"$(dirname \"$0\")/enough\"");
  const Ran no_go = start(place, {"--from", "v1.3.2"});
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "demo-1.4.0 no-go: "));
  CHECK(
      contains(no_go.out, "uat: not answered: UAT passed; settle it with `relctl check uat yes`"));
  CHECK(contains(no_go.out, "disk: failed"));
  const Ran foreign = place.relctl({"check", "disk", "yes"});
  CHECK(foreign.code == 3);
  CHECK(contains(foreign.err, "run by relctl"));
  const Ran answered = place.relctl({"check", "uat", "yes"});
  CHECK(answered.code == 0);
  CHECK(contains(answered.out, "no-go: disk"));
  CHECK(place.relctl({"advance"}).code == 3);
}

TEST_CASE("starting the same release again goes on with it") {
  const Workplace place;
  CHECK(start(place, {"--from", "v1.3.2"}).code == 3);
  const Ran again = start(place, {"--from", "v1.3.2", "--check", "uat"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "demo-1.4.0 go; next is p5"));
  CHECK(place.relctl({"log", "--kind", "ReleaseOpened"}).out.find("1.4.0 opened") !=
        std::string::npos);
  CHECK(lines_in(place.relctl({"log", "--kind", "ReleaseOpened"}).out) == 1);
}

TEST_CASE("each start moves the ledger, so that of two at once one finds the other's release") {
  const Workplace place;
  const auto ledger_events = [&] {
    const std::string all = place.relctl({"audit", "export"}).out;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = all.find(R"("release":"",)", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  std::size_t before = 0;
  for (int round = 0; round < 2; ++round) {
    CHECK(start(place, {"--from", "v1.3.2"}).code == 3);
    CHECK(ledger_events() > before);
    before = ledger_events();
    CHECK(place.relctl({"abort", "--reason", "postponed", "-y"}).code == 0);
  }
}

TEST_CASE("a plan has one open release at most") {
  const Workplace place;
  place.start();
  const Ran other = start(place, {}, "v1.5.0");
  CHECK(other.code == 3);
  CHECK(contains(other.err, "release demo-1.4.0 of plan demo is open"));
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran exposed = start(place, {"--from", "v1.3.2"});
  CHECK(exposed.code == 3);
  CHECK(contains(exposed.err, "demo-1.4.0"));
}

TEST_CASE("a release whose row of the list cannot be read is not passed over") {
  const Workplace place;
  expose_quick(place);
  edit_log(place, "UPDATE release SET summary = '{';");
  const Ran second = place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"});
  CHECK(second.code == 3);
  CHECK(contains(second.err, "release demo-1.4.0 of plan demo is open"));
  CHECK(contains(place.relctl({"list"}).out, "demo-1.4.0"));
}

TEST_CASE("versions are SemVer with or without v") {
  const Workplace place;
  for (const char* wrong : {"banana", "1.4", "v1.4.0;rm", "--force", "v01.2.3", ""}) {
    CAPTURE(wrong);
    const Ran ran = start(place, {}, wrong);
    CHECK(ran.code == 2);
    CHECK(lines_in(ran.err) == 1);
  }
  CHECK(start(place, {"--from", "1.4.0"}).code == 3);
  const Ran ran = start(place, {"--from", "v1.3.2", "-o", "json", "--check", "uat"}, "1.4.0-RC.1");
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, R"("release":"demo-1.4.0-rc.1","version":"1.4.0-RC.1")"));
}

TEST_CASE("a version that was rolled back needs a person's readmission, and a new id") {
  const Workplace place;
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2", "--reason", "orders lost"}).code == 0);
  const Ran refused = start(place, {"--check", "uat"});
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "v1.4.0 was rolled back (orders lost)"));
  CHECK(start(place, {"--check", "uat", "--readmit"}).code == 2);
  const Ran stranger = start(place, {"--readmit", "--reason", "fixed", "--as", "mallory"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "mallory is not a member of role owner (alice)"));
  const Ran back =
      start(place, {"--check", "uat", "--readmit", "--reason", "fixed", "--as", "alice"});
  CHECK(back.code == 0);
  CHECK(contains(back.out, "demo-1.4.0-2 go"));
  CHECK(contains(place.relctl({"log", "--release", "demo-1.4.0-2"}).out, "1.3.2 is stable"));
}

TEST_CASE("a plan that is wrong starts nothing: every mistake with its place, exit code 3") {
  const Workplace place;
  place.write("plan.yaml", with(with(demo_plan(), "metric: error_rate", "metric: eror_rate"),
                                "enter: [shift]", "enter: [shfit]"));
  const Ran ran = start(place, {});
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "plan.yaml:11:3: error: threshold 'error-rate'"));
  CHECK(contains(ran.err, "eror_rate"));
  CHECK(contains(ran.err, "shfit"));
  CHECK(contains(ran.err, "nothing was started"));
  CHECK(place.read("log.db").empty());
}

TEST_CASE(
    "a program that is not there is noted with its place by validate and warned of by start") {
  Workplace at;
  at.write("plan.yaml", with(quick_plan(), "run: [./back,", "run: [./gone,"));
  REQUIRE(::chmod(at.file("shift").c_str(), 0600) == 0);
  const std::string gone = "step 'back' runs ./gone, which is not there; put it there before it is "
                           "needed [program-missing]\n";
  const Ran validated = at.relctl({"validate", "plan.yaml"});
  CHECK(validated.code == 0);
  CHECK(contains(validated.out, "plan.yaml:16:25: note: " + gone));
  CHECK(contains(validated.out, "step 'shift' runs ./shift, which is not executable; make it"));
  CHECK(contains(validated.err, ", 2 notes"));
  const Ran started = at.relctl({"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2"});
  CHECK(contains(started.err, "plan.yaml:16:25: warning: " + gone));
}

TEST_CASE("the programs of channels, sources and later checks are looked for as those of steps") {
  Workplace place;
  place.write("plan.yaml",
              with(demo_plan(), "metrics:", "  own: { command: [./own, -v] }\nmetrics:") +
                  "channels: { pager: { run: [./page] } }\n"
                  "after: { tidy: { run: [./tidy] } }\n");
  place.script("page", "");
  REQUIRE(::chmod(place.file("page").c_str(), 0600) == 0);
  const Ran validated = place.relctl({"validate", "plan.yaml"});
  const Ran started =
      place.relctl({"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2"});
  for (const std::string& text : {validated.out, started.err}) {
    CHECK(contains(text, "source 'own' runs ./own, which is not there; put it there before it is "
                         "needed [program-missing]"));
    CHECK(contains(text, "channel 'pager' runs ./page, which is not executable; make it"));
    CHECK(contains(text, "step 'tidy' runs ./tidy, which is not there"));
  }
}

TEST_CASE("a plan that cannot be read is exit code 2, a hostile one 3, both in one line at once") {
  const Workplace place;
  const std::string deep(5000, '[');
  struct Row {
    std::string text;
    int code;
  };
  const Row rows[] = {{"", 3},
                      {std::string("\x00\x01\xff\xfe", 4), 3},
                      {",", 3},
                      {"a: &a {b: *a}\n", 3},
                      {deep, 3},
                      {"- one\n- two\n", 3},
                      {std::string(300 * 1024, 'x'), 2}};
  for (const auto& row : rows) {
    CAPTURE(row.text.substr(0, 20));
    place.write("plan.yaml", row.text);
    const Ran ran = start(place, {});
    CHECK(ran.code == row.code);
    CHECK(contains(ran.err, "plan.yaml"));
    CHECK(ran.err.size() < 8000);
  }
  CHECK(place.relctl({"start", "nowhere.yaml", "--version", "v1.0.0"}).code == 2);
  CHECK(place.relctl({"start", "/dev/zero", "--version", "v1.0.0"}).code == 2);
  CHECK(place.relctl({"start", ".", "--version", "v1.0.0"}).code == 2);
}

TEST_CASE("variables are pinned from --set; an unknown name or a wrong value is named") {
  const Workplace place;
  place.write(
      "plan.yaml",
      with(with(demo_plan(), "roles:", "vars:\n  ratio: { type: percent, default: 5% }\nroles:"),
           "traffic: 5%", "traffic: \"{{ratio}}\""));
  CHECK(start(place, {"--set", "ratoi=7%"}).code == 2);
  CHECK(start(place, {"--set", "ratio=much"}).code == 2);
  CHECK(start(place, {"--set", "ratio"}).code == 2);
  REQUIRE(start(place, {"--from", "v1.3.2", "--check", "uat", "--set", "ratio=7%"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(place.trace().at(0) == "shift 7%");
}

TEST_CASE("a check is answered by its role, and by a name that the plan has") {
  const Workplace place;
  place.write("plan.yaml", with(demo_plan(), "qa: { title: QA }", "qa: { members: [bob] }"));
  const Ran stranger = start(place, {"--check", "uat"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "not a member of role qa (bob)"));
  CHECK(start(place, {"--check", "uta"}).code == 2);
  CHECK(start(place, {"--check", "uat=perhaps"}).code == 2);
  CHECK(place.read("log.db").empty());
  CHECK(start(place, {"--from", "v1.3.2", "--check", "uat", "--as", "bob"}).code == 0);
}

TEST_CASE("the log is made where nothing was, for its owner only") {
  Workplace place;
  place.environment["RELCTL_DB"] = "";
  place.environment["XDG_STATE_HOME"] = place.file("state");
  if (::access("/var/lib/relctl", F_OK) == 0)
    return; // There the shared folder comes first.
  place.start();
  struct stat folder {};
  struct stat log {};
  REQUIRE(::stat(place.file("state/relctl").c_str(), &folder) == 0);
  REQUIRE(::stat(place.file("state/relctl/relctl.db").c_str(), &log) == 0);
  CHECK((folder.st_mode & 0777) == 0700);
  CHECK((log.st_mode & 0777) == 0600);
}

TEST_CASE("without a stable version on record a release needs --from: there would be no way back") {
  const Workplace place;
  const Ran ran = start(place, {"--check", "uat"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "--from"));
  CHECK(start(place, {"--from", "v1.3.2", "--check", "uat"}).code == 0);
}

TEST_CASE("a version that runs now contradicts the one on record only knowingly") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  for (const char* other : {"v9.9.9", "v1.3.2"}) {
    const Ran refused = start(place, {"--from", other, "--check", "uat"}, "v1.5.0");
    CAPTURE(refused.out, refused.err);
    CHECK(refused.code == 3);
    CHECK(contains(refused.err,
                   "v1.4.0 is the stable version of demo on record, not " + std::string(other)));
    CHECK(contains(refused.err, "--unknown-ok"));
  }
  CHECK(start(place, {"--from", "v9.9.9", "--check", "uat", "--unknown-ok"}, "v1.5.0").code == 2);
  SECTION("the one on record may be named") {
    CHECK(start(place, {"--from", "v1.4.0", "--check", "uat"}, "v1.5.0").code == 0);
  }
  SECTION("with a reason, which is kept") {
    const Ran meant = start(
        place,
        {"--from", "v9.9.9", "--check", "uat", "--unknown-ok", "--reason", "deployed by hand"},
        "v1.5.0");
    CAPTURE(meant.out, meant.err);
    CHECK(meant.code == 0);
    CHECK(contains(place.relctl({"log"}).out,
                   "v9.9.9 runs, not v1.4.0 as on record: deployed by hand"));
    REQUIRE(place.relctl({"advance"}).code == 0);
    CHECK(place.relctl({"rollback", "-y"}).code == 0);
    CHECK(place.trace().back() == "back 9.9.9");
  }
}
