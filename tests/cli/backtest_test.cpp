// SPDX-License-Identifier: Apache-2.0
#include "cli/recorded.hpp"

using namespace relctl::test;

TEST_CASE("backtest tells how often the plan would have stopped a release, and records nothing") {
  const Recorded place;
  const Ran ran = place.backtest({"--data", "day.csv"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "Shop, 2026-10-01T00:00:00Z to 2026-10-01T03:59:00Z"));
  CHECK(contains(ran.out, "1 rolled back"));
  CHECK(contains(ran.out, "false alarms: 42.2 a week (error-rate 1)"));
  CHECK(place.trace().empty());
  CHECK(place.read("log.db").empty());
  const Ran json = place.backtest({"--data", "day.csv", "-o", "json"});
  CHECK(json.out.starts_with("{\"schema\":\"relctl.backtest/1\",\"plan\":\"shop\""));
}

TEST_CASE("a fault is put into the history and swept over") {
  const Recorded place;
  const Ran ran = place.backtest({"--data", "day.csv", "--inject", "p95 *= 3 at 00:05", "--sweep",
                                  "p95.breach=200ms..500ms by 150ms"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "rolled back at 2026-10-01T00:09:01Z in phase p5, 4m1s after the fault"));
  CHECK(contains(ran.out, "exposed until then: as 12s of all traffic"));
  CHECK(contains(ran.out, "> 200ms"));
  CHECK(contains(ran.out, "> 500ms"));
  CHECK(contains(ran.out, "never"));
  const Ran whole =
      place.backtest({"--data", "day.csv", "--jobs", "1", "--inject", "p95 *= 3 at 00:05",
                      "--sweep", "p95.breach=200ms..500ms by 150ms"});
  CHECK(whole.out == ran.out);
}

