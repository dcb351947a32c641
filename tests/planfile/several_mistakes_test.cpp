// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("several mistakes are all reported, in the order of the file") {
  const std::string text = R"yaml(relctl: 1
name: shop
vars:
  share: { type: percentage, default: 20% }
sources:
  prom: { prometheus: "http://u:p@127.0.0.1:9090", timeout: 5 }
  pg: { postgres: "x" }
metrics:
  errors:
    source: prom
    query: &q errors
    every: 30x
    wndow: 1m
thresholds:
  errors: { metric: errors, breach: "> 1% oops" }
  errors: { metric: errors, breach: "> 1%", then: rollback }
phases:
  - { id: first, traffic: 5, observe: 60m..30m, enter: [shfit] }
  - { id: full, traffic: 100%, approve: [nobody] }
steps:
  shift: { run: ./x --y, idempotent: yes }
rollback:
  steps:
    - { id: back, use: shft }
comms:
  started: "${HOME}"
)yaml";
  CHECK(places(load_plan(text, environment_of({})).diagnostics) == std::vector<std::string>{
                                                                       "4:18 bad-choice",
                                                                       "6:23 url-userinfo",
                                                                       "6:61 bad-duration",
                                                                       "7:19 bad-connection",
                                                                       "11:12 yaml-anchor",
                                                                       "12:12 bad-duration",
                                                                       "13:5 unknown-key",
                                                                       "15:11 missing-key",
                                                                       "15:43 bad-limit",
                                                                       "16:3 duplicate-key",
                                                                       "18:5 unknown-step",
                                                                       "18:27 bad-percentage",
                                                                       "18:39 bad-range",
                                                                       "19:42 unknown-role",
                                                                       "21:17 command-not-a-list",
                                                                       "21:38 not-a-boolean",
                                                                       "24:24 unknown-step",
                                                                       "26:13 environment-outside",
                                                                   });
}

TEST_CASE("a section that cannot be read does not make every reference into it a mistake") {
  std::string text = sound_plan();
  const auto begin = text.find("metrics:\n");
  text.replace(begin, text.find("thresholds:\n") - begin, "metrics: [a]\n");
  CHECK(places(load_plan(text, environment_of({})).diagnostics) ==
        std::vector<std::string>{"9:10 wrong-type"});
}

TEST_CASE("broken YAML is one mistake, not one for each line after it") {
  const auto loaded = load_plan(sound_plan_with("name: shop", "name: 'shop"), environment_of({}));
  CHECK(loaded.diagnostics.size() == 1);
}
