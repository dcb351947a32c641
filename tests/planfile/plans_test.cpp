// SPDX-License-Identifier: Apache-2.0
#include "plan/template_text.hpp"
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace relctl;
using namespace relctl::planfile;
namespace fs = std::filesystem;

namespace {

const fs::path k_plans = fs::path(RELCTL_SOURCE_DIR) / "plans";

LoadedPlan load_shipped(const std::string& name) {
  const auto text = read_plan_text((k_plans / name).string());
  REQUIRE(text);
  return load_plan(*text, environment_of({}));
}

} // namespace

TEST_CASE("every shipped plan validates without an error or a warning") {
  int count = 0;
  for (const auto& file : fs::directory_iterator(k_plans)) {
    if (file.path().extension() != ".yaml")
      continue;
    ++count;
    for (const auto& diagnostic : load_shipped(file.path().filename().string()).diagnostics)
      FAIL_CHECK(plan::format_diagnostic(file.path().filename().string(), diagnostic));
  }
  CHECK(count >= 2);
}

TEST_CASE("the OneDish plan says what its release document says") {
  const auto plan = load_shipped("onedish.yaml").plan;
  REQUIRE(plan.phases.size() == 5);
  const std::vector<std::string> traffic = {"5%", "{{ratio}}", "50%", "100%", "100%"};
  for (std::size_t i = 0; i < traffic.size(); ++i)
    CHECK(plan.phases[i].traffic.text == traffic[i]);
  CHECK(plan.phases[0].observe == minutes(30));
  CHECK(plan.phases[1].observe_max == minutes(60));
  CHECK(plan.phases[2].observe == minutes(60));
  CHECK(plan.phases[4].observe == hours(24));
  CHECK(plan.thresholds.size() == 5);
  for (const auto& threshold : plan.thresholds)
    CHECK(threshold.then.kind == plan::Consequence::Kind::rollback);
  const auto* p95 = plan::find_metric(plan, "p95");
  REQUIRE(p95 != nullptr);
  CHECK(p95->each->values.size() == 4);
  CHECK(std::get<plan::Consecutive>(plan::find_threshold(plan, "swap-success")->shape).count == 2);
  REQUIRE(plan.rollback.steps.size() == 5);
  CHECK(plan.rollback.steps[1].traffic->text == "0%");
  CHECK(plan.rollback.steps[4].point_of_no_return);
  CHECK(plan.comms.at("started").text.find("灰度开始") != std::string::npos);
}

TEST_CASE("the design's example lacks only what it leaves out") {
  const auto text =
      read_plan_text((fs::path(RELCTL_SOURCE_DIR) / "tests/planfile/design_example.yaml").string());
  REQUIRE(text);
  const auto loaded = load_plan(*text, environment_of({{"EVENTS_DSN", "unused"}}));
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].rule == "unknown-step"); // only_if: migrate, under no steps
  CHECK(loaded.plan.phases.size() == 5);
}

TEST_CASE("the minimal plan is short") {
  const auto text = read_plan_text((k_plans / "minimal.yaml").string());
  REQUIRE(text);
  CHECK(std::count(text->begin(), text->end(), '\n') <= 30);
}

TEST_CASE("the README of plans names every template variable, cause and unit") {
  std::ostringstream readme;
  readme << std::ifstream(k_plans / "README.md").rdbuf();
  const std::string text = readme.str();
  for (const auto& entry : plan::template_catalogue()) {
    INFO(entry.name);
    CHECK(text.find("| `" + std::string(entry.name) + "` |") != std::string::npos);
  }
  for (const auto& cause : plan::cause_names()) {
    INFO(cause);
    CHECK(text.find("`" + cause + "`") != std::string::npos);
  }
}
