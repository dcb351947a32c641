// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace relctl::cli {

Result<plan::Values> settings_of(const Arguments& arguments) {
  plan::Values values;
  for (const auto& setting : arguments.all("--set")) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::usage,
                  fmt::format("--set takes name=value, not '{}'", one_line(setting, 60)));
    values[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return values;
}

} // namespace relctl::cli
