// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace relctl::planfile {

/// One edit of the sound plan, and the only diagnostic after it.
struct MistakeRow {
  std::string find;
  std::string with;
  std::string at;      ///< What begins at the diagnostic's place.
  std::string wording; ///< How `rule: message; remedy` begins.
};

/// Makes each edit on its own and looks at what load_plan says.
void check_mistakes(const std::vector<MistakeRow>& rows,
                    const std::map<std::string, std::string>& environment = {});

} // namespace relctl::planfile
