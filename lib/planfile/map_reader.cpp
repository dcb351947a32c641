// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

MapReader::MapReader(const Field& field, Findings& findings)
    : m_findings(findings), m_map(mapping_of(field, "a mapping", findings)), m_name(field.name),
      m_mark(field.mark()) {}

const Entry* MapReader::find(std::string_view key) const {
  if (!m_map)
    return nullptr;
  const auto found = std::find_if(m_map->entries.begin(), m_map->entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == m_map->entries.end() ? nullptr : &*found;
}

bool MapReader::has(std::string_view key) const {
  return find(key) != nullptr;
}

Field MapReader::optional(const std::string& key) {
  if (!contains(m_known, key))
    m_known.push_back(key);
  const Entry* entry = find(key);
  // "of the plan" goes without saying.
  return {entry ? &entry->value : nullptr, m_name == k_plan_name
                                               ? fmt::format("'{}'", key)
                                               : fmt::format("'{}' of {}", key, m_name)};
}

Field MapReader::required(const std::string& key, const std::string& remedy) {
  Field field = optional(key);
  if (!field && usable())
    m_findings.error(m_mark, "missing-key", fmt::format("{} has no '{}'", m_name, key),
                     remedy.empty() ? fmt::format("add '{}:'", key) : remedy);
  return field;
}

std::string MapReader::at_most_one_of(const std::vector<std::string>& keys) {
  std::vector<std::string> present;
  for (const auto& key : keys) {
    (void)optional(key);
    if (has(key))
      present.push_back(key);
  }
  if (present.size() > 1)
    m_findings.error(find(present[1])->mark, "one-of-keys",
                     fmt::format("{} has '{}' and '{}'", m_name, present[0], present[1]),
                     "keep one of them");
  return present.empty() ? std::string() : present.front();
}

std::string MapReader::one_of(const std::vector<std::string>& keys) {
  std::string key = at_most_one_of(keys);
  if (key.empty() && usable())
    m_findings.error(m_mark, "missing-key",
                     fmt::format("{} has none of '{}'", m_name, join(keys, "', '")),
                     "add one of them");
  return key;
}

void MapReader::refuse_later(std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    m_later.emplace_back(key);
    if (const Entry* entry = find(key))
      m_findings.error(entry->mark, "later-release",
                       fmt::format("'{}' of {} is not in this release of relctl", key, m_name),
                       "leave it out");
  }
}

void MapReader::finish() {
  if (!m_map)
    return;
  for (const auto& entry : m_map->entries)
    if (!contains(m_known, entry.key) && !contains(m_later, entry.key))
      refuse_choice(entry.mark, "unknown-key",
                    fmt::format("{} has no key '{}'", m_name, one_line(entry.key, 60)), entry.key,
                    m_known, m_findings);
}

} // namespace relctl::planfile
