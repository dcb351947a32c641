// SPDX-License-Identifier: Apache-2.0
#include "plan/environment_name.hpp"

#include <cctype>

namespace relctl::plan {

std::string environment_name(const std::string& id) {
  std::string name = "RELCTL_";
  for (const char c : id)
    name += std::isalnum(static_cast<unsigned char>(c)) != 0
                ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                : '_';
  return name;
}

} // namespace relctl::plan
