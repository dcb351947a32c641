// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"

#include "plan/validate.hpp"

namespace relctl::test {

std::vector<std::string> rules_of(const plan::Plan& plan) {
  std::vector<std::string> rules;
  for (const plan::Diagnostic& found : plan::validate(plan))
    rules.push_back((found.severity == plan::Severity::error ? "error: " : "warning: ") +
                    found.rule);
  return rules;
}

std::string only_finding(const plan::Plan& plan) {
  const auto found = plan::validate(plan);
  return found.size() == 1 ? found[0].message + "; " + found[0].remedy : "";
}

} // namespace relctl::test
