// SPDX-License-Identifier: Apache-2.0
#include "cli/programs.hpp"

#include <unistd.h>

#include <algorithm>

namespace relctl::cli {

namespace {

void look(const std::string& step, const plan::Action& action, const std::string& directory,
          std::vector<MissingProgram>& missing) {
  const auto* command = std::get_if<plan::CommandAction>(&action);
  if (command == nullptr || command->argv.empty())
    return;
  const std::string& name = command->argv.front().text;
  if (name.find('/') == std::string::npos || name.find("{{") != std::string::npos)
    return;
  const std::string path = name.front() == '/' ? name : directory + "/" + name;
  const bool is_there = ::access(path.c_str(), F_OK) == 0;
  if (is_there && ::access(path.c_str(), X_OK) == 0)
    return;
  const bool is_known =
      std::any_of(missing.begin(), missing.end(),
                  [&](const MissingProgram& other) { return other.path == name; });
  if (!is_known)
    missing.push_back({step, name, is_there ? "is not executable" : "is not there"});
}

void look(const plan::Step& step, const std::string& directory,
          std::vector<MissingProgram>& missing) {
  look(step.id, step.action, directory, missing);
  if (step.verify)
    look(step.id, step.verify->action, directory, missing);
}

void look(const std::vector<plan::Check>& checks, const std::string& directory,
          std::vector<MissingProgram>& missing) {
  for (const plan::Check& check : checks)
    if (check.step)
      look(*check.step, directory, missing);
}

} // namespace

std::vector<MissingProgram> missing_programs(const plan::Plan& plan, const std::string& directory) {
  std::vector<MissingProgram> missing;
  look(plan.before, directory, missing);
  for (const plan::Phase& phase : plan.phases)
    look(phase.checks, directory, missing);
  std::vector<const std::vector<plan::Step>*> lists = plan::rollback_lists(plan.rollback);
  lists.insert(lists.begin(), &plan.steps);
  for (const auto* steps : lists)
    for (const plan::Step& step : *steps)
      look(step, directory, missing);
  return missing;
}

} // namespace relctl::cli
