// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "reader/row_set.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::reader {

using Row = std::vector<Field>;

/// Hexadecimal digits of a digest that is shown.
inline constexpr std::size_t k_digest_digits = 16;

/// One side of a comparison: its rows by their key, and where the compared columns stand in them.
class RowSide {
public:
  /// `set` stays where it is, and has all those columns unless it has no rows: then a source may
  /// not say which there are.
  RowSide(const RowSet& set, const std::vector<std::string>& key,
          const std::vector<std::string>& compared);

  [[nodiscard]] std::size_t count() const { return m_set.rows.size(); }
  /// By bytes that are the same exactly for the same key.
  [[nodiscard]] const std::map<std::string, std::vector<const Row*>>& rows() const {
    return m_rows;
  }
  [[nodiscard]] const std::vector<const Row*>& rows_of(const std::string& key) const;
  /// Whether some row has NULL in its key.
  [[nodiscard]] bool lacks_key() const;

  /// Of a row, the compared column by its number.
  [[nodiscard]] const Field& field(const Row& row, std::size_t column) const {
    return row[m_places[column]];
  }
  /// The key for a person, short and printable: its parts with a slash between them, `%2F` for one
  /// inside. No two keys have the same.
  [[nodiscard]] std::string id_of(const Row& row, const Redactor& redactor) const;

  /// Of keys and compared columns of all rows.
  [[nodiscard]] std::string digest() const;
  /// Of a column of numbers and NULL; none for any other.
  [[nodiscard]] std::optional<long double> sum(std::size_t column) const;

private:
  [[nodiscard]] std::string key_of(const Row& row) const;

  const RowSet& m_set;
  std::vector<std::size_t> m_places;
  std::vector<std::size_t> m_key_places;
  std::map<std::string, std::vector<const Row*>> m_rows;
};

} // namespace relctl::reader
