// SPDX-License-Identifier: Apache-2.0
#include "view/table.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace relctl::view {
namespace {

constexpr int k_gap = 2;         ///< Columns between two cells.
constexpr int k_least_width = 8; ///< A column is not cut below this.

int total(const std::vector<int>& widths, int indent) {
  int sum = indent;
  for (const int width : widths)
    sum += width == 0 ? 0 : width + k_gap;
  return sum - k_gap;
}

void leave_out(std::vector<int>& widths, const std::vector<Column>& columns, int indent,
               int width) {
  for (std::size_t i = columns.size(); i-- > 0 && total(widths, indent) > width;)
    if (columns[i].optional)
      widths[i] = 0;
}

/// Takes the excess off the widest column that may shrink, one after the other.
void shrink(std::vector<int>& widths, const std::vector<Column>& columns, int excess) {
  while (excess > 0) {
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].shrinks && widths[i] > k_least_width &&
          (widest == columns.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == columns.size())
      return;
    --widths[widest];
    --excess;
  }
}

std::string without_end_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

} // namespace

Cell mark_cell(Mark mark) {
  return {std::string(mark_text(mark)), tone_of(mark)};
}

void Table::add(std::vector<Cell> row) {
  RELCTL_CHECK(row.size() == m_columns.size());
  for (Cell& cell : row)
    std::replace_if(
        cell.text.begin(), cell.text.end(),
        [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  m_rows.push_back(std::move(row));
}

std::vector<std::size_t> Table::shown_columns() const {
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < m_columns.size(); ++i)
    if (m_columns[i].to_fill || std::any_of(m_rows.begin(), m_rows.end(),
                                            [i](const auto& row) { return !row[i].text.empty(); }))
      shown.push_back(i);
  return shown;
}

std::string Table::text(const Style& style) const {
  return style.terminal ? aligned(style) : tab_separated();
}

std::string Table::tab_separated(Titles titles) const {
  std::string text;
  if (titles == Titles::shown)
    for (std::size_t i = 0; i < m_columns.size(); ++i)
      text += m_columns[i].title + (i + 1 < m_columns.size() ? '\t' : '\n');
  for (const std::vector<Cell>& row : m_rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      text += row[i].text + (i + 1 < row.size() ? '\t' : '\n');
  return text;
}

std::vector<int> Table::widths(const Style& style, int indent) const {
  std::vector<int> widths(m_columns.size(), 0);
  for (const std::vector<Cell>& row : m_rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (widths[i] > 0)
      widths[i] = std::max(widths[i], display_width(m_columns[i].title));
  if (!style.terminal)
    return widths;
  leave_out(widths, m_columns, indent, style.width);
  shrink(widths, m_columns, total(widths, indent) - style.width);
  return widths;
}

std::string Table::line(const Style& style, const std::vector<Cell>& row,
                        const std::vector<int>& widths, int indent) const {
  std::string line(static_cast<std::size_t>(indent), ' ');
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (widths[i] == 0)
      continue;
    const std::string text = fit(row[i].text, widths[i]);
    const std::string space(static_cast<std::size_t>(std::max(0, widths[i] - display_width(text))),
                            ' ');
    const bool right = m_columns[i].align == Align::right;
    // Space stands outside the colour, so that it can be cut from the end of the line.
    line += (right ? space : "") + paint(style, row[i].tone, text) + (right ? "" : space);
    line.append(k_gap, ' ');
  }
  return without_end_spaces(std::move(line)) + "\n";
}

std::string Table::aligned(const Style& style, int indent) const {
  if (m_rows.empty())
    return {};
  const std::vector<int> columns = widths(style, indent);
  std::vector<Cell> header;
  bool titled = false;
  for (const Column& column : m_columns) {
    header.emplace_back(column.title, Tone::dim);
    titled = titled || !column.title.empty();
  }
  std::string text = titled ? line(style, header, columns, indent) : std::string();
  for (const std::vector<Cell>& row : m_rows)
    text += line(style, row, columns, indent);
  return text;
}

} // namespace relctl::view
