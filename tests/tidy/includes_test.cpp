// SPDX-License-Identifier: Apache-2.0
#include "tidy/includes.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

Findings objections(const std::string& path, const std::string& include) {
  return foreign_includes({path, "#pragma once\n#include " + include + "\n"});
}

} // namespace

TEST_CASE("a module includes only what its row of the table names") {
  CHECK(objections("lib/core/judge.cpp", "\"core/judge.hpp\"").empty());
  CHECK(objections("lib/core/judge.cpp", "\"plan/limit.hpp\"").empty());
  CHECK(objections("lib/core/judge.cpp", "\"ports/world.hpp\"") ==
        Findings{"lib/core/judge.cpp:2: core may not include ports (ports/world.hpp)"});
  CHECK(objections("lib/metrics/a.cpp", "\"effects/b.hpp\"").size() == 1);
  CHECK(objections("lib/engine/a.cpp", "\"sim/b.hpp\"").size() == 1);
}

TEST_CASE("an include that is not rooted at lib is refused") {
  CHECK(objections("lib/core/judge.cpp", "\"judge.hpp\"").size() == 1);
  CHECK(objections("lib/core/judge.cpp", "\"core/../plan/limit.hpp\"").size() == 1);
}

TEST_CASE("a module that the table does not know is refused") {
  CHECK(foreign_includes({"lib/extra/a.cpp", ""}).size() == 1);
}

TEST_CASE("third-party headers stay in the sources of their module") {
  CHECK(objections("lib/planfile/a.cpp", "<yaml-cpp/yaml.h>").empty());
  CHECK(objections("lib/planfile/a.hpp", "<yaml-cpp/yaml.h>").size() == 1);
  CHECK(objections("lib/plan/a.cpp", "<yaml-cpp/yaml.h>").size() == 1);
  CHECK(objections("lib/core/a.cpp", "<boost/asio.hpp>") ==
        Findings{"lib/core/a.cpp:2: unknown library header boost/asio.hpp"});
}

TEST_CASE("fmt, expected and the standard library go anywhere, system headers do not") {
  CHECK(objections("lib/core/a.hpp", "<fmt/core.h>").empty());
  CHECK(objections("lib/core/a.hpp", "<tl/expected.hpp>").empty());
  CHECK(objections("lib/core/a.hpp", "<vector>").empty());
  CHECK(objections("lib/core/a.cpp", "<unistd.h>").size() == 1);
  CHECK(objections("lib/host/a.cpp", "<sys/wait.h>").empty());
}

TEST_CASE("files outside lib and cli include what they like") {
  CHECK(objections("tests/core/a.cpp", "<yaml-cpp/yaml.h>").empty());
}

TEST_CASE("the link line of a module equals its row") {
  const auto links = [](const std::string& line) {
    return foreign_links(
        {"lib/audit/CMakeLists.txt", "relctl_module(audit SOURCES a.cpp\n" + line});
  };
  CHECK(links("LINK base ports\n THIRD_PARTY SQLiteCpp)").empty());
  CHECK(links("LINK base THIRD_PARTY ports)").size() == 1);
  CHECK(links("LINK base core ports)") ==
        Findings{"lib/audit/CMakeLists.txt:1: LINK is 'base core ports', the include table says "
                 "'base ports'"});
}

TEST_CASE("every module of the tree keeps to the include table") {
  CHECK(report(over_tree(foreign_includes)) == "");
  CHECK(report(over_tree(foreign_links)) == "");
}

TEST_CASE("the tree holds every module of the include table") {
  std::set<std::string> modules;
  for (const SourceFile& file : project_tree()) {
    modules.insert(module_of(file.path));
  }
  for (const ModuleRow& row : include_table()) {
    CAPTURE(row.name);
    CHECK(modules.contains(row.name));
  }
}
