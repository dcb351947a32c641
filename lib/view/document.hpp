// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/chart.hpp"
#include "view/table.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace relctl::view {

/// A page to be kept and handed on, without its format. Every text in it is as it was recorded:
/// whoever writes a format makes it harmless there.
struct Document {
  /// Names and values.
  struct Facts {
    std::vector<std::pair<std::string, std::string>> rows;
  };
  struct Paragraph {
    std::string text;
  };
  /// Kept as it is, line by line.
  struct Verbatim {
    std::string caption;
    std::string text;
    bool folded = false; ///< Shown on demand where the format can; left out where it cannot.
  };
  using Block = std::variant<Facts, Table, Paragraph, Verbatim, Chart>;
  struct Section {
    std::string title;
    std::vector<Block> blocks;
  };
  /// A part of the bar that shows how long each phase took.
  struct Stretch {
    std::string name;
    Duration length;
    Tone tone = Tone::plain;
  };

  std::string title;
  Mark badge_mark = Mark::idle;
  std::string badge;
  std::string subtitle;
  std::vector<Stretch> stretches;                         ///< Shown where the format can draw.
  std::vector<std::pair<std::string, std::string>> cards; ///< What to know first.
  std::vector<Section> sections;                          ///< None is empty.
};

/// GitHub-flavoured Markdown. Charts and folded texts are left out.
[[nodiscard]] std::string document_markdown(const Document& document);

/// One HTML file that needs nothing besides itself, and runs nothing.
[[nodiscard]] std::string document_html(const Document& document);

} // namespace relctl::view
