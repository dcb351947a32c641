// SPDX-License-Identifier: Apache-2.0
#include "base/json_escape.hpp"

#include "base/text.hpp"

namespace relctl {

std::string json_escaped(std::string_view text) {
  std::string escaped;
  // printable() leaves newline and tab as the only controls.
  for (const char character : printable(text)) {
    if (character == '"' || character == '\\')
      escaped += std::string("\\") + character;
    else if (character == '\n')
      escaped += "\\n";
    else if (character == '\t')
      escaped += "\\t";
    else
      escaped += character;
  }
  return escaped;
}

} // namespace relctl
