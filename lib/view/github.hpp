// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"

#include <string>

namespace relctl::view {

/// A note at a place of a file, as a workflow command of GitHub Actions (docs.github.com, "Workflow
/// commands"), which shows it at the line: `::error file=plan.yaml,line=12,col=3,title=rule::text`
/// with a line end. `level` is error, warning or notice. `%`, CR and LF are escaped, in properties
/// also `:` and `,`. A mark of {0, 0} is the file as a whole.
[[nodiscard]] std::string github_command(const std::string& level, const std::string& file,
                                         plan::Mark mark, const std::string& title,
                                         const std::string& text);

} // namespace relctl::view
