// SPDX-License-Identifier: Apache-2.0
#include "view/test_results.hpp"

#include <catch2/catch.hpp>

using namespace relctl::view;

namespace {

const Style k_pipe;

std::vector<TestResult> results() {
  TestResult good{"a.yaml", "good", 3, "", {}, 0.25};
  TestResult bad{"a.yaml", "bad <#1>", 9, "", {{12, "ends complete", "it ended <closed>"}}, 1.5};
  bad.look = "relctl rehearse x";
  TestResult odd{"b.yaml", "odd", 2, "variable 'first' has no value", {}, 0.0, {"b.yaml:4: why"}};
  return {good, bad, odd};
}

} // namespace

TEST_CASE("a failed case says below its name what was expected and what was found") {
  CHECK(test_text(results(), k_pipe) == "✔ a.yaml good\n"
                                        "✖ a.yaml bad <#1>\n"
                                        "    line 12: expected ends complete\n"
                                        "    but it ended <closed>\n"
                                        "    see how it went with `relctl rehearse x`\n"
                                        "✖ b.yaml odd\n"
                                        "    variable 'first' has no value\n");
  CHECK(test_summary(results()) == "3 cases: 1 passed, 2 failed");
  CHECK(test_summary({results().front()}) == "1 case: 1 passed, 0 failed");
}

TEST_CASE("in TAP a name cannot begin a directive") {
  const std::string tap = test_tap(results());
  CHECK(tap.starts_with("TAP version 13\n1..3\nok 1 - a.yaml good\nnot ok 2 - a.yaml bad <_1>\n"));
  CHECK(tap.find("# line 12: expected ends complete\n") != std::string::npos);
  CHECK(tap.ends_with("# variable 'first' has no value\n# b.yaml:4: why\n"));
}

TEST_CASE("in JUnit XML each file is a suite, and no text is markup") {
  const std::string xml = test_junit(results());
  const auto has = [&](const std::string& part) { return xml.find(part) != std::string::npos; };
  CHECK(has("<testsuites tests=\"3\" failures=\"1\" errors=\"1\">"));
  CHECK(has("<testsuite name=\"a.yaml\" tests=\"2\" failures=\"1\" errors=\"0\">"));
  CHECK(has("<testsuite name=\"b.yaml\" tests=\"1\" failures=\"0\" errors=\"1\">"));
  CHECK(has("variable &#39;first&#39; has no value\nb.yaml:4: why</error>"));
  CHECK(xml.find("name=\"bad &lt;#1&gt;\" time=\"1.500\"") != std::string::npos);
  CHECK(xml.find("it ended &lt;closed&gt;\nsee how it went with `relctl rehearse x`</failure>") !=
        std::string::npos);
}

TEST_CASE("each failure is an annotation at its line") {
  CHECK(test_github(results()) ==
        "::error file=a.yaml,line=12,col=1,title=bad <#1>::expected ends complete, but it ended "
        "<closed>; see `relctl rehearse x`\n"
        "::error file=b.yaml,line=2,col=1,title=odd::variable 'first' has no value%0Ab.yaml:4: "
        "why\n");
}

TEST_CASE("coverage names what is missing") {
  const std::vector<CoverageRow> rows{{"shop", "thresholds", 2, {"p95"}},
                                      {"shop", "phases", 3, {}}};
  CHECK(coverage_text(rows, k_pipe) ==
        "✖ shop: 1 of 2 thresholds; not p95\n✔ shop: 3 of 3 phases\n");
  CHECK(test_tap(coverage_results(rows)) ==
        "TAP version 13\n1..2\nnot ok 1 - coverage shop thresholds\n"
        "# expected all thresholds to be exercised\n# but only 1 of 2 are, and not p95\n"
        "ok 2 - coverage shop phases\n");
  const std::string gap = test_json({results().front()}, rows);
  CHECK(gap.starts_with("{\"schema\":\"relctl.test/1\",\"passed\":false"));
  const std::string json = test_json(results(), rows);
  CHECK(json.starts_with("{\"schema\":\"relctl.test/1\",\"passed\":false,\"cases\":[{"));
  CHECK(json.find("\"missing\":[\"p95\"]") != std::string::npos);
  const std::string lines = test_json(results(), rows, JsonForm::lines);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 6);
  CHECK(lines.starts_with("{\"schema\":\"relctl.test/1\",\"of\":\"cases\",\"file\":\"a.yaml\""));
  CHECK(lines.ends_with("{\"schema\":\"relctl.test/1\",\"of\":\"rest\",\"passed\":false}\n"));
}
