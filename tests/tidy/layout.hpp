// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tidy/tree.hpp"

namespace relctl::tidy {

/// C++ files without the licence line first; headers without `#pragma once`; names that say
/// nothing (`util`, `helper`, …).
[[nodiscard]] Findings file_manners(const SourceFile& file);

/// Entries of the top level that do not belong there.
[[nodiscard]] Findings stray_entries(const std::vector<SourceFile>& tree);

/// Modules of lib without a README.md.
[[nodiscard]] Findings unexplained_modules(const std::vector<SourceFile>& tree);

/// Headers of lib with a .cpp beside them that other modules use and no test includes.
[[nodiscard]] Findings untested_sources(const std::vector<SourceFile>& tree);

/// Modules of lib with sources and without a test of their own.
[[nodiscard]] Findings untested_modules(const std::vector<SourceFile>& tree);

} // namespace relctl::tidy
