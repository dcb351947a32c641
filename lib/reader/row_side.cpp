// SPDX-License-Identifier: Apache-2.0
#include "reader/row_side.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace relctl::reader {
namespace {

constexpr std::size_t k_id_bytes = 90;

/// A field with its length before it, so that no two rows have the same bytes.
std::string bytes_of(const Field& field) {
  return field.text ? fmt::format("{}:{}", field.text->size(), *field.text) : "-";
}

std::vector<std::size_t> places_of(const RowSet& set, const std::vector<std::string>& columns) {
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto found = std::find(set.columns.begin(), set.columns.end(), column);
    places.push_back(static_cast<std::size_t>(found - set.columns.begin()));
  }
  return places;
}

std::string escaped(const std::string& part) {
  std::string text;
  for (const char c : part)
    text += c == '/' ? "%2F" : c == '%' ? "%25" : std::string(1, c);
  return text;
}

} // namespace

RowSide::RowSide(const RowSet& set, const std::vector<std::string>& key,
                 const std::vector<std::string>& compared)
    : m_set(set) {
  if (set.rows.empty())
    return;
  m_places = places_of(set, compared);
  m_key_places = places_of(set, key);
  for (const Row& row : set.rows)
    m_rows[key_of(row)].push_back(&row);
}

const std::vector<const Row*>& RowSide::rows_of(const std::string& key) const {
  static const std::vector<const Row*> k_none;
  const auto found = m_rows.find(key);
  return found == m_rows.end() ? k_none : found->second;
}

bool RowSide::lacks_key() const {
  return std::any_of(m_set.rows.begin(), m_set.rows.end(), [&](const Row& row) {
    return std::any_of(m_key_places.begin(), m_key_places.end(),
                       [&](std::size_t place) { return !row[place].text; });
  });
}

std::string RowSide::id_of(const Row& row, const Redactor& redactor) const {
  std::vector<std::string> parts;
  for (const std::size_t place : m_key_places) {
    const std::string part = row[place].text.value_or("");
    parts.push_back(m_key_places.size() > 1 ? escaped(part) : part);
  }
  const std::string id = join(parts, "/");
  if (id.empty())
    return "(empty)";
  const std::string shown = one_line(redactor.mask(id), k_id_bytes);
  return shown == id ? id : shown + "#" + sha256_hex(id).substr(0, k_digest_digits);
}

std::string RowSide::digest() const {
  std::string rows;
  for (const auto& [key, same] : m_rows)
    for (const Row* row : same) {
      std::string bytes = key;
      for (const std::size_t place : m_places)
        bytes += bytes_of((*row)[place]);
      rows += sha256_hex(bytes);
    }
  return sha256_hex(rows).substr(0, k_digest_digits);
}

std::optional<long double> RowSide::sum(std::size_t column) const {
  long double sum = 0;
  bool has_number = false;
  for (const Row& row : m_set.rows) {
    const Field& field = this->field(row, column);
    if (!field.text)
      continue;
    if (!field.is_number)
      return std::nullopt;
    sum += std::strtold(field.text->c_str(), nullptr);
    has_number = true;
  }
  return has_number ? std::optional(sum) : std::nullopt;
}

std::string RowSide::key_of(const Row& row) const {
  std::string key;
  for (const std::size_t place : m_key_places)
    key += bytes_of(row[place]);
  return key;
}

} // namespace relctl::reader
