// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace relctl::test;

namespace {

/// A case that is met and one that is not.
constexpr const char* k_scenarios = "scenario: 1\n"
                                    "plan: plan.yaml\n"
                                    "cases:\n"
                                    "  good:\n"
                                    "    expect: [ { ends: complete } ]\n"
                                    "  orders-lost:\n"
                                    "    events: [ { at: p5, incident: P0, scope: orders } ]\n"
                                    "    expect: [ { ends: complete } ]\n";

struct Scenarios : Workplace {
  Scenarios() {
    write("plan.yaml", quick_plan());
    write("all.scenario.yaml", k_scenarios);
  }
};

} // namespace

TEST_CASE("rehearse shows the whole release, runs nothing and records nothing") {
  const Workplace place;
  place.write("plan.yaml", demo_plan());
  const Ran ran = place.relctl({"rehearse", "plan.yaml", "--version", "v1.4.0", "--from", "1.3.2"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "1.3.2 → 1.4.0, healthy path"));
  CHECK(contains(ran.out, "full approved as owner by alice"));
  CHECK(contains(ran.out, "complete after "));
  CHECK(place.trace().empty());
  CHECK(place.read("log.db").empty());
}

TEST_CASE("a version is not released over itself, in a rehearsal either") {
  const Scenarios place;
  const Ran same = place.relctl({"rehearse", "plan.yaml", "--version", "v1.0.0"});
  CHECK(same.code == 3);
  CHECK(same.out.empty());
  CHECK(contains(same.err, "v1.0.0 is the stable version already; there is nothing to release; say "
                           "with --from"));
  place.write("same.scenario.yaml", "scenario: 1\nplan: plan.yaml\nversion: 1.0.0\n"
                                    "expect: [ { ends: complete } ]\n");
  const Ran tested = place.relctl({"test", "same.scenario.yaml"});
  CHECK(tested.code == 3);
  CHECK(contains(tested.out, "v1.0.0 is the stable version already"));
}

TEST_CASE("rehearse takes one case of a scenario file") {
  const Scenarios place;
  const std::vector<std::string> words = {"rehearse", "plan.yaml", "--scenario",
                                          "all.scenario.yaml"};
  const auto with_words = [&](std::vector<std::string> more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more.begin(), more.end());
    return place.relctl(all);
  };
  const Ran several = with_words({});
  CHECK(several.code == 2);
  CHECK(contains(several.err, "say --case with one of: good, orders-lost"));
  CHECK(with_words({"--case", "bad"}).code == 2);
  CHECK(with_words({"--case", "good"}).code == 0);
  const Ran lost = with_words({"--case", "orders-lost"});
  CHECK(lost.code == 3);
  CHECK(contains(lost.out, "message rolled_back"));
  CHECK(contains(lost.err, "not as expected: ends complete\n  but it ended closed"));
  const Ran json = with_words({"--case", "good", "-o", "json"});
  CHECK(json.out.starts_with("{\"schema\":\"relctl.rehearsal/1\""));
  CHECK(contains(json.out, "\"misses\":[]"));
  const Ran missed = with_words({"--case", "orders-lost", "-o", "json"});
  CHECK(missed.code == 3);
  CHECK(contains(missed.out,
                 "\"misses\":[{\"line\":8,\"expected\":\"ends complete\",\"found\":\"it "
                 "ended closed; at +"));
}

TEST_CASE("test rehearses every case of the files and folders it is given, 3 when one is not met") {
  const Scenarios place;
  const Ran ran = place.relctl({"test"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "all.scenario.yaml good\n"));
  CHECK(contains(ran.out, "line 8: expected ends complete\n    but it ended closed"));
  CHECK(contains(ran.out, "but it ended closed; at +"));
  CHECK(contains(ran.out, ": taken back: orders"));
  CHECK(contains(ran.out, "see how it went with `relctl rehearse plan.yaml --scenario "
                          "all.scenario.yaml --case orders-lost`\n"));
  CHECK(contains(ran.err, "2 cases: 1 passed, 1 failed"));
  CHECK(place.relctl({"test", "all.scenario.yaml", "--case", "good"}).code == 0);
  CHECK(place.relctl({"test", "--jobs", "1"}).out == ran.out);
}

