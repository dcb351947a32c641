// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_step.hpp"
#include "core/fields.hpp"

#include <string_view>

namespace relctl::core {

// The persisted names of the enumerations that events hold. A name is a contract: additions only.

[[nodiscard]] std::string_view name_of(Verdict value);
[[nodiscard]] std::string_view name_of(Status value);
[[nodiscard]] std::string_view name_of(Outcome value);
[[nodiscard]] std::string_view name_of(Part value);
[[nodiscard]] std::string_view name_of(Next value);
[[nodiscard]] std::string_view name_of(plan::Cause value);

/// False leaves `value` as it was.
[[nodiscard]] bool read_name(std::string_view name, Verdict& value);
[[nodiscard]] bool read_name(std::string_view name, Status& value);
[[nodiscard]] bool read_name(std::string_view name, Outcome& value);
[[nodiscard]] bool read_name(std::string_view name, Part& value);
[[nodiscard]] bool read_name(std::string_view name, Next& value);
[[nodiscard]] bool read_name(std::string_view name, plan::Cause& value);

} // namespace relctl::core
