// SPDX-License-Identifier: Apache-2.0
#include "cli/programs.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <set>

namespace relctl::cli {

namespace {

/// Looks for the programs of one plan; the first that names one is told of.
class Search {
public:
  Search(std::filesystem::path folder, plan::Severity severity)
      : m_folder(std::move(folder)), m_severity(severity) {}

  void look(const plan::Step& step, const char* what = "step") {
    look(what, step.id, step.action);
    if (step.verify)
      look(what, step.id, step.verify->action);
  }

  void look(const plan::Source& source) { look("source", source.id, source.command); }

  void look(const std::vector<plan::Check>& checks) {
    for (const plan::Check& check : checks)
      if (check.step)
        look(*check.step);
  }

  std::vector<plan::Diagnostic> take() { return std::move(m_missing); }

private:
  void look(const char* what, const std::string& id, const plan::Action& action) {
    if (const auto* command = std::get_if<plan::CommandAction>(&action))
      look(what, id, command->argv);
  }

  void look(const char* what, const std::string& id, const std::vector<plan::TemplateText>& argv) {
    if (argv.empty())
      return;
    const plan::TemplateText& program = argv.front();
    const bool is_path =
        program.text.find('/') != std::string::npos && program.text.find("{{") == std::string::npos;
    if (!is_path || !m_seen.insert(program.text).second)
      return;
    const std::string path = (m_folder / program.text).string();
    const bool is_there = ::access(path.c_str(), F_OK) == 0;
    if (is_there && ::access(path.c_str(), X_OK) == 0)
      return;
    m_missing.push_back(
        {m_severity, program.mark, "program-missing",
         fmt::format("{} '{}' runs {}, which is not {}", what, one_line(id), one_line(program.text),
                     is_there ? "executable" : "there"),
         is_there ? "make it executable before it is needed" : "put it there before it is needed"});
  }

  std::filesystem::path m_folder;
  plan::Severity m_severity;
  std::set<std::string> m_seen;
  std::vector<plan::Diagnostic> m_missing;
};

} // namespace

std::vector<plan::Diagnostic> missing_programs(const plan::Plan& plan, const std::string& plan_path,
                                               plan::Severity severity) {
  std::error_code failure;
  const auto whole = std::filesystem::canonical(plan_path, failure);
  if (failure)
    return {};
  Search search(whole.parent_path(), severity);
  for (const auto* checks : {&plan.before, &plan.after, &plan.rollback.readmit})
    search.look(*checks);
  for (const plan::Phase& phase : plan.phases)
    search.look(phase.checks);
  std::vector<const std::vector<plan::Step>*> lists = plan::rollback_lists(plan.rollback);
  lists.insert(lists.begin(), &plan.steps);
  for (const auto* steps : lists)
    for (const plan::Step& step : *steps)
      search.look(step);
  for (const plan::Step& channel : plan.channels)
    search.look(channel, "channel");
  for (const plan::Source& source : plan.sources)
    search.look(source);
  return search.take();
}

} // namespace relctl::cli
