// SPDX-License-Identifier: Apache-2.0
#include "reader/compare_rows.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "reader/row_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace relctl::reader {
namespace {

constexpr std::size_t k_field_bytes = 60; ///< Of a value, where a difference is told of.
constexpr std::size_t k_told = 20;        ///< Differences in the output.
constexpr std::size_t k_in_detail = 3;    ///< Differences in the one line.

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string shown(const Field& field, const Redactor& redactor) {
  if (!field.text)
    return "NULL";
  const std::string text = one_line(redactor.mask(*field.text), k_field_bytes);
  return field.is_number ? text : "'" + text + "'";
}

/// Whether two numbers are near enough; a little more for what decimals lose as binary numbers.
bool are_near(const Field& a, const Field& b, double tolerance) {
  const auto left = a.text ? exact_number(*a.text) : std::nullopt;
  const auto right = b.text ? exact_number(*b.text) : std::nullopt;
  if (!left || !right)
    return false;
  const long double x = std::strtold(left->c_str(), nullptr);
  const long double y = std::strtold(right->c_str(), nullptr);
  constexpr long double k_loss = 1e-15L;
  return *left == *right ||
         std::fabs(x - y) <= tolerance + k_loss * std::max(std::fabs(x), std::fabs(y));
}

class Comparison {
public:
  Comparison(const RowSet& left, const RowSet& right, const RowRules& rules)
      : m_rules(rules), m_columns(compared(left.rows.empty() ? right : left)),
        m_left(left, rules.key, m_columns), m_right(right, rules.key, m_columns) {}

  Report report() {
    if (m_left.lacks_key() || m_right.lacks_key()) {
      object(m_report, fmt::format("a row of {} has NULL in its key",
                                   m_left.lacks_key() ? m_rules.left : m_rules.right));
      return std::move(m_report);
    }
    std::set<std::string> keys;
    for (const RowSide* side : {&m_left, &m_right})
      for (const auto& [key, rows] : side->rows())
        keys.insert(key);
    tell_totals();
    for (const std::string& key : keys)
      compare(key);
    conclude(keys.size());
    return std::move(m_report);
  }

private:
  [[nodiscard]] Names compared(const RowSet& set) const {
    if (!m_rules.columns.empty())
      return m_rules.columns;
    Names columns;
    for (const std::string& column : set.columns)
      if (!holds(m_rules.key, column) && !holds(m_rules.ignore, column))
        columns.push_back(column);
    return columns;
  }

  void add(const Row& row, const RowSide& side, const std::string& what) {
    ++m_differing;
    const std::size_t most = std::max(m_rules.items_max.value_or(0), k_told);
    if (m_report.items.size() < most)
      m_report.items.push_back({side.id_of(row, m_rules.redactor), what});
  }

  void compare(const std::string& key) {
    const auto& left = m_left.rows_of(key);
    const auto& right = m_right.rows_of(key);
    if (left.size() > 1 || right.size() > 1)
      add(left.empty() ? *right.front() : *left.front(), left.empty() ? m_right : m_left,
          fmt::format("{} rows left, {} right", left.size(), right.size()));
    else if (left.empty())
      add(*right.front(), m_right, "is missing left");
    else if (right.empty())
      add(*left.front(), m_left, "is missing right");
    else if (const std::string what = differing(*left.front(), *right.front()); !what.empty())
      add(*left.front(), m_left, what);
  }

  [[nodiscard]] std::string differing(const Row& left, const Row& right) const {
    Names parts;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
      const Field& a = m_left.field(left, i);
      const Field& b = m_right.field(right, i);
      if (!are_same(m_columns[i], a, b))
        parts.push_back(in_words(m_columns[i], a, b));
    }
    return join(parts, ", ");
  }

  [[nodiscard]] bool are_same(const std::string& column, const Field& a, const Field& b) const {
    if (a.text == b.text && a.is_number == b.is_number)
      return true;
    const auto tolerance = m_rules.tolerance.find(column);
    return tolerance != m_rules.tolerance.end() && are_near(a, b, tolerance->second);
  }

  /// Where what is shown of both is the same, their digests tell them apart.
  [[nodiscard]] std::string in_words(const std::string& column, const Field& a,
                                     const Field& b) const {
    std::string left = shown(a, m_rules.redactor);
    std::string right = shown(b, m_rules.redactor);
    if (left == right) {
      left += " (sha256 " + sha256_hex(*a.text).substr(0, k_digest_digits) + ")";
      right += " (sha256 " + sha256_hex(*b.text).substr(0, k_digest_digits) + ")";
    }
    return fmt::format("{} is {} left, {} right", one_line(column, k_field_bytes), left, right);
  }

