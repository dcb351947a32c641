// SPDX-License-Identifier: Apache-2.0
#include "view/power.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

std::vector<PowerLine> lines() {
  PowerLine seen{"p20", "errors", 0.2, 1000, 0.01, 0.0169, false, 0.0134, {}, minutes(1), 0.19, ""};
  PowerLine blind{"p5",  "errors", 0.05, 3,  0.01, {},
                  false, 0.0,      {},   {}, 1.5,  "every reading is thin"};
  return {seen, blind};
}

} // namespace

TEST_CASE("what a phase can see is a row, and what it cannot a warning below") {
  const std::string text = power_text(lines(), true, terminal(120));
  CHECK(text.find("p20") != std::string::npos);
  CHECK(text.find("≥ 1.69%") != std::string::npos);
  CHECK(text.find("nothing") != std::string::npos);
  CHECK(text.find("more than all") != std::string::npos);
  CHECK(text.find("warning: errors in p5: every reading is thin\n") != std::string::npos);
  CHECK(power_text(lines(), false, terminal(120)).find("Window") == std::string::npos);
}

TEST_CASE("a chance that is next to none is a bound, and a dash is explained") {
  auto some = lines();
  some[0].false_alarm = 8.483e-112;
  some[1].false_alarm = 0.001;
  const std::string text = power_text(some, true, terminal(120));
  CHECK(text.find(" <0.1%") != std::string::npos);
  CHECK(text.find("e-") == std::string::npos);
  CHECK(text.find(" 0.1%") != std::string::npos);
  CHECK(text.find("\n–: no window and no share catches that") != std::string::npos);
  some.pop_back();
  CHECK(power_text(some, true, terminal(120)).find("–") == std::string::npos);
  CHECK(power_text(lines(), false, terminal(120)).find("–") == std::string::npos);
}

TEST_CASE("a program gets rows under titles, a warning in the row that it is about") {
  CHECK(power_text(lines(), false, pipe()) ==
        "Phase\tExposed\tThreshold\tLimit\tRequests\tCatches\tFalse alarm\tWarning\n"
        "p20\t20%\terrors\t1%\t1000\t≥ 1.69%\t1.34%\t\n"
        "p5\t5%\terrors\t1%\t3\tnothing\t0%\tevery reading is thin\n");
}

TEST_CASE("power as JSON has null where nothing is caught") {
  const std::string json = power_json(lines(), {});
  CHECK(json.starts_with("{\"schema\":\"relctl.power/1\",\"rows\":[{\"phase\":\"p20\""));
  CHECK(json.find("\"smallest\":null") != std::string::npos);
  CHECK(json.find("\"needed_window_ms\":60000") != std::string::npos);
  const std::string rows = power_json(lines(), {}, JsonForm::lines);
  CHECK(rows.starts_with("{\"schema\":\"relctl.power/1\",\"of\":\"rows\",\"phase\":\"p20\""));
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 3);
  CHECK(rows.ends_with("{\"schema\":\"relctl.power/1\",\"of\":\"rest\"}\n"));
}

TEST_CASE("what is simulated has a sign, no more digits than are known, and their margin") {
  auto some = lines();
  some[0].is_simulated = true;
  some[0].false_alarm = 0.31834;
  some[0].false_alarm_margin = 0.0091;
  const std::string text = power_text(some, false, terminal(120));
  CHECK(text.find("≥ ~1.69%") != std::string::npos);
  CHECK(text.find(" ~32%") != std::string::npos);
  CHECK(text.find("\n~: simulated, ") != std::string::npos);
  CHECK(text.find("; chances within 0.9 points with 95% certainty\n") != std::string::npos);
  CHECK(power_text(lines(), false, terminal(120)).find('~') == std::string::npos);
  const std::string json = power_json(some, {});
  CHECK(json.find("\"simulated\":true,\"false_alarm_margin\":0.0091") != std::string::npos);
  CHECK(json.find("\"simulated\":false,\"false_alarm_margin\":null") != std::string::npos);
  some[0].false_alarm = 0.0; // None of 10000.
  some[0].false_alarm_margin = 0.0003;
  CHECK(power_text(some, false, terminal(120)).find(" <0.1%") != std::string::npos);
}

TEST_CASE("power as JSON names what is not judged and why") {
  const std::vector<PowerGap> gaps{{"slow", "no share of requests"}};
  CHECK(power_json(lines(), gaps)
            .find("],\"not_judged\":[{\"threshold\":\"slow\",\"reason\":\"no "
                  "share of requests\"}]}") != std::string::npos);
  CHECK(power_json(lines(), gaps, JsonForm::lines)
            .find("{\"schema\":\"relctl.power/1\",\"of\":\"not_judged\",\"threshold\":\"slow\",") !=
        std::string::npos);
}
