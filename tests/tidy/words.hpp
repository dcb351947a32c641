// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tidy/tree.hpp"

namespace relctl::tidy {

/// Words that a part of the tree may not contain: clocks, streams, the environment, threads and
/// files outside the modules that are there for them. Comments and literals do not count.
[[nodiscard]] Findings forbidden_words(const SourceFile& file);

/// Marks of unfinished work, in any file, comments included.
[[nodiscard]] Findings unfinished_work(const SourceFile& file);

} // namespace relctl::tidy
