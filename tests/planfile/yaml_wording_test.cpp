// SPDX-License-Identifier: Apache-2.0
#include "planfile/yaml_tree.hpp"
#include "planfile/yaml_wording.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl;
using namespace relctl::planfile;

namespace {

/// `line:col message; remedy` of the one mistake in a text that is no YAML.
std::string mistake_in(const std::string& text) {
  Findings findings;
  CHECK_FALSE(parse_yaml_tree(text, findings));
  REQUIRE(findings.diagnostics().size() == 1);
  const auto& d = findings.diagnostics().front();
  CHECK(d.rule == "yaml-syntax");
  return fmt::format("{}:{} {}; {}", d.mark.line, d.mark.column, d.message, d.remedy);
}

} // namespace

TEST_CASE("a limit without quotes is told to take some") {
  CHECK(mistake_in("breach: > 1%\n") ==
        "1:11 after | or > the line must end; put the value in quotes, for instance \"> 1%\"");
}

TEST_CASE("a text that YAML keeps for itself is told to take quotes") {
  CHECK(mistake_in("a: %x\n") ==
        "1:4 a text without quotes cannot begin with %; put the value in quotes");
  CHECK(mistake_in("a: @x\n").find("cannot begin with @") != std::string::npos);
  CHECK(mistake_in("a: { ask: OK?, b: c }\n").find("a '?' stands in a text without quotes") !=
        std::string::npos);
  CHECK(mistake_in("a: *\n").find("put a text that begins with * in quotes") != std::string::npos);
}

TEST_CASE("what is not closed, closed twice or indented wrongly is called so") {
  CHECK(mistake_in("a: {b: c\n").find("a '{' is never closed") != std::string::npos);
  CHECK(mistake_in("a: [b\n").find("a '[' is never closed") != std::string::npos);
  CHECK(mistake_in("a: [b]]\n").find("a bracket closes what was not opened") != std::string::npos);
  CHECK(mistake_in("a: 1\n b: 2\n").find("a ':' stands where no value can begin") !=
        std::string::npos);
  CHECK(mistake_in("a: \"x\" y\n").find("does not belong to the mapping around it") !=
        std::string::npos);
  CHECK(mistake_in("a: \"\\q\"\n").find("the escape in double quotes is unknown") !=
        std::string::npos);
  CHECK(mistake_in("a: \"\\xZZ\"\n").find("needs hexadecimal digits") != std::string::npos);
}
