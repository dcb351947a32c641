// SPDX-License-Identifier: Apache-2.0
#include "audit/release_name.hpp"

#include "audit/schema.hpp"
#include "base/text.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::audit {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_allowed(char c) {
  return is_alphanumeric(c) || c == '.' || c == '_' || c == '+' || c == '-';
}

} // namespace

Result<void> check_release_name(const std::string& release) {
  constexpr std::size_t k_longest = 128;
  const bool safe = !release.empty() && release.size() <= k_longest &&
                    is_alphanumeric(release.front()) &&
                    std::all_of(release.begin(), release.end(), is_allowed);
  if (safe && release != ports::k_ledger_stream)
    return {};
  return fail(ErrorKind::usage,
              fmt::format("'{}' cannot be the id of a release; use up to {} letters, digits and "
                          ". _ + -, a letter or digit first, and not '{}'",
                          one_line(release, 160), k_longest, ports::k_ledger_stream));
}

} // namespace relctl::audit
