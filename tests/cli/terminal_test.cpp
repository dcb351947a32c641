// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

Ran on_terminal(const Workplace& place, const std::vector<std::string>& words,
                const std::string& typed) {
  Launch launch = place.launch(words);
  launch.environment["TERM"] = "xterm";
  launch.typed = typed;
  return run_program(launch);
}

} // namespace

TEST_CASE("on a terminal a wait shows one rewritten line: phase, elapsed, threshold, next look") {
  Workplace place;
  const MetricServer metrics;
  place.source = metrics.url();
  place.start();
  const Ran ran = on_terminal(place, {"advance", "--wait"}, "");
  CAPTURE(ran.out);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "\r\x1b[K"));
  CHECK(contains(ran.out, "p5 5% observed"));
  CHECK(contains(ran.out, "of 2s"));
  CHECK(contains(ran.out, "error-rate 0.1%"));
  CHECK(contains(ran.out, "looks again in"));
}

TEST_CASE("a dumb terminal and -q see no rewritten line") {
  Workplace place;
  const MetricServer metrics;
  place.source = metrics.url();
  place.start();
  const Ran quiet = on_terminal(place, {"advance", "-q"}, "");
  CHECK(quiet.out.find("\x1b[K") == std::string::npos);
  Launch dumb = place.launch({"advance", "--wait"});
  dumb.environment["TERM"] = "dumb";
  dumb.typed = "";
  CHECK(run_program(dumb).out.find('\x1b') == std::string::npos);
}

TEST_CASE("on a terminal a rollback without --to asks once, and does nothing without a yes") {
  const Workplace place;
  expose_quick(place);
  const Ran no = on_terminal(place, {"rollback"}, "n\n");
  CHECK(no.code == 2);
  CHECK(contains(no.out, "go back from v1.4.0 to v1.3.2? [y/N]"));
  CHECK(contains(no.out, "nothing was done"));
  CHECK(place.trace().size() == 1);
  const Ran silent = on_terminal(place, {"rollback", "--no-input"}, "y\n");
  CHECK(silent.code == 2);
  CHECK(place.trace().size() == 1);
  const Ran yes = on_terminal(place, {"rollback"}, "y\n");
  CAPTURE(yes.out);
  CHECK(yes.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("on a terminal a rollback to a named version does not ask") {
  const Workplace place;
  expose_quick(place);
  const Ran ran = on_terminal(place, {"rollback", "--to", "v1.3.2"}, "");
  CHECK(ran.code == 0);
  CHECK_FALSE(contains(ran.out, "[y/N]"));
}
