// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/findings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::planfile {

struct Entry;

/// One value of a plan's text. No types are guessed: `no`, `010` and `1e3` are the text they are.
struct Node {
  /// `refused`: a mistake about this value has been reported already; readers pass over it in
  /// silence.
  enum class Kind { scalar, sequence, mapping, refused };
  Kind kind = Kind::scalar;
  plan::Mark mark;         ///< Where it begins, quotes and block indicators included.
  std::string text;        ///< Of a scalar; empty for nothing, `~` and `null`.
  bool quoted = false;     ///< In quotes or a block: an empty text is meant.
  plan::Mark text_mark;    ///< Where the first character of `text` stands.
  bool verbatim = false;   ///< The text stands on one line as it is, so that character n of it is n
                           ///< columns right of text_mark.
  std::vector<Node> items; ///< Of a sequence.
  std::vector<Entry> entries; ///< Of a mapping, in order, each key once.
};

struct Entry {
  std::string key;
  plan::Mark mark;
  Node value;
};

/// The value under `key`, or null.
[[nodiscard]] const Node* find_value(const Node& mapping, std::string_view key);

/// Reads one YAML document of at most 64 KiB, 5000 nodes, 32 levels. Refused, each with its
/// place: bytes that check_bytes refuses, anchors, aliases, tags, `<<`, duplicate or empty keys,
/// keys that are no text or have more than 128 bytes, quotes that never close, a second document,
/// broken YAML. No tree when the text cannot be read to its end; otherwise the tree without what
/// was refused. Takes time and memory in proportion to the text.
[[nodiscard]] std::optional<Node> parse_yaml_tree(std::string_view text, Findings& findings);

} // namespace relctl::planfile
