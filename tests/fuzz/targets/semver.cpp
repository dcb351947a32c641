// SPDX-License-Identifier: Apache-2.0
// Lines of versions and ranges of versions; every version is held against every range.
#include "base/semver.hpp"

#include "base/semver_range.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"

#include <string>

namespace relctl::fuzz {
namespace {

void check_version(std::string_view text, const SemVer& version) {
  const std::string written = format_semver(version);
  must(text == written || text == "v" + written, "a version is written as it was read");
  const auto again = parse_semver(written);
  must(again && format_semver(*again) == written, "a version reads back");
  must(canonical_version(text).value() == written, "the canonical form is what is written");
  must(compare(*again, version) == 0, "a version is equal to itself");
  for (const char* sign : {"", "=", ">=", "<=", "^", "~"}) {
    const auto range = parse_semver_range(sign + written);
    must(range && fits(*range, version) && !is_empty(*range), "a version fits a range from it");
  }
  for (const char* sign : {"<", ">"})
    must(!fits(parse_semver_range(sign + written).value(), version), "and not one beside it");
}

void check_order(const std::vector<SemVer>& versions) {
  for (const SemVer& a : versions)
    for (const SemVer& b : versions) {
      must(compare(a, b) == -compare(b, a), "the order of two versions has one direction");
      for (const SemVer& c : versions)
        must(!(compare(a, b) <= 0 && compare(b, c) <= 0) || compare(a, c) <= 0,
             "the order of versions is transitive");
    }
}

} // namespace

RELCTL_FUZZ_TARGET(semver) {
  constexpr std::size_t k_versions_max = 5;
  std::vector<SemVer> versions;
  std::vector<SemVerRange> ranges;
  for (const std::string_view line : lines_of(input)) {
    if (const auto version = parse_semver(line)) {
      check_version(line, *version);
      if (versions.size() < k_versions_max)
        versions.push_back(*version);
    } else {
      must_be_one_clear_line(version.error().message);
    }
    if (auto range = parse_semver_range(line))
      ranges.push_back(std::move(*range));
    else
      must_be_one_clear_line(range.error().message);
  }
  check_order(versions);
  for (const SemVerRange& range : ranges)
    for (const SemVer& version : versions)
      must(!fits(range, version) || !is_empty(range), "a range that something fits is not empty");
}

} // namespace relctl::fuzz