TEST_CASE("results come as TAP, JUnit XML, annotations and JSON") {
  const Scenarios place;
  const std::string tap = place.relctl({"test", "--tap"}).out;
  CHECK(tap.starts_with("TAP version 13\n1..2\nok 1 - all.scenario.yaml good\nnot ok 2 - "
                        "all.scenario.yaml orders-lost\n# line 8: expected ends complete\n# but it "
                        "ended closed; at +"));
  CHECK(contains(tap, "\n# see how it went with `relctl rehearse plan.yaml --scenario "));
  CHECK(place.relctl({"test", "--github"})
            .out.starts_with("::error file=all.scenario.yaml,line=8,col=1,title=orders-lost::"
                             "expected ends complete, but it ended closed; at +"));
  CHECK(place.relctl({"test", "--junit", "results.xml"}).code == 3);
  CHECK(
      contains(place.read("results.xml"), "<testsuites tests=\"2\" failures=\"1\" errors=\"0\">"));
  CHECK(contains(place.relctl({"test", "-o", "json"}).out, "\"schema\":\"relctl.test/1\""));
}

TEST_CASE("standard output has one form, and a link is not written through") {
  const Scenarios place;
  const std::string all = "all.scenario.yaml";
  const Ran junit = place.relctl({"test", all, "--junit", "-"});
  CHECK(junit.code == 3);
  CHECK(junit.out.starts_with("<?xml"));
  CHECK(contains(junit.err, "2 cases: 1 passed, 1 failed"));
  using Words = std::vector<std::string>;
  for (const Words& two : {Words{"-o", "json", "--junit", "-"}, Words{"-o", "jsonl", "--tap"},
                           Words{"--tap", "--github"}, Words{"--github", "--junit", "-"}}) {
    Words words{"test", all};
    words.insert(words.end(), two.begin(), two.end());
    const Ran refused = place.relctl(words);
    INFO(refused.err);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(contains(refused.err, "each say what standard output is"));
  }
  CHECK(place.relctl({"test", all, "--junit", ""}).code == 2);
  place.write("kept.txt", "mine\n");
  std::filesystem::create_symlink("kept.txt", place.file("results.xml"));
  const Ran linked = place.relctl({"test", all, "--junit", "results.xml"});
  CHECK(linked.code == 2);
  CHECK(contains(linked.err, "results.xml is a link"));
  CHECK(place.read("kept.txt") == "mine\n");
  CHECK(lines_in(place.relctl({"test", all, "-o", "jsonl"}).out) == 3);
  CHECK(contains(place.relctl({"test", all, "--junit", "/dev/stdout"}).out, "<testsuites"));
}

TEST_CASE("coverage is a finding where something was never exercised") {
  const Scenarios place;
  const Ran ran = place.relctl({"test", "--case", "good", "--coverage"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "demo: 0 of 1 thresholds; not orders"));
  CHECK(contains(ran.out, "demo: 2 of 2 phases\n"));
  CHECK(contains(ran.out, "demo: 0 of 1 rollback steps; not back"));
}

TEST_CASE("a gap of coverage is a failed result in the forms that know nothing else") {
  const Scenarios place;
  const std::vector<std::string> good = {"test", "--case", "good"};
  const auto with_words = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = good;
    all.insert(all.end(), more.begin(), more.end());
    return place.relctl(all);
  };
  CHECK(with_words({"--tap"}).code == 0);
  CHECK_FALSE(contains(with_words({"--tap"}).out, "coverage"));
  const Ran tap = with_words({"--tap", "--coverage"});
  CHECK(tap.code == 3);
  CHECK(contains(tap.out, "not ok 2 - coverage demo thresholds\n"));
  CHECK(contains(tap.out, "# but only 0 of 1 are, and not orders\n"));
  CHECK(contains(tap.out, " - coverage demo phases\n"));
  CHECK(with_words({"--coverage", "--junit", "results.xml"}).code == 3);
  CHECK(contains(place.read("results.xml"), "<testsuite name=\"coverage\" "));
  CHECK(contains(with_words({"--coverage", "-o", "json"}).out, "\"passed\":false"));
  CHECK(with_words({"--coverage", "--github"})
            .out.starts_with("::error file=plan.yaml,title=coverage::expected all thresholds to be "
                             "exercised, but only 0 of 1 are, and not orders\n"));
  CHECK(with_words({"--github"}).out.empty());
}

