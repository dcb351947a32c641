// SPDX-License-Identifier: Apache-2.0
#include "view/markup.hpp"

#include <catch2/catch.hpp>

using namespace relctl::view;

TEST_CASE("text in HTML is neither an element, an attribute nor an entity") {
  CHECK(html_text("<b a=\"x\" b='y'>&amp;") == "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  CHECK(html_text("灰度 5%") == "灰度 5%");
  CHECK(html_text("\x1b[31m\xff") == "?[31m\xef\xbf\xbd");
}

TEST_CASE("text in Markdown is neither emphasis, code, a link, a cell nor HTML") {
  CHECK(markdown_text("*a* `b` [c](d) ~~e~~ | f\\") ==
        "\\*a\\* \\`b\\` \\[c\\](d) \\~\\~e\\~\\~ \\| f\\\\");
  CHECK(markdown_text("<img src=x> &lt; a & b") == "&lt;img src=x> &amp;lt; a & b");
  CHECK(markdown_text("error_rate _x_ __y__") == "error_rate \\_x\\_ \\_\\_y\\_\\_");
}

TEST_CASE("text in Markdown opens no block at the beginning of a line") {
  CHECK(markdown_text("# a") == "\\# a");
  CHECK(markdown_text("> 1%") == "\\> 1%");
  CHECK(markdown_text("- a") == "\\- a");
  CHECK(markdown_text("12. a") == "12\\. a");
  CHECK(markdown_text("0.5 of 1") == "0.5 of 1");
  CHECK(markdown_text("a - b > c") == "a - b > c");
}

TEST_CASE("several lines in Markdown stay in their cell") {
  CHECK(markdown_text(" one\n\n# two\r\n ") == "one<br>\\# two");
}

TEST_CASE("a Markdown block cannot be ended from inside") {
  CHECK(markdown_block("a\n```\nb") == "````text\na\n```\nb\n````\n");
  CHECK(markdown_block("a\n") == "```text\na\n```\n");
  CHECK(markdown_block("`````") == "``````text\n`````\n``````\n");
}
