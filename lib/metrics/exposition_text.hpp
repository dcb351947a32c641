// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/sample_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// OpenMetrics for `application/openmetrics-text`, else the text format 0.0.4.
[[nodiscard]] ExpositionFormat exposition_format(std::string_view content_type);

/// The samples of the wanted names (empty: of all), in the order of the text. All lines are
/// checked. Refuses, with the number of the line: anything that is no sample, comment or blank
/// line; among those kept a series given twice, and more than 20000 of them; invalid UTF-8; a last
/// line without its line feed, since it may have been cut; and in OpenMetrics a missing `# EOF` or
/// text after it. HELP, TYPE and UNIT lines are checked for their name and type and dropped.
[[nodiscard]] Result<std::vector<Sample>>
parse_exposition_text(std::string_view text, ExpositionFormat format,
                      const std::vector<std::string>& names);

} // namespace relctl::metrics
