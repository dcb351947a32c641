// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relctl {

/// Replaces known secrets wherever text leaves the program. Knows each secret raw, in base64 and
/// hex, in URL percent encoding and as a JSON string; secrets under eight bytes are not masked
/// (they would mask words).
class Redactor {
public:
  void add(std::string_view secret);
  [[nodiscard]] std::string mask(std::string_view text) const;

private:
  std::vector<std::string> m_forms;
};

} // namespace relctl
