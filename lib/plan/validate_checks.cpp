// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>
#include <array>

namespace relctl::plan {
namespace {

bool fits(const Limit& limit, Dimension dimension) {
  return !check_units(limit, dimension);
}

/// Nothing but numbers can stand in the limit of a check: there is no reading to take others from.
void check_limit(const Check& check, Findings& findings) {
  const std::string name = "limit '" + check.limit->text + "' of check " + quoted(check.id);
  for (const std::string& operand : operands(*check.limit))
    findings.error(check.limit_mark, "unknown-operand", name + " uses " + quoted(operand),
                   "write a fixed limit");
  if (!operands(*check.limit).empty())
    return;
  static constexpr std::array k_all = {Dimension::none, Dimension::ratio, Dimension::time,
                                       Dimension::bytes};
  const bool is_sound = std::any_of(k_all.begin(), k_all.end(), [&](Dimension dimension) {
    return fits(*check.limit, dimension);
  });
  if (!is_sound || (!check.unit.symbol.empty() && !fits(*check.limit, check.unit.dimension)))
    findings.error(
        check.limit_mark, "limit-unit",
        name + (is_sound ? " has not the unit " + quoted(check.unit.symbol) : " mixes units"),
        "write limit and unit of one kind, for instance \">= 80%\" and \"%\"");
}

void check_unit(const Check& check, Findings& findings) {
  if (!check.limit && !check.unit.symbol.empty())
    findings.error(check.mark, "unit-without-limit",
                   "check " + quoted(check.id) + " has a unit, but no limit for a number",
                   "add limit, or take unit out");
}

} // namespace

void validate_checks(const Plan& plan, Findings& findings) {
  for (const Check* check : all_checks(plan)) {
    check_unit(*check, findings);
    if (check->limit)
      check_limit(*check, findings);
  }
  for (const Check* check : early_checks(plan))
    if (check->repeat)
      findings.error(check->mark, "repeat-before-start",
                     "check " + quoted(check->id) +
                         " of before is repeated, but only a phase lasts",
                     "take repeat out, or move the check to the phase");
}

} // namespace relctl::plan