TEST_CASE("a scenario file that is broken is an error of the report, and the others are tested") {
  const Scenarios place;
  place.write("broken.scenario.yaml", "scenario: 1\nplan: plan.yaml\nevents: [\n");
  const Ran ran = place.relctl({"test", "--case", "good", "--junit", "results.xml"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "broken.scenario.yaml:4:1: error:"));
  CHECK(contains(ran.err, "2 cases: 1 passed, 1 failed"));
  CHECK(contains(ran.out,
                 "broken.scenario.yaml can be read\n    broken.scenario.yaml has 1 mistake"));
  const std::string xml = place.read("results.xml");
  CHECK(contains(xml, "<testsuites tests=\"2\" failures=\"0\" errors=\"1\">"));
  CHECK(contains(xml, "<error message=\"broken.scenario.yaml has 1 mistake"));
  CHECK(contains(xml, "broken.scenario.yaml:4:1: error:"));
  const Ran tap = place.relctl({"test", "--case", "good", "--tap"});
  CHECK(tap.out.starts_with("TAP version 13\n1..2\nnot ok 1 - broken.scenario.yaml can be read\n"));
  CHECK(contains(tap.out, "ok 2 - all.scenario.yaml good\n"));
  CHECK(place.relctl({"test", "--case", "good", "--github"})
            .out.starts_with("::error file=broken.scenario.yaml,line=4,col=1,title="));
  place.write("lost.yaml", "relctl: 1\n");
  place.write("broken.scenario.yaml", "scenario: 1\nplan: lost.yaml\n");
  CHECK(place.relctl({"test", "--case", "good", "--github"})
            .out.starts_with("::error file=lost.yaml,line=1,col=1,title="));
  const Ran gone = place.relctl({"test", "gone.yaml", "--tap"});
  CHECK(gone.code == 2);
  CHECK(
      contains(gone.out, "not ok 1 - gone.yaml can be read\n# scenario gone.yaml: cannot be read"));
}

TEST_CASE("a scenario that cannot be rehearsed says why in one line") {
  const Scenarios place;
  place.write("other.yaml", with(quick_plan(), "name: demo", "name: other"));
  const auto refused = [&](const std::string& name, const std::string& text) {
    place.write(name, text);
    return place.relctl({"rehearse", "other.yaml", "--scenario", name});
  };
  const Ran another = refused("a.yaml", "scenario: 1\nplan: plan.yaml\n");
  CHECK(another.code == 3);
  CHECK(contains(another.err, "a.yaml:2:7: it is for plan demo (plan.yaml), not for other; "
                              "rehearse plan.yaml with it, or write the other plan here\n"));
  const Ran wrong = refused("b.yaml", "scenario: 1\nevents: [ { at: p50, crash: true } ]\n");
  CHECK(wrong.code == 3);
  CHECK(contains(wrong.err, "b.yaml:2:17: error:"));
  CHECK(place.relctl({"rehearse", "other.yaml", "--scenario", "none.yaml"}).code == 2);
  CHECK(place.relctl({"rehearse", "other.yaml", "--case", "x"}).code == 2);
  CHECK(place.relctl({"test", "b.yaml"}).code == 3);
  const Ran unclosed = refused("c.yaml", "scenario: 1\nplan: plan.yaml\nevents: [\n");
  CHECK(unclosed.code == 3);
  CHECK(contains(unclosed.err, "c.yaml:4:1: error:"));
  CHECK(contains(place.relctl({"test", "c.yaml"}).err, "c.yaml:4:1: error:"));
  const Ran blank = refused("d.yaml", "");
  CHECK(blank.code == 3);
  CHECK(contains(blank.err, "d.yaml:1:1: error: the file is empty"));
  CHECK(contains(place.relctl({"test", "none"}).err, "relctl: scenario none: cannot be read"));
  CHECK(place.relctl({"test", "--case", "nothing"}).code == 2);
  CHECK(place.relctl({"test", "--jobs", "0"}).code == 2);
  place.write("empty.scenario.yaml", "scenario: 1\nplan: plan.yaml\n");
  const Ran empty = place.relctl({"test", "empty.scenario.yaml"});
  CHECK(empty.code == 3);
  CHECK(contains(empty.out, "it expects nothing; add 'expect'"));
}

