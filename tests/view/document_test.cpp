// SPDX-License-Identifier: Apache-2.0
#include "support/text_match.hpp"
#include "view/document.hpp"
#include "view/document_style.hpp"
#include "view/report_story.hpp"

#include <catch2/catch.hpp>

using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;

namespace {

/// A page whose every text is hostile.
Document hostile_page() {
  Table table({{k_hostile}, {"second"}});
  table.add({k_hostile, "end"});
  Document page;
  page.title = k_hostile;
  page.badge = k_hostile;
  page.subtitle = k_hostile;
  page.stretches = {{k_hostile, relctl::minutes(1)}};
  page.cards = {{k_hostile, k_hostile}};
  page.sections = {
      {k_hostile,
       {Document::Facts{{{k_hostile, k_hostile}}}, table, Document::Paragraph{k_hostile},
        Document::Verbatim{k_hostile, k_hostile}, Document::Verbatim{k_hostile, k_hostile, true}}}};
  return page;
}

} // namespace

TEST_CASE("no text becomes an element of a page") {
  const std::string html = document_html(hostile_page());
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "</pre><"));
  CHECK(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST_CASE("a page asks for nothing from anywhere, and forbids it") {
  const std::string html = document_html(hostile_page());
  CHECK(has(html, "default-src 'none'"));
  for (const char* loader : {"src=", "href=", "@import", "url("})
    CHECK_FALSE(has(html, loader));
}

TEST_CASE("a page follows the reader's colours, prints, and has fonts for Chinese") {
  const std::string css(document_css());
  CHECK(has(css, "prefers-color-scheme:dark"));
  CHECK(has(css, "@media print"));
  CHECK(has(css, "Noto Sans CJK SC"));
}

TEST_CASE("a table in Markdown has as many cells in every row, whatever they hold") {
  const std::string text = document_markdown(hostile_page());
  std::size_t rows = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    const std::string line = text.substr(from, end - from);
    if (line.starts_with("| ")) {
      std::size_t bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i)
        bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
      CHECK(bars == 3);
      ++rows;
    }
    from = end + 1;
  }
  CHECK(rows == 3);
}

TEST_CASE("no text becomes HTML in Markdown, code apart, which a text cannot end") {
  Document page = hostile_page();
  CHECK(has(document_markdown(page), "````text\n"));
  page.sections[0].blocks.resize(3, Document::Paragraph{});
  CHECK_FALSE(has(document_markdown(page), "<script"));
}

TEST_CASE("a column without anything in it is left out unless it is to be filled in") {
  Table table({{"a"}, {"b"}, {"c", Align::left, false, false, true}});
  table.add({"x", "", ""});
  Document page;
  page.sections = {{"s", {table}}};
  const std::string text = document_markdown(page);
  CHECK(has(text, "| a | c |"));
  CHECK(has(text, "| x |  |"));
  CHECK(has(document_html(page), "<th>a</th><th>c</th>"));
}

TEST_CASE("what is folded is on the page and not in the Markdown") {
  Document page;
  page.sections = {{"s", {Document::Verbatim{"the plan", "relctl: 1", true}}}};
  CHECK(has(document_html(page), "<details><summary>the plan</summary>"));
  CHECK_FALSE(has(document_markdown(page), "relctl: 1"));
}
