// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/answer.hpp"

#include <optional>
#include <string_view>

namespace relctl::metrics {

/// What a command printed.
struct CommandAnswer {
  Answer value;
  std::optional<Answer> volume; ///< Where it says so.
  std::optional<Answer> at;     ///< Unix time in seconds of its data, where it says so.
};

/// Reads one number, or a JSON object with `value` and perhaps `volume` and `at`; the rules are
/// those of command_readings().
[[nodiscard]] CommandAnswer parse_command_answer(std::string_view output);

} // namespace relctl::metrics
