// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/template_text.hpp"

#include <string_view>
#include <vector>

namespace relctl::planfile {

/// Values of variables from a file, with everything that is wrong about it. With an error among the
/// diagnostics the values are incomplete.
struct LoadedManifest {
  plan::Values values;
  std::vector<plan::Diagnostic> diagnostics;
};

/// Reads a YAML map of variables, `start --vars`, under the rules of a plan's YAML. A list and the
/// lines of a block become one text, parted by `; `.
[[nodiscard]] LoadedManifest load_manifest(std::string_view text);

} // namespace relctl::planfile
