// SPDX-License-Identifier: Apache-2.0
#include "view/power.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

std::vector<PowerLine> lines() {
  PowerLine seen{"p20", "errors", 0.2, 1000, 0.01, 0.0169, 0.0134, minutes(1), 0.19, ""};
  PowerLine blind{"p5", "errors", 0.05, 3, 0.01, {}, 0.0, {}, 1.5, "every reading is thin"};
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
  const std::string json = power_json(lines());
  CHECK(json.starts_with("{\"schema\":\"relctl.power/1\",\"rows\":[{\"phase\":\"p20\""));
  CHECK(json.find("\"smallest\":null") != std::string::npos);
  CHECK(json.find("\"needed_window_ms\":60000") != std::string::npos);
  const std::string rows = power_json(lines(), JsonForm::lines);
  CHECK(rows.starts_with("{\"schema\":\"relctl.power/1\",\"of\":\"rows\",\"phase\":\"p20\""));
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 3);
  CHECK(rows.ends_with("{\"schema\":\"relctl.power/1\",\"of\":\"rest\"}\n"));
}
