// SPDX-License-Identifier: Apache-2.0
#include "planfile/tree_builder.hpp"

#include "base/text.hpp"
#include "planfile/unquoted_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace relctl::planfile {

bool TreeBuilder::refuse(plan::Mark mark, const char* rule, std::string message,
                         std::string remedy) {
  m_findings.error(mark, rule, std::move(message), std::move(remedy));
  return !m_findings.full();
}

bool TreeBuilder::count(std::size_t offset) {
  if (++m_nodes <= k_max_nodes)
    return true;
  (void)refuse(m_places.at(offset), "too-many-nodes",
               fmt::format("the plan holds more than {} values", k_max_nodes),
               "split the release into several plans");
  return false;
}

bool TreeBuilder::anchor(std::size_t offset) {
  return refuse(m_places.at(offset), "yaml-anchor", "anchors are not read",
                "write the value out; a text that begins with & needs quotes");
}

bool TreeBuilder::alias(std::size_t offset) {
  const auto mark = m_places.at(offset);
  Node node;
  node.kind = Node::Kind::refused;
  node.mark = mark;
  return refuse(mark, "yaml-alias", "aliases are not read",
                "write the value out; a text that begins with * needs quotes") &&
         count(offset) && place(std::move(node));
}

bool TreeBuilder::nothing(std::size_t offset) {
  Node node;
  node.mark = m_places.at(offset);
  // The parser notices that a value is missing at whatever comes next, often lines below.
  const bool written = m_text.substr(offset).find_first_of("~nN") == 0;
  if (!written && !m_levels.empty() && m_levels.back().pending)
    node.mark = m_levels.back().pending->mark;
  node.text_mark = node.mark;
  return count(offset) && place(std::move(node));
}

bool TreeBuilder::tag_refused(std::size_t offset, const std::string& tag) {
  // The parser's own tags are "?" (plain) and "!" (quoted); a written "!" begins the value.
  const bool written = offset < m_text.size() && m_text[offset] == '!';
  if (!written && (tag.empty() || tag == "?" || tag == "!"))
    return false;
  (void)refuse(m_places.at(offset), "yaml-tag", "tags are not read",
               "delete it; a text that begins with ! needs quotes");
  return true;
}

bool TreeBuilder::scalar(std::size_t offset, const std::string& tag, const std::string& value) {
  Node node;
  node.mark = m_places.at(offset);
  node.text = value;
  node.quoted = tag == "!";
  locate_text(node, offset);
  if (quote_open(offset)) {
    (void)refuse(node.mark, "yaml-syntax", "the quote that opens here is never closed", "close it");
    return false;
  }
  if (tag_refused(offset, tag) || text_refused(node))
    node.kind = Node::Kind::refused;
  return count(offset) && place(std::move(node)) && !m_findings.full();
}

bool TreeBuilder::text_refused(const Node& node) {
  if (!find_invalid_utf8(node.text) && find_unwanted_character(node.text) == std::string_view::npos)
    return false;
  (void)refuse(node.mark, "control-character", "an escape in this text makes a control character",
               "leave it out");
  return true;
}

bool TreeBuilder::open(Node::Kind kind, std::size_t offset, const std::string& tag) {
  if (m_levels.size() >= k_max_depth) {
    (void)refuse(m_places.at(offset), "too-deep",
                 fmt::format("values are nested more than {} deep", k_max_depth),
                 "a plan needs far fewer levels; check the brackets");
    return false;
  }
  (void)tag_refused(offset, tag);
  Level level;
  level.node.kind = kind;
  level.node.mark = m_places.at(offset);
  level.flow = m_text.substr(offset, 1) == "{" || m_text.substr(offset, 1) == "[";
  level.refused = m_text.substr(offset).starts_with("{{");
  if (level.refused)
    refuse_template(offset);
  m_levels.push_back(std::move(level));
  return count(offset) && !m_findings.full();
}

void TreeBuilder::refuse_template(std::size_t offset) {
  const auto value = unquoted_value_at(m_text, offset, in_flow());
  (void)refuse(m_places.at(offset), "complex-key", "a value that begins with {{ needs quotes",
               value ? "write " + in_quotes(value->text) : "put the value in quotes");
}

