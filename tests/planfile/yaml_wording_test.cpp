// SPDX-License-Identifier: Apache-2.0
#include "planfile/yaml_tree.hpp"
#include "planfile/yaml_wording.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl;
using namespace relctl::planfile;

namespace {

/// `line:col message; remedy` of the one mistake in a text that is no YAML.
std::string yaml_mistake(const std::string& text) {
  Findings findings;
  CHECK_FALSE(parse_yaml_tree(text, findings));
  REQUIRE(findings.diagnostics().size() == 1);
  const auto& d = findings.diagnostics().front();
  return fmt::format("{}:{} {}; {}", d.mark.line, d.mark.column, d.message, d.remedy);
}

} // namespace

TEST_CASE("a value that needs quotes is shown in them") {
  const auto [text, answer] = GENERATE(table<const char*, const char*>(
      {{"a:\n  breach: > 5%   # percent\n",
        "2:11 a value that begins with > needs quotes; write \"> 5%\""},
       {"breach: >= 2 * baseline\n",
        "1:9 a value that begins with > needs quotes; write \">= 2 * baseline\""},
       {"{ breach: > 5%, for: 5m }\n",
        "1:11 a value that begins with > needs quotes; write \"> 5%\""},
       {"a: %x\n", "1:4 a value that begins with % needs quotes; write \"%x\""},
       {"a:\n  - @home \"x\"\n",
        "2:5 a value that begins with @ needs quotes; write '@home \"x\"'"},
       {"a: [b, `c`]\n", "1:8 a value that begins with ` needs quotes; write \"`c`\""},
       {"title: out: {{version}}\n",
        "1:8 a value with ': ' in it needs quotes; write \"out: {{version}}\""},
       {"title: {{version}} is out\n",
        "1:8 a value that begins with {{ needs quotes; write \"{{version}} is out\""}}));
  INFO(text);
  CHECK(yaml_mistake(text) == answer);
}

TEST_CASE("a template without quotes is one mistake, and the reading goes on behind it") {
  Findings findings;
  const auto tree =
      parse_yaml_tree("p: { t: {{ratio}}, id: a }\nrun: [./deploy, {{v}}]\n", findings);
  REQUIRE(tree);
  REQUIRE(findings.diagnostics().size() == 2);
  CHECK(findings.diagnostics()[0].remedy == "write \"{{ratio}}\"");
  CHECK(findings.diagnostics()[1].remedy == "write \"{{v}}\"");
  CHECK(find_value(*find_value(*tree, "p"), "t")->kind == Node::Kind::refused);
}

TEST_CASE("a text that YAML keeps for itself is told to take quotes") {
  CHECK(yaml_mistake("a: { ask: OK?, b: c }\n").find("a '?' stands in a text without quotes") !=
        std::string::npos);
  CHECK(yaml_mistake("a: *\n").find("put a text that begins with * in quotes") !=
        std::string::npos);
}

TEST_CASE("a tab that indents the line is told of before anything else") {
  for (const char* text : {"a: 1\nphases:\n\t- id: p5\n", "metrics:\n  m:\n\tsource: p\n",
                           "name: x\n\ttitle: p\n", "a:\n  \tb: 1\n  c: 2\n"}) {
    CAPTURE(text);
    CHECK(yaml_mistake(text).find(" a tab is used to indent; indent with spaces") !=
          std::string::npos);
  }
}

TEST_CASE("what is not closed, closed twice or indented wrongly is called so") {
  CHECK(yaml_mistake("a: {b: c\n").find("a '{' is never closed") != std::string::npos);
  CHECK(yaml_mistake("a: [b\n").find("a '[' is never closed") != std::string::npos);
  CHECK(yaml_mistake("a: [b]]\n").find("a bracket closes what was not opened") !=
        std::string::npos);
  CHECK(yaml_mistake("a: 1\n b: 2\n").find("a ':' stands where no value can begin") !=
        std::string::npos);
  CHECK(yaml_mistake("a: \"x\" y\n").find("does not belong to the mapping around it") !=
        std::string::npos);
  CHECK(yaml_mistake("a: \"\\q\"\n").find("the escape in double quotes is unknown") !=
        std::string::npos);
  CHECK(yaml_mistake("a: \"\\xZZ\"\n").find("needs hexadecimal digits") != std::string::npos);
}
