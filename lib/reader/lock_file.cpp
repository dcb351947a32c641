// SPDX-License-Identifier: Apache-2.0
#include "reader/lock_file.hpp"

#include "base/text.hpp"
#include "reader/digest.hpp"

#include <algorithm>

namespace relctl::reader {
namespace {

constexpr std::string_view k_hash = "--hash=sha256:";

/// Lines, with those that end in a backslash joined to the next, and without comments.
std::vector<std::string> logical_lines(std::string_view text) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const bool goes_on = line.ends_with('\\');
    if (goes_on)
      line = trim(line.substr(0, line.size() - 1));
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos)
      line = trim(line.substr(0, comment));
    if (!line.starts_with('#'))
      lines.back() += std::string(line) + " ";
    if (!goes_on)
      lines.emplace_back();
  }
  return lines;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (line = trim(line); !line.empty(); line = trim(line)) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

} // namespace

std::vector<LockedRequirement> read_lock(std::string_view text) {
  std::vector<LockedRequirement> lock;
  for (const std::string& line : logical_lines(text)) {
    const auto words = words_of(line);
    if (words.empty() || words.front().starts_with('-'))
      continue;
    LockedRequirement requirement{words.front(), {}};
    for (const std::string& word : words)
      if (word.starts_with(k_hash))
        requirement.sha256.insert(lower_case(word.substr(k_hash.size())));
    lock.push_back(std::move(requirement));
  }
  return lock;
}

std::vector<std::string> lock_objections(const std::vector<BundledFile>& files,
                                         const std::vector<LockedRequirement>& lock) {
  std::vector<std::string> objections;
  std::set<std::string> bundled;
  for (const BundledFile& file : files) {
    bundled.insert(file.sha256);
    const bool is_locked =
        std::any_of(lock.begin(), lock.end(), [&](const LockedRequirement& requirement) {
          return requirement.sha256.contains(file.sha256);
        });
    if (!is_locked)
      objections.push_back(file.name + " has a digest that the lock file does not list");
  }
  for (const LockedRequirement& requirement : lock) {
    const bool is_there =
        std::any_of(requirement.sha256.begin(), requirement.sha256.end(),
                    [&](const std::string& digest) { return bundled.contains(digest); });
    if (requirement.sha256.empty())
      objections.push_back(requirement.name + " is locked without a sha256");
    else if (!is_there)
      objections.push_back(requirement.name + " is locked, but no file of the bundle is it");
  }
  return objections;
}

} // namespace relctl::reader
