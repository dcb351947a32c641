// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/answer.hpp"
#include "ports/transport.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace relctl::metrics {

/// Of a JSON body that is read whole.
inline constexpr std::size_t k_json_max_bytes = 4U << 20U;

/// Why a reply holds no body to read, whatever the source: a transport that failed (`timeout`, else
/// `provider_error` with its text) or a redirect, which is never followed. Any other status is left
/// to the source's own body.
[[nodiscard]] std::optional<Answer> transport_failure(const ports::HttpReply& reply);

/// The start of a body for a person, on one line and in quotes; says so when it is empty.
[[nodiscard]] std::string body_excerpt(std::string_view body);

} // namespace relctl::metrics
