// SPDX-License-Identifier: Apache-2.0
#include "planfile/manifest.hpp"

#include "base/text.hpp"
#include "planfile/field.hpp"
#include "planfile/values.hpp"

namespace relctl::planfile {

namespace {

/// Values go into commands, headers and messages: a line end in them would end more than a line.
std::string on_one_line(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (const auto line = trim(std::string_view(text).substr(at, end - at)); !line.empty())
      lines.emplace_back(line);
    at = end + 1;
  }
  return join(lines, "; ");
}

std::optional<std::string> read_value(const Field& field, Findings& findings) {
  if (field.node->kind != Node::Kind::sequence) {
    auto text = read_text(field, findings);
    return text ? std::optional(on_one_line(*text)) : std::nullopt;
  }
  std::vector<std::string> items;
  for (const std::string& item : read_texts(field, findings))
    items.push_back(on_one_line(item));
  return join(items, "; ");
}

} // namespace

LoadedManifest load_manifest(std::string_view text) {
  LoadedManifest loaded;
  Findings findings;
  if (const auto root = parse_yaml_tree(text, findings))
    for (const auto& item : named_items({&*root, "the manifest"}, "variable", findings))
      assign(loaded.values[item.id], read_value(item.field, findings));
  loaded.diagnostics = findings.diagnostics();
  plan::sort_diagnostics(loaded.diagnostics);
  return loaded;
}

} // namespace relctl::planfile
