// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace relctl::test {

namespace {

std::string fresh_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "relctl-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    std::abort();
  return name;
}

} // namespace

Workplace::Workplace() : m_folder(fresh_folder()) {
  write("plan.yaml", demo_plan());
  script("shift", "echo shift \"$1\" >> \"$TRACE\"");
  script("back", "echo back \"$1\" >> \"$TRACE\"");
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(m_folder, ignored);
}

void Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(file(name), std::ios::binary) << text;
}

void Workplace::script(const std::string& name, const std::string& body) const {
  write(name, "#!/bin/sh\nTRACE='" + file("trace") + "'\n" + body + "\n");
  std::filesystem::permissions(file(name), std::filesystem::perms::owner_all);
}

std::string Workplace::read(const std::string& name) const {
  std::ifstream in(file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> Workplace::trace() const {
  std::istringstream in(read("trace"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

Launch Workplace::launch(const std::vector<std::string>& words) const {
  Launch launch;
  launch.argv = {RELCTL_BINARY};
  launch.argv.insert(launch.argv.end(), words.begin(), words.end());
  launch.environment = environment;
  launch.environment.emplace("RELCTL_DB", file("log.db"));
  launch.environment.emplace("PROM_URL", source);
  launch.directory = m_folder;
  return launch;
}

Ran Workplace::relctl(const std::vector<std::string>& words) const {
  return run_program(launch(words));
}

Ran Workplace::relctl_into(const std::string& output_path,
                           const std::vector<std::string>& words) const {
  Launch directed = launch(words);
  directed.output_path = output_path;
  return run_program(directed);
}

void Workplace::start() const {
  const Ran ran =
      relctl({"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2", "--check", "uat"});
  INFO(ran.out << ran.err);
  REQUIRE(ran.code == 0);
}

Ran Workplace::try_start() const {
  return relctl({"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2"});
}

std::string demo_plan() {
  return R"(relctl: 1
name: demo
roles:
  owner: { title: Release Owner, members: [alice] }
  qa: { title: QA }
sources:
  prom: { prometheus: "${PROM_URL}", timeout: 1s }
metrics:
  error_rate: { source: prom, query: errors, unit: ratio, every: 1s, window: 1s }
thresholds:
  error-rate: { metric: error_rate, breach: "> 1%", then: rollback }
before:
  uat: { ask: UAT passed, role: qa }
phases:
  - { id: p5, traffic: 5%, observe: 2s, enter: [shift] }
  - { id: full, traffic: 100%, observe: 2s, enter: [shift], approve: [owner] }
steps:
  shift: { run: [./shift, "{{traffic}}"], timeout: 5s }
rollback:
  steps:
    - { id: back, run: [./back, "{{to}}"], timeout: 5s, idempotent: true }
comms:
  started: "started {{version}} in {{phase}}"
  rolled_back: "{{version}} went back to {{to}}"
)";
}

std::string quick_plan() {
  return R"(relctl: 1
name: demo
roles:
  owner: { title: Release Owner, members: [alice] }
thresholds:
  orders: { incident: P0, scope: orders, then: rollback }
before:
  uat: { ask: UAT passed }
phases:
  - { id: p5, traffic: 5%, enter: [shift] }
  - { id: full, traffic: 100%, enter: [shift] }
steps:
  shift: { run: [./shift, "{{traffic}}"], timeout: 5s }
rollback:
  steps:
    - { id: back, run: [./back, "{{to}}"], timeout: 5s, idempotent: true }
comms:
  rolled_back: "{{version}} went back to {{to}}"
)";
}

void edit_log(const Workplace& place, const std::string& sql) {
  place.write("edit_log.sql", sql);
  Launch launch;
  launch.argv = {"/usr/bin/python3", "-c",
                 "import sqlite3; log = sqlite3.connect('log.db'); "
                 "log.executescript(open('edit_log.sql').read()); log.commit()"};
  launch.directory = place.file("");
  const Ran ran = run_program(launch);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
}

void expose_quick(const Workplace& place) {
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos)
    std::abort();
  return text.replace(at, from.size(), to);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace relctl::test
