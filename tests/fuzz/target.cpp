// SPDX-License-Identifier: Apache-2.0
#include "fuzz/target.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace relctl::fuzz {
namespace {

std::vector<Target>& registered() {
  static std::vector<Target> all;
  return all;
}

} // namespace

void must(bool holds, std::string_view claim) {
  if (!holds)
    throw Finding(std::string(claim));
}

std::vector<Target> targets() {
  std::vector<Target> all = registered();
  std::sort(all.begin(), all.end(),
            [](const Target& a, const Target& b) { return std::string_view(a.name) < b.name; });
  return all;
}

Registration::Registration(const char* name, Run run) {
  registered().push_back({name, run});
}

} // namespace relctl::fuzz
