// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "base/instant.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relctl {

using UrlParameters = std::vector<std::pair<std::string, std::string>>;

/// `name=value&name=value`, both sides encoded; also the body of a form
/// (application/x-www-form-urlencoded).
[[nodiscard]] std::string encode_parameters(const UrlParameters& parameters);

/// `base` with `path` after its own path and `parameters` after its own; slashes at the end of
/// base's path and a `#fragment` are dropped. `path` starts with a slash.
[[nodiscard]] std::string url_below(std::string_view base, std::string_view path,
                                    const UrlParameters& parameters);

/// `base` with a path that may have parameters of its own: both sides keep theirs. An empty path
/// leaves `base` as it is.
[[nodiscard]] std::string url_with_path(const std::string& base, const std::string& path);

/// Seconds with exactly three decimals, which Prometheus reads without loss: `1795313723.250`.
[[nodiscard]] std::string seconds_text(Instant instant);
[[nodiscard]] std::string seconds_text(Duration duration);

} // namespace relctl
