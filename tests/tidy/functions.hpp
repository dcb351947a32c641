// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::tidy {

/// The body of a function, lambda variable or test case at namespace or class level.
struct FunctionBody {
  std::string name;
  std::size_t line = 0;  ///< Of the opening brace, from 1.
  std::size_t lines = 0; ///< Both braces' lines included.
};

/// Finds function bodies by matching braces; what is nested in a function counts as part of it.
/// Knows the project's own style (clang-format, no macros that hold braces), not all of C++.
[[nodiscard]] std::vector<FunctionBody> function_bodies(std::string_view source);

} // namespace relctl::tidy
