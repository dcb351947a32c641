// SPDX-License-Identifier: Apache-2.0
#include "planfile/consequence.hpp"

#include "planfile/values.hpp"

namespace relctl::planfile {

std::optional<plan::Consequence> read_consequence(const Field& field, Findings& findings) {
  using Kind = plan::Consequence::Kind;
  const auto text = read_address(field, findings);
  if (!text)
    return std::nullopt;
  const auto slash = text->find('/');
  if (slash != std::string::npos && text->substr(0, slash) == "rollback")
    return plan::Consequence{Kind::rollback, {}, text->substr(slash + 1)};
  if (slash != std::string::npos) {
    findings.error(field.mark(), "bad-id",
                   field.name + " is '" + *text + "', which is no consequence",
                   "write rollback/" + text->substr(slash + 1) + " to take back that scope");
    return std::nullopt;
  }
  if (*text == "rollback")
    return plan::Consequence{Kind::rollback, {}};
  if (*text == "hold")
    return plan::Consequence{Kind::hold, {}};
  if (*text == "warn")
    return plan::Consequence{Kind::warn, {}};
  return plan::Consequence{Kind::run_step, *text};
}

} // namespace relctl::planfile
