// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/plan_bytes.hpp"
#include "planfile/yaml_tree.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::planfile {

/// Builds the tree of one document from a YAML parser's events; offsets are bytes into the text.
/// Each event answers whether the reading may go on; it may not after a mistake that makes the rest
/// meaningless or expensive.
class TreeBuilder {
public:
  static constexpr std::size_t k_max_depth = 32;
  static constexpr std::size_t k_max_nodes = 5'000;
  static constexpr std::size_t k_max_key_bytes = 128;

  /// Keeps all three for its whole life.
  TreeBuilder(std::string_view text, const Places& places, Findings& findings)
      : m_text(text), m_places(places), m_findings(findings) {}

  [[nodiscard]] bool anchor(std::size_t offset);
  [[nodiscard]] bool alias(std::size_t offset);
  [[nodiscard]] bool nothing(std::size_t offset);
  [[nodiscard]] bool scalar(std::size_t offset, const std::string& tag, const std::string& value);
  [[nodiscard]] bool open(Node::Kind kind, std::size_t offset, const std::string& tag);
  [[nodiscard]] bool close();
  void refuse_second_document(std::size_t offset);

  /// Whether what comes next stands inside braces or brackets.
  [[nodiscard]] bool in_flow() const { return !m_levels.empty() && m_levels.back().flow; }

  /// The document, once; none (and a finding) when it held nothing.
  [[nodiscard]] std::optional<Node> take_root();

private:
  struct Level {
    Node node;
    std::set<std::string> keys;
    std::optional<Entry> pending; ///< A key that waits for its value.
    bool flow = false;            ///< Opened by a brace or bracket.
    bool refused = false;         ///< `{{`: a template without quotes; nothing in it counts.
    bool pending_refused = false; ///< The waiting key was refused, so its value is dropped.
  };

  [[nodiscard]] bool count(std::size_t offset);
  [[nodiscard]] bool tag_refused(std::size_t offset, const std::string& tag);
  [[nodiscard]] bool place(Node node);
  void take_key(Level& level, Node node);
  [[nodiscard]] bool key_refused(const Level& level, const Node& node);
  void locate_text(Node& node, std::size_t offset) const;
  [[nodiscard]] bool quote_open(std::size_t offset) const;
  [[nodiscard]] bool text_refused(const Node& node);
  void refuse_template(std::size_t offset);
  bool refuse(plan::Mark mark, const char* rule, std::string message, std::string remedy);

  std::string_view m_text;
  const Places& m_places;
  Findings& m_findings;
  std::vector<Level> m_levels;
  std::optional<Node> m_root;
  std::size_t m_nodes = 0;
};

} // namespace relctl::planfile
