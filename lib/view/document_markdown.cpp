// SPDX-License-Identifier: Apache-2.0
#include "core/event.hpp"
#include "view/document.hpp"
#include "view/markup.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string facts_text(const Rows& rows) {
  std::string text;
  for (const auto& [name, value] : rows)
    text += fmt::format("- **{}**: {}\n", markdown_text(name), markdown_text(value));
  return text;
}

std::string table_text(const Table& table) {
  const std::vector<std::size_t> shown = table.shown_columns();
  std::string head = "|";
  std::string rule = "|";
  for (const std::size_t i : shown) {
    head += fmt::format(" {} |", markdown_text(table.columns()[i].title));
    rule += table.columns()[i].align == Align::right ? " ---: |" : " --- |";
  }
  std::string text = head + "\n" + rule + "\n";
  for (const std::vector<Cell>& row : table.rows()) {
    text += "|";
    for (const std::size_t i : shown)
      text += fmt::format(" {} |", markdown_text(row[i].text));
    text += "\n";
  }
  return text;
}

std::string block_text(const Document::Block& block) {
  return std::visit(
      core::Overload{
          [](const Document::Facts& facts) { return facts_text(facts.rows); },
          [](const Table& table) { return table_text(table); },
          [](const Document::Paragraph& paragraph) { return markdown_text(paragraph.text) + "\n"; },
          [](const Document::Verbatim& verbatim) {
            return verbatim.folded
                       ? std::string()
                       : markdown_text(verbatim.caption) + "\n\n" + markdown_block(verbatim.text);
          },
          [](const Chart&) { return std::string(); }},
      block);
}

std::string section_text(const Document::Section& section) {
  std::string text;
  for (const Document::Block& block : section.blocks)
    if (const std::string part = block_text(block); !part.empty())
      text += "\n" + part;
  return text.empty() ? text : fmt::format("\n## {}\n{}", markdown_text(section.title), text);
}

} // namespace

std::string document_markdown(const Document& document) {
  std::string text = fmt::format("# {}\n\n{} {}\n", markdown_text(document.title),
                                 mark_text(document.badge_mark), markdown_text(document.badge));
  if (!document.subtitle.empty())
    text += "\n" + markdown_text(document.subtitle) + "\n";
  if (!document.cards.empty())
    text += "\n" + facts_text(document.cards);
  for (const Document::Section& section : document.sections)
    text += section_text(section);
  return text;
}

} // namespace relctl::view
