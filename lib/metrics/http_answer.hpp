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

/// What a person does about a status, for the end of a message.
[[nodiscard]] std::string status_remedy(int status);

/// A reply whose status means that there is no answer, for a person.
[[nodiscard]] std::string status_refusal(const ports::HttpReply& reply);

/// The start of a body for a person, on one line and in quotes; says so when it is empty.
[[nodiscard]] std::string body_excerpt(std::string_view body);

} // namespace relctl::metrics
