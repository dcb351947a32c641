// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <string>
#include <string_view>

namespace relctl::fuzz {

/// The grid time of the seeds' answers: 2026-11-22T02:15:53.250Z.
inline constexpr Instant k_at{1'795'313'753'250};

/// A live poll at k_at of a metric whose query is `query`.
[[nodiscard]] core::MeasurementRequest request_of(plan::SourceKind kind, std::string query);

/// An answer with status 200.
[[nodiscard]] ports::HttpReply reply_of(std::string_view body, std::string content_type);

} // namespace relctl::fuzz
