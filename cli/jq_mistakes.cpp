// SPDX-License-Identifier: Apache-2.0
#include "cli/jq_mistakes.hpp"

#include "base/text.hpp"
#include "cli/reader_program.hpp"
#include "host/run_process.hpp"
#include "metrics/reader_program.hpp"
#include "plan/jq_programs.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

namespace relctl::cli {

namespace {

/// A variable may stand for a name or for a number: a program is wrong where it is with both.
constexpr std::array k_samples = {"x", "1"};

Result<std::vector<std::string>> compile(const std::vector<std::string>& texts,
                                         const plan::Environment& environment) {
  return metrics::compile_mistakes(
      host::run_process(metrics::compile_process(reader_program(environment), texts)),
      texts.size());
}

} // namespace

std::vector<plan::Diagnostic> jq_mistakes(const plan::Plan& plan,
                                          const plan::Environment& environment) {
  const auto programs = plan::jq_programs(plan, k_samples.front());
  if (programs.empty())
    return {};
  // Each text once: jq reads its own library anew for every one.
  const auto otherwise = plan::jq_programs(plan, k_samples.back());
  std::map<std::string, std::string> mistake_of;
  for (const auto* filled : {&programs, &otherwise})
    for (const auto& program : *filled)
      mistake_of.try_emplace(program.text);
  std::vector<std::string> texts;
  for (const auto& [text, mistake] : mistake_of)
    texts.push_back(text);
  const auto mistakes = compile(texts, environment);
  if (!mistakes)
    return {{plan::Severity::warning, programs.front().mark, "jq-unchecked",
             "the plan's jq programs could not be looked at: " + mistakes.error().message,
             "see that relctl-reader is beside relctl, or name it with RELCTL_READER"}};
  for (std::size_t i = 0; i < texts.size(); ++i)
    mistake_of[texts[i]] = (*mistakes)[i];
  std::vector<plan::Diagnostic> found;
  for (std::size_t i = 0; i < programs.size(); ++i)
    if (const std::string& mistake = mistake_of[programs[i].text];
        !mistake.empty() && !mistake_of[otherwise[i].text].empty())
      found.push_back(
          {plan::Severity::error, programs[i].mark, "jq-syntax",
           fmt::format("{} is no jq program: {}", programs[i].subject, one_line(mistake, 200)),
           "write a program that `jq` takes"});
  return found;
}

} // namespace relctl::cli
