// SPDX-License-Identifier: Apache-2.0
#include "base/semver_range.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace relctl {
namespace {

using Comparator = SemVerRange::Comparator;
using Order = SemVerRange::Order;

/// Two characters before one, so that `>=` is not read as `>`.
constexpr std::array<std::pair<std::string_view, Order>, 5> k_signs{{
    {">=", Order::at_least},
    {"<=", Order::at_most},
    {">", Order::more},
    {"<", Order::less},
    {"=", Order::equal},
}};

tl::unexpected<Error> refuse(std::string_view text) {
  return fail(ErrorKind::usage, "'" + one_line(text, 80) +
                                    "' is not a range of versions; write for instance "
                                    "\">=2.3.0 <3.0.0\", \"^1.4.0\" or \"*\"");
}

constexpr std::uint64_t k_most = std::numeric_limits<std::uint64_t>::max();

// One number goes up by one, those behind it begin again; what is at its most carries over, as in
// counting. Nothing lies above the largest version.

std::optional<SemVer> next_major(const SemVer& version) {
  if (version.major == k_most)
    return std::nullopt;
  return SemVer{version.major + 1, 0, 0, {}, {}};
}

std::optional<SemVer> next_minor(const SemVer& version) {
  if (version.minor == k_most)
    return next_major(version);
  return SemVer{version.major, version.minor + 1, 0, {}, {}};
}

std::optional<SemVer> next_patch(const SemVer& version) {
  if (version.patch == k_most)
    return next_minor(version);
  return SemVer{version.major, version.minor, version.patch + 1, {}, {}};
}

/// The next version that may break: the leftmost number that is not zero goes up by one.
std::optional<SemVer> next_breaking(const SemVer& version) {
  if (version.major > 0)
    return next_major(version);
  return version.minor > 0 ? next_minor(version) : next_patch(version);
}

Result<std::vector<Comparator>> parse_comparator(std::string_view word) {
  if (word == "*")
    return std::vector<Comparator>{};
  const char sign = word.front();
  if (sign == '^' || sign == '~') {
    RELCTL_TRY_ASSIGN(const SemVer least, parse_semver(word.substr(1)));
    const std::optional<SemVer> end = sign == '^' ? next_breaking(least) : next_minor(least);
    std::vector<Comparator> comparators{{Order::at_least, least}};
    if (end)
      comparators.push_back({Order::less, *end});
    return comparators;
  }
  for (const auto& [text, order] : k_signs)
    if (word.starts_with(text)) {
      RELCTL_TRY_ASSIGN(const SemVer version, parse_semver(word.substr(text.size())));
      return std::vector<Comparator>{{order, version}};
    }
  RELCTL_TRY_ASSIGN(const SemVer version, parse_semver(word));
  return std::vector<Comparator>{{Order::equal, version}};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

bool holds(const Comparator& comparator, const SemVer& version) {
  const int order = compare(version, comparator.version);
  switch (comparator.order) {
  case Order::less:
    return order < 0;
  case Order::at_most:
    return order <= 0;
  case Order::equal:
    return order == 0;
  case Order::at_least:
    return order >= 0;
  case Order::more:
    return order > 0;
  }
  return false;
}

bool is_prerelease_of_same(const SemVer& a, const SemVer& b) {
  return !a.prerelease.empty() && a.major == b.major && a.minor == b.minor && a.patch == b.patch;
}

bool fits_all(const std::vector<Comparator>& comparators, const SemVer& version) {
  const bool is_named = version.prerelease.empty() || comparators.empty() ||
                        std::any_of(comparators.begin(), comparators.end(), [&](const auto& one) {
                          return is_prerelease_of_same(one.version, version);
                        });
  return is_named && std::all_of(comparators.begin(), comparators.end(),
                                 [&](const auto& one) { return holds(one, version); });
}

} // namespace

Result<SemVerRange> parse_semver_range(std::string_view text) {
  SemVerRange range{std::string(text), {{}}};
  const std::vector<std::string_view> words = words_of(text);
  bool expects_more = true;
  for (const std::string_view word : words) {
    if (word == "||" && !expects_more) {
      range.alternatives.emplace_back();
      expects_more = true;
      continue;
    }
    const auto comparators = parse_comparator(word);
    if (!comparators)
      return refuse(text);
    auto& alternative = range.alternatives.back();
    alternative.insert(alternative.end(), comparators->begin(), comparators->end());
    expects_more = false;
  }
  if (expects_more)
    return refuse(text);
  return range;
}

bool is_empty(const SemVerRange& range) {
  // Where any version fits, one of these does: the least of all, a bound, or what follows a bound.
  std::vector<SemVer> candidates = {{0, 0, 0, {}, {}}};
  for (const auto& alternative : range.alternatives)
    for (const Comparator& one : alternative) {
      const SemVer& bound = one.version;
      candidates.push_back(bound);
      candidates.push_back({bound.major, bound.minor, bound.patch, {}, {}});
      if (auto next = next_patch(bound))
        candidates.push_back(std::move(*next));
      SemVer later = bound;
      later.prerelease.emplace_back("0");
      candidates.push_back(std::move(later));
    }
  return std::none_of(candidates.begin(), candidates.end(),
                      [&](const SemVer& version) { return fits(range, version); });
}

bool fits(const SemVerRange& range, const SemVer& version) {
  return std::any_of(range.alternatives.begin(), range.alternatives.end(),
                     [&](const auto& alternative) { return fits_all(alternative, version); });
}

} // namespace relctl
