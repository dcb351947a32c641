// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

namespace relctl::fuzz {

/// What a target claims does not hold for its input.
struct Finding : std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws a Finding that says `claim` unless it holds.
void must(bool holds, std::string_view claim);

/// Takes any bytes. Whatever they are, it comes back or throws a Finding.
using Run = void (*)(std::string_view input);

struct Target {
  const char* name; ///< Also of its folder of seeds.
  Run run;
};

/// Those that are linked, by name: one in a libFuzzer program, all of them in the replay.
[[nodiscard]] std::vector<Target> targets();

struct Registration {
  Registration(const char* name, Run run);
};

} // namespace relctl::fuzz

#define RELCTL_FUZZ_TARGET(name)                                                                   \
  static void fuzz_##name(std::string_view input);                                                 \
  static const ::relctl::fuzz::Registration registration_of_##name(#name, fuzz_##name);            \
  static void fuzz_##name(std::string_view input)
