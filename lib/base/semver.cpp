// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace relctl {
namespace {

bool is_identifier_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

bool is_numeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool has_leading_zero(std::string_view text) {
  return text.size() > 1 && text.front() == '0' && is_numeric(text);
}

std::vector<std::string> split_dots(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    parts.emplace_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::optional<std::uint64_t> read_core_number(const std::string& text) {
  std::uint64_t value = 0;
  if (!is_numeric(text) || has_leading_zero(text))
    return std::nullopt;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{})
    return std::nullopt;
  return value;
}

bool are_identifiers(const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_identifier_character);
  });
}

bool read_core(std::string_view text, SemVer& version) {
  const std::vector<std::string> numbers = split_dots(text);
  if (numbers.size() != 3)
    return false;
  const auto major = read_core_number(numbers[0]);
  const auto minor = read_core_number(numbers[1]);
  const auto patch = read_core_number(numbers[2]);
  if (!major || !minor || !patch)
    return false;
  version.major = *major;
  version.minor = *minor;
  version.patch = *patch;
  return true;
}

bool read_prerelease(std::string_view text, SemVer& version) {
  version.prerelease = split_dots(text);
  return are_identifiers(version.prerelease) &&
         std::none_of(version.prerelease.begin(), version.prerelease.end(), has_leading_zero);
}

/// Takes everything from `separator` on off `rest` and returns what stood behind it.
std::optional<std::string_view> take_tail(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  if (at == rest.npos)
    return std::nullopt;
  const std::string_view tail = rest.substr(at + 1);
  rest = rest.substr(0, at);
  return tail;
}

std::optional<SemVer> read_semver(std::string_view rest) {
  SemVer version;
  if (!rest.empty() && rest.front() == 'v')
    rest.remove_prefix(1);
  if (const auto build = take_tail(rest, '+')) {
    version.build = std::string(*build);
    if (!are_identifiers(split_dots(*build)))
      return std::nullopt;
  }
  const auto prerelease = take_tail(rest, '-');
  if (prerelease && !read_prerelease(*prerelease, version))
    return std::nullopt;
  if (!read_core(rest, version))
    return std::nullopt;
  return version;
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

int compare_identifiers(const std::string& a, const std::string& b) {
  if (is_numeric(a) != is_numeric(b))
    return is_numeric(a) ? -1 : 1;
  // Numbers have no leading zeros here, so the longer one is the larger one, however long.
  if (is_numeric(a) && a.size() != b.size())
    return order(a.size(), b.size());
  return order(a, b);
}

int compare_prereleases(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() != b.empty())
    return a.empty() ? 1 : -1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (const int result = compare_identifiers(a[i], b[i]); result != 0)
      return result;
  return order(a.size(), b.size());
}

/// Versions are in the names of releases, of files and in every message.
constexpr std::size_t k_longest = 256;

} // namespace

Result<SemVer> parse_semver(std::string_view text) {
  if (text.size() > k_longest)
    return fail(ErrorKind::usage, "version '" + one_line(text, 40) + "' has " +
                                      std::to_string(text.size()) + " characters; at most " +
                                      std::to_string(k_longest) + " are taken, like v1.4.0");
  const auto version = read_semver(text);
  if (!version && trim(text) != text && read_semver(trim(text)))
    return fail(ErrorKind::usage, "version '" + one_line(text, 80) +
                                      "' has white space around it; write it without, like v1.4.0");
  if (!version)
    return fail(ErrorKind::usage, "version '" + one_line(text, 80) +
                                      "' is not a semantic version; write for instance v1.4.0 or "
                                      "1.4.0-rc.1");
  return *version;
}

std::string format_semver(const SemVer& version) {
  std::string text = std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                     std::to_string(version.patch);
  if (!version.prerelease.empty())
    text += "-" + join(version.prerelease, ".");
  if (!version.build.empty())
    text += "+" + version.build;
  return text;
}

Result<std::string> canonical_version(std::string_view text) {
  RELCTL_TRY_ASSIGN(const SemVer version, parse_semver(text));
  return format_semver(version);
}

int compare(const SemVer& a, const SemVer& b) {
  if (const int result = order(a.major, b.major); result != 0)
    return result;
  if (const int result = order(a.minor, b.minor); result != 0)
    return result;
  if (const int result = order(a.patch, b.patch); result != 0)
    return result;
  return compare_prereleases(a.prerelease, b.prerelease);
}

} // namespace relctl