TEST_CASE("a plan or scenario with mistakes is told of as a document where one is asked for") {
  const Scenarios place;
  place.write("plan.yaml", with(quick_plan(), "relctl: 1", "relctl: 1\nspeed: 9"));
  const std::string document = "{\"schema\":\"relctl.validate/1\",\"ok\":false,";
  for (const auto& words :
       {std::vector<std::string>{"rehearse", "plan.yaml"},
        {"rehearse", "plan.yaml", "--scenario", "all.scenario.yaml", "--case", "good"},
        {"backtest", "plan.yaml", "--data", "x.csv"}}) {
    auto json = words;
    json.insert(json.end(), {"-o", "json"});
    const Ran ran = place.relctl(json);
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 3);
    CHECK(ran.out.starts_with(document));
    CHECK(lines_in(ran.out) == 1);
    CHECK(contains(ran.out, "\"rule\":\"unknown-key\""));
    CHECK(contains(ran.err, "plan.yaml has 1 mistake; mend it first\n"));
    CHECK(place.relctl(words).out.empty());
  }
  place.write("plan.yaml", quick_plan());
  place.write("all.scenario.yaml", "scenario: 1\nspeed: 9\n");
  const Ran ran =
      place.relctl({"rehearse", "plan.yaml", "--scenario", "all.scenario.yaml", "-o", "json"});
  CHECK(ran.out.starts_with(document));
  CHECK(contains(ran.out, "all.scenario.yaml"));
}

TEST_CASE("what a scenario says and cannot be is told with its line, 3") {
  const Scenarios place;
  place.write("all.scenario.yaml", "scenario: 1\nplan: plan.yaml\nevents:\n"
                                   "  - { at: p5, resolve: back }\n"
                                   "  - { at: rollback + 1m, crash: true }\n"
                                   "expect: [ { ends: complete } ]\n");
  const Ran ran = place.relctl({"test"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "line 4: expected relctl resolve back\n    but it would refuse: no step "
                          "'back' has run; no step is in doubt\n"));
  CHECK(contains(ran.out, "line 5: expected an event that happens\n    but its time never came"));
}

TEST_CASE("a plan that is only observed has its observation rehearsed, and nothing else") {
  const Workplace place;
  place.write(
      "plan.yaml",
      "relctl: 1\nname: base\nsources: { app: { exposition: \"http://127.0.0.1:9/m\" } }\n"
      "metrics: { lag: { source: app, query: lag, unit: s, every: 1m } }\n"
      "thresholds:\n  lag: { metric: lag, target: \"< 1s\", breach: \"> 3s\", then: warn }\n"
      "observe: { samples: 3, every: 1m }\n");
  const Ran whole = place.relctl({"rehearse", "plan.yaml"});
  CHECK(whole.code == 0);
  CHECK(contains(whole.out, "base observation, healthy path"));
  CHECK(contains(whole.out, "sample 3: lag 500ms"));
  CHECK(contains(whole.out, "\npassed after 3m"));
  CHECK_FALSE(contains(whole.out, "Exposed"));
  CHECK(contains(place.relctl({"rehearse", "plan.yaml", "-o", "json"}).out,
                 "\"conclusion\":\"passed\""));
  place.write("all.scenario.yaml",
              "scenario: 1\nplan: plan.yaml\ncases:\n"
              "  slow: { series: { lag: 4x* }, expect: [ { ends: failed } ] }\n");
  const Ran tested = place.relctl({"test", "--coverage"});
  CHECK(tested.code == 0);
  CHECK(contains(tested.out, "base: 1 of 1 thresholds\n"));
  CHECK(contains(tested.out, "base: 1 of 1 targets\n"));
  for (const char* command : {"power", "backtest"}) {
    const Ran refused = place.relctl({command, "plan.yaml"});
    CHECK(refused.code == 3);
    CHECK(contains(refused.err, "plan.yaml has no phases: it is only observed"));
  }
}

