// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <sstream>

using namespace relctl::test;
namespace fs = std::filesystem;

namespace {

const fs::path k_templates = fs::path(RELCTL_SOURCE_DIR) / "plans" / "templates";

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(k_templates))
    names.push_back(file.path().stem().string());
  return names;
}

} // namespace

TEST_CASE("every template becomes a plan with no suspicion but the programs to put beside it") {
  const Workplace place;
  REQUIRE(template_names().size() >= 6);
  for (const std::string& name : template_names()) {
    INFO(name);
    const std::string file = name + ".yaml";
    CHECK(place.relctl({"init", "--template", name, "--out", file}).code == 0);
    const Ran valid = place.relctl({"validate", "--strict", file});
    CHECK(valid.code == 0);
    std::istringstream found(valid.out);
    for (std::string line; std::getline(found, line);)
      CHECK_THAT(line, Catch::EndsWith("[program-missing]"));
    if (name != "observation") // Nothing is released by it.
      CHECK(place.relctl({"plan", file, "--version", "v1.1.0", "--from", "v1.0.0"}).code == 0);
  }
}

TEST_CASE("a template explains itself in comments") {
  const Workplace place;
  for (const std::string& name : template_names()) {
    INFO(name);
    CHECK(place.relctl({"init", "--template", name}).out.starts_with("# "));
  }
  CHECK(place.relctl({"init"}).out == place.relctl({"init", "--template", "minimal"}).out);
}

TEST_CASE("init does not write over a file") {
  const Workplace place;
  place.write("mine.yaml", "relctl: 1\n");
  const Ran ran = place.relctl({"init", "--out", "mine.yaml"});
  CHECK(ran.code == 1);
  CHECK(contains(ran.err, "cannot write mine.yaml: File exists"));
  CHECK(place.read("mine.yaml") == "relctl: 1\n");
}

TEST_CASE("an unknown template is answered with the nearest one") {
  const Workplace place;
  const Ran near = place.relctl({"init", "--template", "canery"});
  CHECK(near.code == 2);
  CHECK(contains(near.err, "did you mean 'canary'?"));
  CHECK(contains(place.relctl({"init", "--template", "zzzzzz"}).err, "there are canary, "));
}
