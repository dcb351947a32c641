// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

enum class Align { left, right };
enum class Titles { left_out, shown };

struct Column {
  std::string title; ///< Upper case; empty in every column means no header.
  Align align = Align::left;
  bool shrinks = false;  ///< May be cut when the row is too wide for the terminal.
  bool optional = false; ///< Left out, the last one first, when the row is too wide for it.
  bool to_fill = false;  ///< In a document: kept though it is empty, a person writes there.
};

struct Cell {
  Cell(std::string text_, Tone tone_ = Tone::plain) : text(std::move(text_)), tone(tone_) {}
  Cell(const char* text_, Tone tone_ = Tone::plain) : text(text_), tone(tone_) {}
  std::string text;
  Tone tone = Tone::plain;
};

/// A mark and its tone as a cell.
[[nodiscard]] Cell mark_cell(Mark mark);

/// Rows under columns. Widths count terminal columns (CJK is two) and are measured before colour.
class Table {
public:
  explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}

  /// As many cells as columns.
  void add(std::vector<Cell> row);
  [[nodiscard]] bool empty() const { return m_rows.empty(); }
  [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }
  [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const { return m_rows; }

  /// The columns that hold something, or that are to be filled in.
  [[nodiscard]] std::vector<std::size_t> shown_columns() const;

  /// For a terminal aligned(), otherwise tab_separated().
  [[nodiscard]] std::string text(const Style& style) const;
  /// Header and rows with two spaces between columns, `indent` before them, without space at the
  /// end of a line; on a terminal optional columns are left out and columns that shrink are
  /// cut to fit its width. A column that is empty in every row is left out.
  [[nodiscard]] std::string aligned(const Style& style, int indent = 0) const;
  /// Rows alone, or under the columns' titles: no colour or cut; a tab or line end inside a cell
  /// becomes a space.
  [[nodiscard]] std::string tab_separated(Titles titles = Titles::left_out) const;

private:
  [[nodiscard]] std::vector<int> widths(const Style& style, int indent) const;
  [[nodiscard]] std::string line(const Style& style, const std::vector<Cell>& row,
                                 const std::vector<int>& widths, int indent) const;

  std::vector<Column> m_columns;
  std::vector<std::vector<Cell>> m_rows;
};

} // namespace relctl::view
