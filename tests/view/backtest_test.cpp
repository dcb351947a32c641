// SPDX-License-Identifier: Apache-2.0
#include "view/backtest.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace relctl;
using namespace relctl::view;

namespace {

Instant at_clock(const std::string& time) {
  return *parse_instant("2026-10-01T" + time + ":00Z");
}

BacktestRow stopped() {
  return {at_clock("06:00"),
          at_clock("07:01"),
          "rolled_back",
          true,
          at_clock("06:53"),
          "p5",
          {"error-rate"},
          "error-rate: 3% > 1%",
          {}};
}

BacktestSubject subject() {
  BacktestSubject subject{"shop",
                          "Shop",
                          at_clock("00:00"),
                          at_clock("12:00"),
                          "back to back",
                          {},
                          {stopped()},
                          14.0,
                          "",
                          {},
                          {{at_clock("09:00"), at_clock("11:00")}},
                          {},
                          "error-rate.breach",
                          {}};
  subject.series = {{"error_rate", 2880, at_clock("00:00"), at_clock("12:00")}};
  subject.releases.push_back(
      {at_clock("00:00"), at_clock("06:00"), "complete", false, {}, "full", {}, "", {}});
  subject.releases.push_back({at_clock("08:00"),
                              at_clock("12:00"),
                              "unfinished",
                              false,
                              {},
                              "full",
                              {},
                              "",
                              {{"nodata of error-rate", minutes(5)}}});
  const BacktestFault fault{{"error_rate += 2% at 06:47"},
                            at_clock("06:47"),
                            stopped(),
                            minutes(6),
                            milliseconds(17'600)};
  subject.fault = fault;
  subject.trials = {{"> 0.5%", 3, 2, 28.0, fault}, {"> 5%", 2, 0, 0.0, fault}};
  subject.trials[1].fault->detected_after.reset();
  subject.trials[1].fault->release.is_alarm = false;
  return subject;
}

} // namespace

TEST_CASE("a backtest tells how often, what stopped a release, and what became of a fault") {
  CHECK(backtest_text(subject(), {}) ==
        "Shop, 2026-10-01T00:00:00Z to 2026-10-01T12:00:00Z\n"
        "3 releases back to back: 1 complete, 1 rolled back, 1 unfinished\n"
        "false alarms: 14 a week (error-rate 1)\n"
        "\n"
        "Started               After  Ended        In    Because\n"
        "2026-10-01T06:00:00Z    53m  rolled back  p5    error-rate: 3% > 1%\n"
        "2026-10-01T08:00:00Z     4h  unfinished   full  5m longer for nodata of error-rate\n"
        "\n"
        "with error_rate += 2% at 06:47\n"
        "the release of 2026-10-01T06:00:00Z: rolled back at 2026-10-01T06:53:00Z in phase p5, 6m "
        "after the fault began (2026-10-01T06:47:00Z)\n"
        "exposed until then: as 18s of all traffic\n"
        "  error-rate: 3% > 1%\n"
        "\n"
        "error-rate.breach  Alarms/week  Alarms  Releases  Detected after  Exposed\n"
        "> 0.5%                      28       2         3              6m      18s\n"
        "> 5%                         0       0         2           never      18s\n");
}

TEST_CASE("what the history is said to have is no false alarm, and its time does not count") {
  BacktestSubject known = subject();
  known.trials.clear();
  known.fault.reset();
  known.releases[0].is_due_alarm = true;
  known.alarms_a_week = 0.0;
  known.left_out = {at_clock("06:47"), at_clock("07:15")};
  const std::string text = backtest_text(known, {});
  CHECK(text.find("false alarms: 0 a week\n"
                  "not counted: the time of the fault, 2026-10-01T06:47:00Z to "
                  "2026-10-01T07:15:00Z\n") != std::string::npos);
  CHECK(text.find("rolled back, by the fault") != std::string::npos);
  CHECK(nlohmann::json::parse(backtest_json(known))["not_counted"]["to"] == "2026-10-01T07:15:00Z");
  known.left_out->to = known.to;
  CHECK(backtest_text(known, {}).find("say so: --fault 'T for 1h'") != std::string::npos);
}

TEST_CASE("where nothing could be judged no number is told") {
  BacktestSubject unjudged = subject();
  unjudged.alarms_a_week.reset();
  unjudged.unjudged = "the history is short";
  unjudged.trials[0].alarms_a_week.reset();
  unjudged.fault->exposed = milliseconds(240);
  const std::string text = backtest_text(unjudged, {});
  CHECK(text.find("false alarms: not known: the history is short\n") != std::string::npos);
  CHECK(text.find("> 0.5%               not known       2") != std::string::npos);
  CHECK(text.find("exposed until then: as 240ms of all traffic") != std::string::npos);
  const auto json = nlohmann::json::parse(backtest_json(unjudged));
  CHECK(json["alarms_a_week"].is_null());
  CHECK(json["unjudged"] == "the history is short");
}

TEST_CASE("a fault that is not caught says how far the release came") {
  BacktestSubject uncaught = subject();
  uncaught.trials.clear();
  uncaught.fault->release = {
      at_clock("00:00"), at_clock("06:00"), "complete", false, {}, "full", {}, "", {}};
  uncaught.fault->detected_after.reset();
  CHECK(backtest_text(uncaught, {}).find("not stopped, complete in phase full after 6h\n") !=
        std::string::npos);
}

TEST_CASE("a value of a sweep that did not catch the fault says why") {
  BacktestSubject swept = subject();
  BacktestFault& fault = *swept.trials[1].fault;
  const auto row = [&] {
    const std::string text = backtest_text(swept, {});
    return text.substr(text.find("> 5% "));
  };
  fault.goes_on = true;
  CHECK(row().ends_with("never  over 18s\n"));
  fault.release.end = "unfinished";
  CHECK(row().ends_with("not known  over 18s\n"));
  fault.goes_on = false;
  fault.release.is_alarm = true;
  CHECK(row().ends_with("stopped before      18s\n"));
}

TEST_CASE("programs get the same as one document") {
  const auto json = nlohmann::json::parse(backtest_json(subject()));
  CHECK(json["schema"] == "relctl.backtest/1");
  CHECK(json["releases"].size() == 3);
  CHECK(json["releases"][0]["by"][0] == "error-rate");
  CHECK(json["releases"][2]["delays_ms"]["nodata of error-rate"] == 300'000);
  CHECK(json["series"][0]["readings"] == 2880);
  CHECK(json["without_readings"] ==
        nlohmann::json::parse(R"([{"from":"2026-10-01T09:00:00Z","to":"2026-10-01T11:00:00Z"}])"));
  CHECK(json["not_counted"].is_null());
  CHECK(json["fault"]["detected_after_ms"] == 360'000);
  CHECK(json["fault"]["exposed_ms"] == 17'600);
  CHECK(json["fault"]["release"]["by_the_fault"] == true);
  CHECK(json["fault"]["stopped_anyway"] == false);
  CHECK(json["trials"][1]["fault"]["detected_after_ms"].is_null());
}

TEST_CASE("what would have been stopped without the fault is not put down to it") {
  BacktestSubject anyway = subject();
  anyway.fault->stopped_anyway = true;
  anyway.fault->detected_after.reset();
  anyway.trials[0].fault = anyway.fault;
  const std::string text = backtest_text(anyway, {});
  CHECK(text.find("in phase p5, as it would have been without the fault\n") != std::string::npos);
  CHECK(text.find("stopped anyway") != std::string::npos);
  const auto json = nlohmann::json::parse(backtest_json(anyway));
  CHECK(json["fault"]["stopped_anyway"] == true);
  CHECK(json["fault"]["release"]["by_the_fault"] == false);
}
