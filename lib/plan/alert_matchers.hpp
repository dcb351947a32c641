// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/exposition_query.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::plan {

/// The matchers of an alertmanager query, `severity="critical",service=~"shop|cart"`, in the form
/// of a Selector's; braces around them may stand or not, and `{}` is every alert. Templates must
/// have been rendered, or be inside quotes.
[[nodiscard]] tl::expected<std::vector<LabelMatcher>, QueryError>
parse_alert_matchers(std::string_view text);

/// One matcher as Alertmanager reads it
/// (https://prometheus.io/docs/alerting/0.24/configuration/#matcher): `service=~"shop|cart"`.
[[nodiscard]] std::string alert_matcher_text(const LabelMatcher& matcher);

} // namespace relctl::plan
