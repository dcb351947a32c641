// SPDX-License-Identifier: Apache-2.0
#include "core/event.hpp"
#include "view/document.hpp"
#include "view/document_style.hpp"
#include "view/markup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

std::string_view class_of(Tone tone) {
  switch (tone) {
  case Tone::good:
    return "good";
  case Tone::bad:
    return "bad";
  case Tone::warn:
    return "warn";
  case Tone::dim:
    return "dim";
  case Tone::strong:
    return "strong";
  case Tone::plain:
    break;
  }
  return {};
}

/// A time or a name is not broken where it has a hyphen.
bool is_one_word(std::string_view text) {
  constexpr std::size_t k_longest = 24;
  return text.size() <= k_longest && text.find(' ') == text.npos;
}

std::string cell_html(const Cell& cell, Align align) {
  std::string classes(class_of(cell.tone));
  if (align == Align::right)
    classes += classes.empty() ? "right" : " right";
  if (cell.text.find('-') != cell.text.npos && is_one_word(cell.text))
    classes += classes.empty() ? "short" : " short";
  return fmt::format("<td{}>{}</td>", classes.empty() ? "" : fmt::format(" class=\"{}\"", classes),
                     html_text(cell.text));
}

std::string table_html(const Table& table) {
  const std::vector<std::size_t> shown = table.shown_columns();
  std::string html = "<div class=\"wide\"><table>\n<tr>";
  for (const std::size_t i : shown)
    html += fmt::format("<th{}>{}</th>",
                        table.columns()[i].align == Align::right ? " class=\"right\"" : "",
                        html_text(table.columns()[i].title));
  html += "</tr>\n";
  for (const std::vector<Cell>& row : table.rows()) {
    html += "<tr>";
    for (const std::size_t i : shown)
      html += cell_html(row[i], table.columns()[i].align);
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

std::string facts_html(const Document::Facts& facts) {
  std::string html = "<dl>\n";
  for (const auto& [name, value] : facts.rows)
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name), html_text(value));
  return html + "</dl>\n";
}

std::string verbatim_html(const Document::Verbatim& verbatim) {
  const std::string text = fmt::format("<pre>{}</pre>\n", html_text(verbatim.text));
  return verbatim.folded
             ? fmt::format("<details><summary>{}</summary>{}</details>\n",
                           html_text(verbatim.caption), text)
             : fmt::format("<p class=\"caption\">{}</p>\n{}", html_text(verbatim.caption), text);
}

std::string chart_html(const Chart& chart) {
  const std::string svg = chart_svg(chart);
  return svg.empty() ? svg
                     : fmt::format("<figure><figcaption><b>{}</b> {}</figcaption>\n{}</figure>\n",
                                   html_text(chart.title), html_text(chart.note), svg);
}

std::string block_html(const Document::Block& block) {
  return std::visit(
      core::Overload{[](const Document::Facts& facts) { return facts_html(facts); },
                     [](const Table& table) { return table_html(table); },
                     [](const Document::Paragraph& paragraph) {
                       return fmt::format("<p>{}</p>\n", html_text(paragraph.text));
                     },
                     [](const Document::Verbatim& verbatim) { return verbatim_html(verbatim); },
                     [](const Chart& chart) { return chart_html(chart); }},
      block);
}

/// The widths are the lengths of time; a short phase still shows.
std::string stretches_html(const Document& document) {
  if (document.stretches.empty())
    return {};
  std::string html = "<div class=\"strip\">";
  for (const Document::Stretch& stretch : document.stretches)
    html +=
        fmt::format("<div class=\"{}\" style=\"flex-grow:{}\">{}</div>", class_of(stretch.tone),
                    std::max<std::int64_t>(1, stretch.length.ms / 1000), html_text(stretch.name));
  return html + "</div>\n";
}

std::string cards_html(const Document& document) {
  if (document.cards.empty())
    return {};
  std::string html = "<div class=\"cards\">\n";
  for (const auto& [name, value] : document.cards)
    html += fmt::format("<div><small>{}</small><strong>{}</strong></div>\n", html_text(name),
                        html_text(value));
  return html + "</div>\n";
}

} // namespace

std::string document_html(const Document& document) {
  const std::string title = html_text(document.title);
  // The policy forbids scripts and requests, also in case that a text should ever become markup.
  std::string html =
      fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
                  title, document_css());
  html += fmt::format("<header><h1>{} <span class=\"badge {}\">{} {}</span></h1>\n<p>{}</p>"
                      "</header>\n",
                      title, class_of(tone_of(document.badge_mark)), mark_text(document.badge_mark),
                      html_text(document.badge), html_text(document.subtitle));
  html += stretches_html(document) + cards_html(document);
  for (const Document::Section& section : document.sections) {
    html += fmt::format("<section>\n<h2>{}</h2>\n", html_text(section.title));
    for (const Document::Block& block : section.blocks)
      html += block_html(block);
    html += "</section>\n";
  }
  return html + "</body>\n</html>\n";
}

} // namespace relctl::view