TEST_CASE("power says what a phase can see at a load, 3 when it is less than promised") {
  const Workplace place;
  place.write("plan.yaml", demo_plan());
  const Ran seen = place.relctl({"power", "plan.yaml", "--rps", "100000"});
  CHECK(seen.code == 0);
  CHECK(seen.out.starts_with("Phase\tExposed\tThreshold\t"));
  CHECK(contains(seen.out, "\np5\t5%\terror-rate\t1%\t"));
  const Ran blind = place.relctl({"power", "plan.yaml", "--rps", "1", "--want", "2%"});
  CHECK(blind.code == 3);
  CHECK(contains(blind.out, "\tcatches ") != contains(blind.out, "\tevery reading is thin"));
  for (const char* none : {"0", "-1", "nan", "1e19", "many"})
    CHECK(place.relctl({"power", "plan.yaml", "--rps", none}).code == 2);
  CHECK(place.relctl({"power", "plan.yaml", "--rps", "10", "--base", "2"}).code == 2);
  for (const char* flag : {"--confidence", "--want"}) {
    const Ran nothing = place.relctl({"power", "plan.yaml", "--rps", "10", flag, "0%"});
    CHECK(nothing.code == 2);
    CHECK(contains(nothing.err, "not a percentage above 0% and below 100%"));
  }
  CHECK(place.relctl({"power", "plan.yaml", "--rps", "5", "--over", "1h"}).code == 2);
  const Ran none = place.relctl({"power", "plan.yaml"});
  CHECK(none.code == 2);
  CHECK(contains(none.err, "no metric of the plan has a volume that a Prometheus can be asked"));
}

TEST_CASE("power names what it does not judge, why, and what to do") {
  const Workplace place;
  place.write("plan.yaml", with(with(demo_plan(), "breach: \"> 1%\"", "breach: \"> 3 * baseline\""),
                                "every: 1s", "every: 1s, baseline: { query: \"stable\" }"));
  const Ran none = place.relctl({"power", "plan.yaml", "--rps", "100000"});
  CAPTURE(none.out, none.err);
  CHECK(contains(none.err, "not judged: error-rate: baseline is zero at a base rate of 0%; say "
                           "another with --base\n"));
  const Ran json = place.relctl({"power", "plan.yaml", "--rps", "100000", "-o", "json"});
  CHECK(
      contains(json.out, "\"not_judged\":[{\"threshold\":\"error-rate\",\"reason\":\"baseline is"));
  const Ran based = place.relctl({"power", "plan.yaml", "--rps", "100000", "--base", "0.1%"});
  CHECK(contains(based.out, "\terror-rate\t0.3%\t"));
}

TEST_CASE("power asks the plan's sources for the rate where it is not given") {
  Workplace place;
  MetricServer server;
  place.source = server.url();
  place.write("plan.yaml",
              with(demo_plan(), "every: 1s",
                   "every: 1s, volume: { query: \"sum(increase(requests{v='{{version}}'}[30s]))\", "
                   "at_least: 10 }"));
  server.value = 300'000;
  const std::vector<std::string> words = {"power",  "plan.yaml", "--rps",     "source",
                                          "--over", "10m",       "--version", "1.3.2"};
  const Ran seen = place.relctl(words);
  INFO(seen.out << seen.err);
  CHECK(seen.code == 0);
  CHECK(contains(seen.err, "error_rate: 10000 requests a second, the mean of 6"));
  CHECK(contains(seen.err, "over 10m, each of 30s"));
  CHECK(contains(seen.out, "500\t")); // 10000 a second at 5% for 1s.
  CHECK(contains(place.relctl({"power", "plan.yaml"}).err, "say --version, the one that runs"));
  server.value = 0;
  CHECK(contains(place.relctl(words).err, "have seen no request at all"));
  server.manner = MetricServer::Manner::error_500;
  CHECK(place.relctl(words).code == 1);
  place.source = "http://127.0.0.1:9";
  const Ran down = place.relctl(words);
  CHECK(down.code == 1);
  CHECK(contains(down.err, "see that it can be reached, or give the rate with --rps N"));
  CHECK(lines_in(down.err) == 1);
}