  void tell_totals() {
    m_report.lines.push_back(fmt::format("rows: {} left ({}), {} right ({})", m_left.count(),
                                         m_rules.left, m_right.count(), m_rules.right));
    if (m_left.count() > 0 && m_right.count() > 0)
      for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto a = m_left.sum(i);
        const auto b = m_right.sum(i);
        if (a && b)
          m_report.lines.push_back(
              fmt::format("sum of {}: {:.15g} left, {:.15g} right", m_columns[i], *a, *b));
      }
    m_report.lines.push_back(
        fmt::format("digest: {} left, {} right", m_left.digest(), m_right.digest()));
  }

  void conclude(std::size_t rows) {
    if (rows < m_rules.at_least)
      object(m_report, fmt::format("{} {}, at least {} due: too few to show anything", rows,
                                   rows == 1 ? "row" : "rows", m_rules.at_least));
    else if (m_differing == 0)
      m_report.detail = rows == 1 ? "1 row agrees" : fmt::format("{} rows agree", rows);
    else
      conclude_differing(rows);
    if (!m_rules.items_max || !m_report.done)
      m_report.items.clear();
  }

  void conclude_differing(std::size_t rows) {
    Names told;
    for (const ReportItem& item : m_report.items) {
      const std::string line = item.id + " " + item.what;
      if (told.size() < k_told)
        m_report.lines.push_back("✘ " + line);
      told.push_back(line);
    }
    if (m_differing > k_told)
      m_report.lines.push_back(fmt::format("… and {} more", m_differing - k_told));
    std::string count = fmt::format("{} of {} rows differ", m_differing, rows);
    if (m_rules.items_max && m_differing > *m_rules.items_max)
      count +=
          fmt::format(", more than the {} that can be followed one by one", *m_rules.items_max);
    else if (m_rules.at_most > 0)
      count += fmt::format(" (at most {} may)", m_rules.at_most);
    told.resize(std::min(told.size(), k_in_detail));
    m_report.detail = count + ": " + join(told, "; ") + (m_differing > k_in_detail ? "; …" : "");
    m_report.done =
        m_rules.items_max ? m_differing <= *m_rules.items_max : m_differing <= m_rules.at_most;
  }

  const RowRules& m_rules;
  Names m_columns;
  RowSide m_left;
  RowSide m_right;
  std::size_t m_differing = 0;
  Report m_report;
};

/// What is wrong with the columns of one side.
std::optional<std::string> column_mistake(const RowSet& set, const std::string& name,
                                          const RowRules& rules) {
  std::set<std::string> seen;
  for (const std::string& column : set.columns)
    if (!seen.insert(column).second)
      return fmt::format("{} has two columns '{}'; name them apart with AS", name,
                         one_line(column, k_field_bytes));
  Names wanted = rules.key;
  wanted.insert(wanted.end(), rules.columns.begin(), rules.columns.end());
  for (const auto& [column, most] : rules.tolerance)
    wanted.push_back(column);
  for (const std::string& column : wanted)
    if (!set.rows.empty() && !seen.contains(column))
      return fmt::format("{} has no column '{}'; it has {}", name, one_line(column, k_field_bytes),
                         one_line(join(set.columns, ", "), 200));
  return std::nullopt;
}

/// Columns of `set` that are to be compared, and that the other side does not have.
Names lone_columns(const RowSet& set, const RowSet& other, const RowRules& rules) {
  Names lone;
  for (const std::string& column : set.columns)
    if (!holds(other.columns, column) && !holds(rules.ignore, column))
      lone.push_back(column);
  return lone;
}

std::optional<std::string> mistake_in(const RowSet& left, const RowSet& right,
                                      const RowRules& rules) {
  if (auto mistake = column_mistake(left, rules.left, rules))
    return mistake;
  if (auto mistake = column_mistake(right, rules.right, rules))
    return mistake;
  if (!rules.columns.empty() || left.rows.empty() || right.rows.empty())
    return std::nullopt;
  for (const bool is_left : {true, false}) {
    const Names lone =
        is_left ? lone_columns(left, right, rules) : lone_columns(right, left, rules);
    if (!lone.empty())
      return fmt::format("only {} has {}; name columns alike with AS, or ignore them",
                         is_left ? rules.left : rules.right, one_line(join(lone, ", "), 200));
  }
  return std::nullopt;
}

} // namespace

Report compare_rows(const RowSet& left, const RowSet& right, const RowRules& rules) {
  if (const auto mistake = mistake_in(left, right, rules)) {
    Report report;
    object(report, *mistake);
    return report;
  }
  return Comparison(left, right, rules).report();
}

} // namespace relctl::reader
