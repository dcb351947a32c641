// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reader/jq_document.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::reader {

/// The paths that a jq program reads, `.checks.database`, each once in order of appearance;
/// strings, fields after `|` and what is computed are passed over.
[[nodiscard]] std::vector<std::string> paths_in(const std::string& program);

/// Why the condition does not hold of the document: the program gives `false`, or anything but one
/// `true`. Where it is false, what stands at the paths that it reads:
/// `.admitted is false, .failed_checks is ["replay"]`. None when it holds.
[[nodiscard]] std::optional<std::string> condition_objection(const JqDocument& document,
                                                             const std::string& program);

/// The one output of `program` as text: a string as it is, a number or a boolean as JSON. Refuses
/// what would name another thing in a path: nothing, an empty text, `.`, `..`, and a number beyond
/// k_whole_max, whose last digits may be lost.
[[nodiscard]] Result<std::string> captured_text(const JqDocument& document,
                                                const std::string& program);

} // namespace relctl::reader
