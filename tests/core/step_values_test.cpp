// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/reader_calls.hpp"
#include "core/rendering.hpp"
#include "core/values.hpp"
#include "plan/template_text.hpp"

#include <set>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("every value that a step sees has a name of the catalogue, which validate keeps free") {
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("deploy", {"./deploy"}));
  Given given(plan);
  given.ready().started("p5");
  core::StepStarted started;
  started.address = {"main", "p5", "consequence", "deploy"};
  given.event(started);
  const auto effect = core::effect_of(given.plan, given.state, started);
  std::set<std::string> known{"RELCTL_STAGE"};
  for (const plan::CatalogueEntry& entry : plan::template_catalogue())
    known.insert(core::environment_name(entry.name));
  for (const auto& [name, value] : std::get<core::CommandCall>(effect.call).variables) {
    CAPTURE(name);
    CHECK(known.contains(name));
  }
}

TEST_CASE("what a suite captures is not taken for a variable of the same name") {
  plan::SuiteAction suite;
  suite.base.text = "http://127.0.0.1";
  suite.requests.resize(2);
  suite.requests[0].path.text = "/x/{{version}}";
  suite.requests[0].captures = {{"version", ".id", {}, {}}};
  suite.requests[1].path.text = "/x/{{version}}/{{phase}}";
  const core::SuiteCall call = core::suite_call(suite, {{"version", "1.1.0"}, {"phase", "p5"}});
  CHECK(call.requests.at(0).path == "/x/1.1.0");
  CHECK(call.requests.at(1).path == "/x/{{version}}/p5");
}
