// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/variables.hpp"
#include "planfile/field.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::planfile {

/// A text in which `${NAME}` and `${NAME:-default}` have been replaced, once: what the environment
/// holds is never read as `${…}` again.
struct ResolvedText {
  std::string text;
  std::vector<std::string> from_environment; ///< The values taken, for masking.
  bool has_reference = false;                ///< The plan's text held a `${…}`.
  bool has_default = false;                  ///< One of them carries a default.
};

/// Whether a `${NAME:-default}` may be advised: in a secret its default would stand in the plan.
enum class Secrecy { open, secret };

/// Resolves a scalar of a source or credential. Reports an unset variable without default, a name
/// that is none, a `${` that never closes and a value with control characters; names the variable,
/// never its value.
[[nodiscard]] std::optional<ResolvedText> resolve_text(const Field& field,
                                                       const plan::Environment& environment,
                                                       Findings& findings,
                                                       Secrecy secrecy = Secrecy::open);

} // namespace relctl::planfile
