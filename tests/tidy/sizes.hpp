// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tidy/tree.hpp"

namespace relctl::tidy {

inline constexpr std::size_t k_max_source_lines = 400;
inline constexpr std::size_t k_max_header_lines = 200;
inline constexpr std::size_t k_max_test_lines = 500;
inline constexpr std::size_t k_max_function_lines = 70;
inline constexpr int k_max_columns = 100;

/// C++ files that are longer than their kind may be.
[[nodiscard]] Findings file_sizes(const SourceFile& file);

/// Functions of a C++ file that are longer than k_max_function_lines.
[[nodiscard]] Findings function_sizes(const SourceFile& file);

/// Lines of C++, CMake and scripts that take more than k_max_columns columns; raw strings in tests
/// may be wider.
[[nodiscard]] Findings line_widths(const SourceFile& file);

} // namespace relctl::tidy
