// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/plan_yaml.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("the first key says the version of the language") {
  check_mistakes({
      {"relctl: 1", "relctl: 2", "2",
       "plan-version: this release of relctl reads plans of version 1 only"},
      {"relctl: 1", "relctl: 1.0", "1.0", "plan-version"},
      {"relctl: 1", "relctl: [1]", "[1]", "wrong-type"},
      {"relctl: 1\n", "", "name: shop",
       "plan-version: a plan's first key is 'relctl'; begin the file with 'relctl: 1'"},
      {"relctl: 1\nname: shop", "name: shop\nrelctl: 1", "1", "plan-version"},
  });
}

TEST_CASE("a plan without a title is called by its name") {
  CHECK(load_plan(sound_plan(), environment_of({})).plan.title == "shop");
  CHECK(load_plan(sound_plan_with("name: shop", "name: shop\ntitle: 小店"), environment_of({}))
            .plan.title == "小店");
}

TEST_CASE("phases and rollback are due") {
  const auto diagnostics = load_plan("relctl: 1\nname: a\n", environment_of({})).diagnostics;
  REQUIRE(diagnostics.size() == 2);
  CHECK(diagnostics[0].message == "the plan has no 'phases'");
  CHECK(diagnostics[1].message == "the plan has no 'rollback'");
}

TEST_CASE("sources and texts are filled in with their places") {
  const auto plan = load_plan(sound_plan(), environment_of({})).plan;
  CHECK(plan.sources.front().url == "http://127.0.0.1:9090");
  CHECK(plan.sources.front().timeout == seconds(5));
  CHECK(plan.sources.front().mark == plan::Mark{8, 3});
  CHECK(plan.metrics.front().query.mark == plan::Mark{12, 12});
  CHECK(plan.comms.at("rolled_back").text == "{{title}} {{version}}");
  CHECK(plan.comms.at("rolled_back").mark == plan::Mark{37, 17});
  CHECK(plan.roles.front().members == std::vector<std::string>{"ann"});
  CHECK(plan.rollback.deadline == minutes(30));
  CHECK(plan.rollback.observe == minutes(30));
  CHECK(plan.before.front().ask == "UAT passed");
}

TEST_CASE("what shows in the meaning is reported with what shows in the text") {
  std::string text = sound_plan_with("source: prom", "source: pron");
  text += "nonsense: 1\n";
  CHECK(places(load_plan(text, environment_of({})).diagnostics) ==
        std::vector<std::string>{"41:1 unknown-key"});
  CHECK(mistake_of("source: prom", "source: pron").find("unknown-source") != std::string::npos);
}
