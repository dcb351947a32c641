// SPDX-License-Identifier: Apache-2.0
#include "tidy/layout.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

const std::string k_licence = "// SPDX-License-Identifier: Apache-2.0\n";

} // namespace

TEST_CASE("a C++ file begins with its licence, a header is guarded") {
  CHECK(file_manners({"lib/a/b.hpp", k_licence + "#pragma once\n"}).empty());
  CHECK(file_manners({"lib/a/b.hpp", k_licence}).size() == 1);
  CHECK(file_manners({"lib/a/b.hpp", "#pragma once\n"}).size() == 2);
  CHECK(file_manners({"lib/a/b.cpp", "#include <vector>\n" + k_licence}).size() == 1);
  CHECK(file_manners({"lib/a/README.md", "# a\n"}).empty());
}

TEST_CASE("a file is named after what it holds") {
  CHECK(file_manners({"lib/a/string_utils.cpp", k_licence}).size() == 1);
  CHECK(file_manners({"lib/helpers/a.cpp", k_licence}).size() == 1);
  CHECK(file_manners({"lib/a/futility.cpp", k_licence}).empty());
}

TEST_CASE("the top level holds what belongs there") {
  CHECK(stray_entries({{"lib/a/b.hpp", ""}, {".ci/run", ""}, {"LICENSE", ""}}).empty());
  CHECK(stray_entries({{"docs/a.md", ""}, {"docs/b.md", ""}}) ==
        Findings{"docs: does not belong to the top level"});
}

TEST_CASE("a module says what it is") {
  CHECK(unexplained_modules({{"lib/a/b.hpp", ""}, {"lib/a/README.md", ""}}).empty());
  CHECK(unexplained_modules({{"lib/a/b.hpp", ""}, {"lib/README.md", ""}}).size() == 1);
}

TEST_CASE("a source that other modules use is included by a test") {
  const SourceFile source = {"lib/a/b.cpp", "#include \"a/b.hpp\"\n"};
  const SourceFile user = {"lib/c/d.cpp", "#include \"a/b.hpp\"\n"};
  const SourceFile test = {"tests/x/c_test.cpp", "#include \"a/b.hpp\"\n"};
  CHECK(untested_sources({source, user}) ==
        Findings{"lib/a/b.hpp: other modules use it, no test includes it"});
  CHECK(untested_sources({source, user, test}).empty());
  CHECK(untested_sources({source}).empty());
  CHECK(untested_sources({user}).empty());
}

TEST_CASE("a module with sources has a test") {
  CHECK(untested_modules({{"lib/a/b.cpp", ""}}) == Findings{"lib/a: no *_test.cpp in tests/a"});
  CHECK(untested_modules({{"lib/a/b.cpp", ""}, {"tests/a/b_test.cpp", ""}}).empty());
  CHECK(untested_modules({{"lib/a/b.hpp", ""}}).empty());
}

TEST_CASE("the files of the tree keep their manners") {
  REQUIRE(project_tree().size() > 50);
  CHECK(report(over_tree(file_manners)) == "");
}

TEST_CASE("the tree is laid out as the design says") {
  CHECK(report(stray_entries(project_tree())) == "");
  CHECK(report(unexplained_modules(project_tree())) == "");
}

TEST_CASE("what the modules of lib offer is tested") {
  CHECK(report(untested_modules(project_tree())) == "");
  CHECK(report(untested_sources(project_tree())) == "");
}