bool TreeBuilder::close() {
  Node node = std::move(m_levels.back().node);
  if (m_levels.back().refused)
    node.kind = Node::Kind::refused;
  m_levels.pop_back();
  return place(std::move(node));
}

bool TreeBuilder::place(Node node) {
  if (m_levels.empty()) {
    m_root = std::move(node);
    return true;
  }
  Level& level = m_levels.back();
  if (level.node.kind == Node::Kind::sequence) {
    level.node.items.push_back(std::move(node));
  } else if (!level.pending) {
    take_key(level, std::move(node));
  } else {
    level.pending->value = std::move(node);
    if (!level.pending_refused)
      level.node.entries.push_back(std::move(*level.pending));
    level.pending.reset();
  }
  return !m_findings.full();
}

void TreeBuilder::take_key(Level& level, Node node) {
  level.pending_refused = key_refused(level, node);
  level.pending = Entry{node.text, node.mark, {}};
  if (!level.pending_refused)
    level.keys.insert(std::move(node.text));
}

bool TreeBuilder::key_refused(const Level& level, const Node& node) {
  const auto no = [&](const char* rule, std::string message, std::string remedy) {
    (void)refuse(node.mark, rule, std::move(message), std::move(remedy));
    return true;
  };
  if (level.refused || node.kind == Node::Kind::refused)
    return true;
  if (node.kind != Node::Kind::scalar)
    return no("complex-key", "a list or mapping stands where a key is due",
              "put a text that begins with a bracket in quotes");
  if (node.text.empty())
    return no("empty-key", "a key is empty", "give it a name");
  if (node.text.size() > k_max_key_bytes)
    return no("long-key",
              fmt::format("the key has {} bytes, more than {}", node.text.size(), k_max_key_bytes),
              "shorten it");
  if (node.text == "<<")
    return no("merge-key", "'<<' is not read", "write the keys out");
  if (level.keys.count(node.text) != 0)
    return no("duplicate-key",
              fmt::format("the key '{}' stands here a second time", one_line(node.text)),
              "keep one of them");
  return false;
}

void TreeBuilder::refuse_second_document(std::size_t offset) {
  (void)refuse(m_places.at(offset), "several-documents",
               "something follows the plan that is not part of it",
               "keep one document per file: no second '---' and no stray ','");
}

std::optional<Node> TreeBuilder::take_root() {
  const bool nothing =
      m_root && m_root->kind == Node::Kind::scalar && !m_root->quoted && m_root->text.empty();
  if (m_root && !nothing)
    return std::exchange(m_root, std::nullopt);
  (void)refuse({1, 1}, "empty-file", "the file is empty",
               "begin a plan with 'relctl: 1', a scenario with 'scenario: 1'");
  return std::nullopt;
}

void TreeBuilder::locate_text(Node& node, std::size_t offset) const {
  std::size_t first = offset;
  const char opener = offset < m_text.size() ? m_text[offset] : '\0';
  if (node.quoted && (opener == '"' || opener == '\''))
    ++first;
  if (node.quoted && (opener == '|' || opener == '>'))
    first = std::min(m_text.find_first_not_of(" \r\n", m_text.find('\n', offset)), m_text.size());
  node.text_mark = m_places.at(first);
  node.verbatim =
      m_text.substr(first).starts_with(node.text) && node.text.find('\n') == std::string::npos;
}

bool TreeBuilder::quote_open(std::size_t offset) const {
  if (offset >= m_text.size() || (m_text[offset] != '"' && m_text[offset] != '\''))
    return false;
  const char quote = m_text[offset];
  for (std::size_t i = offset + 1; i < m_text.size(); ++i) {
    if (quote == '"' && m_text[i] == '\\')
      ++i;
    else if (m_text[i] == quote && quote == '\'' && m_text.substr(i + 1).starts_with('\''))
      ++i;
    else if (m_text[i] == quote)
      return false;
  }
  return true;
}

} // namespace relctl::planfile