TEST_CASE("a value of a sweep that does not catch a fault tells what became of it") {
  const Recorded place;
  const auto sweep = [&](const std::string& fault) {
    const Ran ran =
        place.backtest({"--data", "day.csv", "--start", "2026-10-01T00:00:00Z", "--inject",
                        "p95 *= 3 at " + fault, "--sweep", "p95.breach=100ms..500ms by 400ms"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    return ran.out;
  };
  SECTION("a fault without an end outlasts the release; another value stops it before") {
    const std::string out = sweep("00:35");
    CHECK(contains(out, "  stopped before          0s\n"));
    CHECK(contains(out, "           never  over "));
  }
  SECTION("only while the fault lasts anybody is exposed to it") {
    CHECK(contains(sweep("00:10 for 4m"), "never      12s\n"));
  }
}

TEST_CASE("a stop that comes without the fault, too, is not put down to it") {
  const Recorded place;
  const auto told = [&](const std::string& fault) {
    const Ran ran =
        place.backtest({"--data", "day.csv", "--start", "2026-10-01T01:20:00Z", "--inject", fault,
                        "--sweep", "p95.breach=300ms..500ms by 200ms"});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    return ran.out;
  };
  const std::string anyway = told("p95 += 1ms at 01:38 for 1m");
  CHECK(contains(anyway, "as it would have been without the fault\n"));
  CHECK(contains(anyway.substr(anyway.find("> 500ms")), "  stopped anyway  "));
  const std::string seen = told("p95 *= 3 at 01:38");
  CHECK(contains(seen, " after the fault began (2026-10-01T01:38:00Z)"));
  CHECK_FALSE(contains(seen, "without the fault"));
  const std::string both = told("p95 *= 3 at 01:40");
  CHECK(contains(both, "rolled back at 2026-10-01T01:43:01Z in phase p5, 3m1s after the fault"));
  CHECK_FALSE(contains(both, "without the fault"));
}

TEST_CASE("a bad release of the past is told of by its start and when the fault began") {
  const Recorded place;
  const Ran ran = place.backtest(
      {"--data", "day.csv", "--start", "2026-10-01T01:30:00Z", "--fault", "2026-10-01T01:40:00Z"});
  INFO(ran.out << ran.err);
  CHECK(contains(ran.out, "rolled back at 2026-10-01T01:43:01Z in phase p5, 3m1s after"));
  CHECK(place.backtest({"--data", "day.csv", "--fault", "2026-10-01T01:40:00Z"}).code == 2);
  for (const char* outside : {"2026-10-01T01:20:00Z", "2026-10-01T23:00:00Z"}) {
    const Ran refused = place.backtest(
        {"--data", "day.csv", "--start", "2026-10-01T01:30:00Z", "--fault", outside});
    INFO(outside << ": " << refused.out << refused.err);
    CHECK(refused.code == 2);
    CHECK(contains(refused.err, "--start"));
  }
}

TEST_CASE("time without any reading is said, begins no release and does not count") {
  const Recorded place;
  const Ran known = place.backtest({"--data", "day.csv"});
  place.write("early.csv",
              "time,metric,value,volume\n1,error_rate,0.002,\n" +
                  recorded(240).substr(std::string("time,metric,value,volume\n").size()));
  const Ran ran = place.backtest({"--data", "early.csv"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "not one reading for 20726d"));
  const auto alarms = [](const std::string& out) {
    const auto at = out.find("false alarms: ");
    return out.substr(at, out.find(" a week", at) - at);
  };
  CHECK(alarms(ran.out) == alarms(known.out));
}

TEST_CASE("a fault that is over before the release begins is refused") {
  const Recorded place;
  CHECK(contains(place.refusal(recorded(240), {"--inject", "p95 *= 3 at 00:05 for 10m", "--start",
                                               "2026-10-01T01:00:00Z"}),
                 "over at 2026-10-01T00:15:00Z, before the release of 2026-10-01T01:00:00Z"));
}

TEST_CASE("time that has not come is no past") {
  const Recorded place;
  const Ran ran =
      place.backtest({"--from", "2026-10-01T00:00:00Z", "--to", "2226-10-01T00:00:00Z"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "--to 2226-10-01T00:00:00Z has not come yet"));
}

TEST_CASE("what is wrong with a recording is one line with file, line, value and remedy") {
  const Recorded place;
  const std::string head = "time,metric,value,volume\n";
  CHECK(place.refusal(head + "1790812800,error_rate,1,\n1790812800,error_rate,1,\n") ==
        "relctl: bad.csv:3: error_rate is there twice at 2026-10-01T00:00:00Z; leave one of them "
        "out\n");
  CHECK(place.refusal(head + "1790812860,error_rate,1,\n1790812800,error_rate,1,\n") ==
        "relctl: bad.csv:3: error_rate at 2026-10-01T00:00:00Z comes after the one at "
        "2026-10-01T00:01:00Z; sort the file by time\n");
  CHECK(contains(place.refusal(head + "1790812800,latency,1,\n"),
                 "bad.csv:2: the plan has no metric 'latency'"));
  CHECK(contains(place.refusal("when,what\n"), "bad.csv:1: the header is 'when,what'"));
  CHECK(place.refusal("") == "relctl: bad.csv is empty: it has no readings\n");
  CHECK(place.refusal(head) == "relctl: bad.csv has a header, and no readings below it\n");
  CHECK(contains(place.refusal("time,metric,value,volume,volume\n"), "names volume twice"));
  CHECK(contains(place.refusal(head + "1790812800000,error_rate,1,\n"),
                 "bad.csv:2: time is '1790812800000', neither Unix seconds nor like "
                 "2026-11-22T14:00:00Z; divide milliseconds by 1000"));
  CHECK(place.refusal(R"({"time":1790812800,"metric":"p95","value":1,"value":2})") ==
        "relctl: bad.csv:1: it says value twice; leave one of them out\n");
  CHECK(contains(place.refusal(recorded(60), {"--from", "2027-01-01T00:00:00Z"}),
                 "reaches from 2026-10-01T00:00:00Z to 2026-10-01T00:59:00Z"));
  CHECK(contains(place.refusal(recorded(60), {"--inject", "p95 *= 2 at 14:00"}),
                 "begins at 2026-10-01T14:00:00Z, outside of the history"));
  CHECK(place.backtest({"--data", "none.csv"}).code == 2);
  CHECK(place.backtest({"--data", "day.csv", "--step", "0s"}).code == 2);
  CHECK(place.backtest({"--data", "day.csv", "--from", "noon"}).code == 2);
}

TEST_CASE("a recording may begin with a byte order mark, and come from standard input") {
  const Recorded place;
  const std::string plain = place.backtest({"--data", "day.csv"}).out;
  place.write("marked.csv", "\xEF\xBB\xBF" + recorded(240));
  CHECK(place.backtest({"--data", "marked.csv"}).out == plain);
  auto launch = place.launch({"backtest", "plan.yaml", "--data", "-"});
  launch.argv.insert(launch.argv.begin(), {"/bin/sh", "-c", "exec \"$0\" \"$@\" < marked.csv"});
  CHECK(run_program(launch).out == plain);
}

TEST_CASE("a recording that is coarser than the plan's grid is told with the step that fits") {
  const Recorded place;
  std::string coarse = "time,metric,value,volume\n";
  for (int i = 0; i < 60; ++i)
    for (const char* metric : {",error_rate,0.002,\n", ",p95,120,500\n"})
      coarse += std::to_string(k_begin + 300L * i) + metric;
  place.write("coarse.csv", coarse);
  const Ran ran = place.backtest({"--data", "coarse.csv"});
  CHECK(ran.code == 11);
  CHECK(contains(ran.err, "coarse.csv is coarser than the plan's grid"));
  CHECK(contains(ran.err, "error_rate is there every 5m and read every 1m"));
  CHECK(contains(ran.err, "; give --step 5m\n"));
  const Ran stepped = place.backtest({"--data", "coarse.csv", "--step", "5m"});
  CHECK(stepped.code == 0);
  CHECK(stepped.err.empty());
}

TEST_CASE("a step that passes over readings is told") {
  const Recorded place;
  const Ran ran = place.backtest({"--data", "day.csv", "--step", "5m"});
  CHECK(contains(ran.err, "with --step readings of day.csv are passed over that a release would "
                          "see: error_rate is there every 1m and read every 5m; p95 is there every "
                          "1m and read every 5m; leave --step out\n"));
  CHECK(place.backtest({"--data", "day.csv", "--step", "1m"}).err.empty());
}

TEST_CASE("a flag of a backtest that cannot have an effect is refused, or said") {
  const Recorded place;
  const auto refusal = [&](const std::vector<std::string>& more) {
    return place.refusal(recorded(60), more);
  };
  CHECK(
      contains(refusal({"--series", "p95=up"}), "--series is for the text of promtool tsdb dump"));
  CHECK(contains(refusal({"--no-cache"}), "--no-cache is for what the plan's own sources answer"));
  CHECK(contains(refusal({"--assume-volume", "--only", "error-rate"}), "no metric that is judged"));
  CHECK(contains(place.backtest({"--data", "day.csv", "--assume-volume"}).err,
                 "--assume-volume changes nothing: day.csv has the volume"));
  CHECK(contains(refusal({"--step", "1ms"}), "--step is 1ms, and at least 1s"));
  CHECK(contains(refusal({"--step", "-1m"}), "--step is '-1m', not a length of time"));
  CHECK(contains(refusal({"--every", "1ms"}), "--every is 1ms, and at least 1s"));
  const std::string days = "time,metric,value,volume\n1790812800,error_rate,1,\n"
                           "1790812800,p95,1,9\n1798761600,error_rate,1,\n";
  CHECK(contains(place.refusal(days, {"--every", "1s"}),
                 "--every 1s would begin 7948801 releases in 92d; at most 100000"));
}

TEST_CASE("a fault is refused where nothing was measured, and twice for the same time") {
  const Recorded place;
  std::string gap = recorded(240);
  gap.erase(gap.find(std::to_string(k_begin + 60L * 150)),
            gap.find(std::to_string(k_begin + 60L * 180)) -
                gap.find(std::to_string(k_begin + 60L * 150)));
  CHECK(contains(place.refusal(gap, {"--inject", "error_rate += 2% at 02:35 for 10m"}),
                 "changes nothing: bad.csv has no value of error_rate from 2026-10-01T02:35:00Z to "
                 "2026-10-01T02:45:00Z"));
  CHECK(place.backtest({"--data", "bad.csv", "--inject", "p95 *= 2 at 02:35 for 30m"}).code == 0);
  CHECK(contains(place.refusal(recorded(240), {"--inject", "p95 *= 2 at 02:00", "--inject",
                                               "p95 = 2s at 02:00 for 1h"}),
                 "both change p95 from 2026-10-01T02:00:00Z on; say it in one"));
  CHECK(place
            .backtest({"--data", "day.csv", "--inject", "p95 *= 2 at 02:00", "--inject",
                       "error_rate += 2% at 02:00"})
            .code == 0);
}

TEST_CASE("a history without what a threshold needs is refused, unless others are judged alone") {
  const Recorded place;
  const std::string one = "time,metric,value\n1790812800,error_rate,0.002\n";
  CHECK(place.refusal(one) == "relctl: bad.csv has no readings of p95, which threshold p95 needs; "
                              "record it, or judge without it: --only error-rate\n");
  std::string thin = "time,metric,value\n";
  for (int i = 0; i < 240; ++i)
    for (const char* metric : {",error_rate,0.002\n", ",p95,120\n"})
      thin += std::to_string(k_begin + 60L * i) + metric;
  CHECK(contains(place.refusal(thin), "no volume of p95"));
  CHECK(contains(place.refusal(thin), "--assume-volume"));
  CHECK(place.backtest({"--data", "bad.csv", "--assume-volume"}).code == 0);
  CHECK(place.backtest({"--data", "bad.csv", "--only", "error-rate"}).code == 0);
  CHECK(contains(place.refusal(thin, {"--only", "errors"}), "no threshold 'errors'"));
}

TEST_CASE("JSON lines and a dump of a database say the same as CSV") {
  const Recorded place;
  std::string json;
  std::string dump;
  for (int i = 0; i < 240; ++i) {
    const std::string value = i >= 100 && i < 110 ? "0.05" : "0.002";
    json += "{\"time\":" + std::to_string(k_begin + 60L * i) +
            ",\"metric\":\"error_rate\",\"value\":" + value + "}\n";
    dump += "{__name__=\"job:error_rate\"} " + value + " " + std::to_string(k_begin + 60L * i) +
            "000\n";
  }
  place.write("day.jsonl", json);
  place.write("day.dump", dump);
  const Ran csv = place.backtest({"--data", "day.csv", "--only", "error-rate"});
  CHECK(place.backtest({"--data", "day.jsonl", "--only", "error-rate"}).out == csv.out);
  CHECK(place.backtest({"--data", "day.dump", "--only", "error-rate"}).out == csv.out);
  CHECK(place
            .backtest({"--data", "day.dump", "--only", "error-rate", "--series",
                       "error_rate=job:error_rate"})
            .out == csv.out);
}

TEST_CASE("a version in the plan's queries has to be said") {
  const Recorded place;
  place.write("plan.yaml", with(k_plan, "query: \"job:error_rate\"",
                                "query: \"job:error_rate{v='{{version}}'}\""));
  const Ran ran =
      place.backtest({"--from", "2026-10-01T00:00:00Z", "--to", "2026-10-01T04:00:00Z"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "the query of metric error_rate names {{version}}: say --version"));
}

namespace {

/// The recording rule of two versions, a line a minute.
std::string dumped_versions() {
  std::string dump;
  for (const char* version : {"1.3.2", "1.4.0"})
    for (int i = 0; i < 240; ++i)
      dump += "{__name__=\"job:error_rate\",version=\"" + std::string(version) + "\"} " +
              (i >= 100 && i < 110 ? "0.05 " : "0.002 ") + std::to_string(k_begin + 60L * i) +
              "000\n";
  return dump;
}

} // namespace

TEST_CASE("in a dump --version finds the series of a plan whose queries name a version") {
  const Recorded place;
  place.write("plan.yaml", with(k_plan, "query: \"job:error_rate\"",
                                "query: \"job:error_rate{version='{{version}}'}\""));
  place.write("day.dump", dumped_versions());
  const std::vector<std::string> words = {"--data", "day.dump", "--only", "error-rate"};
  const auto with_words = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return place.backtest(more);
  };
  const Ran csv = place.backtest({"--data", "day.csv", "--only", "error-rate"});
  CHECK(with_words({"--version", "v1.3.2"}).out == csv.out);
  CHECK(with_words({"--version", "1.4.0", "--series",
                    "error_rate=job:error_rate{version=\"{{version}}\"}"})
            .out == csv.out);
  const Ran none = with_words({});
  CHECK(none.code == 2);
  CHECK(none.err ==
        "relctl: day.dump has no readings of error_rate, which threshold error-rate needs; no "
        "series is job:error_rate{version=\"2.0.0\"}, the nearest there are "
        "job:error_rate{version=\"1.3.2\"} and job:error_rate{version=\"1.4.0\"}; say which it is "
        "with --series 'error_rate=job:error_rate{version=\"1.3.2\"}', or which version with "
        "--version and --stable\n");
  CHECK(contains(with_words({"--series", "error_rate=job:err"}).err,
                 "no series is job:err, the nearest there are"));
  CHECK(contains(with_words({"--series", "error_rate=x{v='{{version}}'}"}).err,
                 "names {{version}}: say --version"));
  const Ran both = place.backtest({"--data", "day.dump", "--version", "1.3.2"});
  CHECK(contains(both.err,
                 "has no readings of p95, which threshold p95 needs; no series is job:p95"));
  CHECK(contains(both.err, "or judge without it: --only error-rate"));
}

TEST_CASE("a series of a dump for what the plan's metric does not have is refused") {
  const Recorded place;
  place.write("day.dump", dumped_versions());
  const auto refusal = [&](const std::vector<std::string>& series) {
    std::vector<std::string> words = {"--data", "day.dump"};
    for (const std::string& one : series)
      words.insert(words.end(), {"--series", one});
    const Ran ran = place.backtest(words);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(lines_in(ran.err) == 1);
    return ran.err;
  };
  CHECK(contains(refusal({"error_rate.volume=up"}),
                 "'error_rate.volume=up': metric error_rate has no volume in the plan, it has "
                 "value"));
  CHECK(contains(refusal({"p95.baseline=up"}),
                 "metric p95 has no baseline in the plan, it has value, volume"));
  CHECK(contains(refusal({"p95.speed=up"}),
                 "metric p95 has no speed in the plan, it has value, volume"));
  CHECK(
      contains(refusal({"p95[cart]=up"}), "metric p95 has no 'each' in the plan, and one series"));
  CHECK(contains(refusal({"p95=a", "p95.value=b"}), "--series p95 is given 2 times; give it once"));
}

TEST_CASE("a fault that began before the release is counted from the release's start") {
  const Recorded place;
  const std::vector<std::string> words = {
      "--data", "day.csv", "--start", "2026-10-01T00:30:00Z", "--inject", "p95 *= 3 at 00:10"};
  const Ran ran = place.backtest(words);
  CAPTURE(ran.err);
  CHECK(contains(ran.out, " in phase p5, 4m1s after the release's start, under a fault that had "
                          "begun before (2026-10-01T00:10:00Z)\n"));
  CHECK_FALSE(contains(ran.out, "after the fault began"));
  auto json = words;
  json.insert(json.end(), {"-o", "json"});
  CHECK(contains(place.backtest(json).out,
                 "\"began\":\"2026-10-01T00:10:00Z\",\"counted_from\":"
                 "\"2026-10-01T00:30:00Z\",\"detected_after_ms\":241000"));
}

TEST_CASE("a source that is not asked about the past is named, and what can be judged without it") {
  const Recorded place;
  const std::string prom = R"(prom: { prometheus: "${PROM_URL:-http://127.0.0.1:9}" })";
  place.write("plan.yaml",
              with(with(k_plan, prom, prom + ", own: { command: [./own] }"),
                   R"({ source: prom, query: "job:p95")", "{ source: own, query: p95"));
  const auto refusal = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--from", "2026-10-01T00:00:00Z", "--to", "2026-10-02T00:00:00Z"});
    return place.backtest(more).err;
  };
  const std::string why =
      "relctl: metric p95 is read from source own of kind command, which is not "
      "asked about the past; record it and give --data FILE";
  CHECK(refusal({}) == why + ", or judge without it: --only error-rate\n");
  CHECK(refusal({"--only", "p95"}) == why + "\n");
}

TEST_CASE("a history in which no release comes to an end says that nothing is known") {
  const Recorded place;
  place.write("short.csv", recorded(30));
  const Ran brief = place.backtest({"--data", "short.csv"});
  INFO(brief.out << brief.err);
  CHECK(brief.code == 11);
  CHECK(contains(brief.out, "1 release back to back: 1 unfinished\n"));
  CHECK(contains(brief.out, "false alarms: not known: the history covers 29m, and one release of "
                            "the plan takes 1h; give a longer history\n"));
  CHECK(contains(place.backtest({"--data", "short.csv", "-o", "json"}).out,
                 "\"alarms_a_week\":null"));
  // What is asked of a fault has its answer all the same.
  CHECK(place.backtest({"--data", "short.csv", "--inject", "p95 *= 3 at 00:05"}).code == 0);
  std::string gaps = "time,metric,value\n";
  for (int i = 0; i < 20; ++i)
    gaps += std::to_string(k_begin + 1800L * i) + ",error_rate,0.002\n";
  place.write("gaps.csv", gaps);
  const Ran held = place.backtest({"--data", "gaps.csv", "--only", "error-rate"});
  CHECK(held.code == 11);
  CHECK(contains(held.out, "not known: no release could be judged to its end; see what held them"));
}

TEST_CASE("a fault that the history is said to have is no false alarm, nor is its time clean") {
  const Recorded place;
  const auto counted = [&](const std::string& start, const std::string& fault) {
    return place.backtest({"--data", "day.csv", "--start", start, "--fault", fault});
  };
  const std::string bad = "2026-10-01T01:30:00Z";
  const Ran open = counted(bad, "2026-10-01T01:40:00Z");
  INFO(open.out << open.err);
  CHECK(contains(open.out, "false alarms: 0 a week\nnot counted: the time of the fault, "
                           "2026-10-01T01:40:00Z to 2026-10-01T03:59:00Z; if it was over"));
  CHECK(contains(open.out, "rolled back, by the fault"));
  const Ran closed = counted(bad, "2026-10-01T01:40:00Z for 10m");
  CHECK(contains(closed.out, "false alarms: 0 a week\nnot counted: the time of the fault, "
                             "2026-10-01T01:40:00Z to 2026-10-01T01:51:00Z\n"));
  // Elsewhere an alarm counts, over what is left: 239 minutes less 11.
  const Ran other = counted("2026-10-01T02:30:00Z", "2026-10-01T02:35:00Z for 10m");
  CHECK(contains(other.out, "false alarms: 44.2 a week (error-rate 1)\n"));
  CHECK(counted(bad, "2026-10-01T01:40:00Z for long").code == 2);
  CHECK(counted(bad, "noon for 10m").code == 2);
}
