// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using namespace relctl::test;

namespace {

/// The quick plan with `shift` done on three nodes.
std::string fanned_plan(const std::string& keys) {
  return with(quick_plan(), "run: [./shift, \"{{traffic}}\"]",
              "run: [./shift, \"{{node}}\"], each: { node: [n1, n2, n3] }" + keys);
}

bool is_traced(const Workplace& place, const std::string& line) {
  const auto trace = place.trace();
  return std::find(trace.begin(), trace.end(), line) != trace.end();
}

} // namespace

TEST_CASE(
    "relctl killed amid a fanned-out step knows which instances are done and which in doubt") {
  Workplace place;
  place.write("plan.yaml", fanned_plan(""));
  place.script("shift", "echo shift $RELCTL_NODE >> \"$TRACE\"\n"
                        "if [ $1 = n2 ] && [ ! -e once ]; then touch once; sleep 60; fi");
  place.start();
  Program advance(place.launch({"advance"}));
  REQUIRE(eventually([&] { return is_traced(place, "shift n2"); }));
  advance.signal(SIGKILL);
  (void)advance.wait();
  // The orphan is over at its deadline at the latest; a person need not wait for that.
  const Ran held = place.relctl({"advance"});
  CAPTURE(held.out, held.err);
  CHECK(held.code == 5);
  CHECK(contains(held.out + held.err, "shift[n2]"));
  CHECK(place.relctl({"resolve", "shift[n2]", "rerun", "--reason", "nothing had changed"}).code ==
        0);
  CHECK(place.relctl({"advance"}).code == 0);
  std::vector<std::string> first_phase = place.trace();
  REQUIRE(first_phase.size() >= 4);
  first_phase.resize(4); // Nothing is observed in it, so that the next one follows at once.
  CHECK(first_phase == std::vector<std::string>{"shift n1", "shift n2", "shift n2", "shift n3"});
}

TEST_CASE("in parallel the instances run at the same time") {
  Workplace place;
  place.write("plan.yaml", fanned_plan(", parallel: true"));
  // Each waits for the other two.
  place.script("shift", "touch at-$1\nwhile [ ! -e at-n1 ] || [ ! -e at-n2 ] || [ ! -e at-n3 ]; do "
                        "sleep 0.05; done");
  place.start();
  CHECK(place.relctl({"advance"}).code == 0);
}

TEST_CASE("what fails on one node is done there by the alternative, and the release goes on") {
  Workplace place;
  place.write("plan.yaml", with(fanned_plan(", otherwise: by-hand"), "steps:\n",
                                "steps:\n  by-hand: { run: [./by-hand, \"{{node}}\"] }\n"));
  place.script("shift", "[ $1 != n2 ]");
  place.script("by-hand", "echo by hand $1 >> \"$TRACE\"");
  place.start();
  const Ran ran = place.relctl({"advance"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"by hand n2"});
  const Ran shown = place.relctl({"plan", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2"});
  CHECK(contains(shown.out, "shift[n2]"));
  CHECK(contains(shown.out, "else by-hand"));
}
