// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::fuzz {

/// A text that is made to cost more than it says. Too large to be kept as a file.
struct Hostile {
  const char* name;
  std::function<std::string()> text;
  /// Whether it is refused; what is refused costs at most 50 ms and 64 MiB.
  bool (*is_refused)(std::string_view text);
};

[[nodiscard]] std::vector<Hostile> hostile_texts();

} // namespace relctl::fuzz
