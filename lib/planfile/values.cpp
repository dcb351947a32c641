// SPDX-License-Identifier: Apache-2.0
#include "planfile/values.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

bool refuse_environment(const Field& field, const Node& node, Findings& findings) {
  const auto at = node.text.find("${");
  if (at == std::string::npos)
    return false;
  findings.error(
      mark_inside(node, at), "environment-outside",
      fmt::format("{} reads the environment; only sources and credentials may", field.name),
      "declare a variable under vars with 'env: NAME' and write {{variable}} here");
  return true;
}

} // namespace

plan::Mark mark_inside(const Node& scalar, std::size_t offset) {
  if (!scalar.verbatim)
    return scalar.mark;
  const auto head = std::string_view(scalar.text).substr(0, offset);
  const auto characters = std::count_if(head.begin(), head.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return {scalar.text_mark.line, scalar.text_mark.column + static_cast<int>(characters)};
}

void report_error(const Field& field, const std::string& rule, const std::string& message,
                  Findings& findings) {
  const auto split = message.rfind("; ");
  const bool has_remedy = split != std::string::npos;
  findings.error(field.mark(), rule,
                 fmt::format("{}: {}", field.name, one_line(message.substr(0, split), 200)),
                 has_remedy ? message.substr(split + 2) : std::string("correct the value"));
}

std::optional<std::string> read_text(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a text", findings);
  if (!node || refuse_environment(field, *node, findings))
    return std::nullopt;
  return node->text;
}

std::optional<plan::TemplateText> read_template(const Field& field, Findings& findings) {
  auto text = read_text(field, findings);
  if (!text)
    return std::nullopt;
  return plan::TemplateText{*std::move(text), field.node->text_mark};
}

std::optional<std::string> read_id(const Field& field, Findings& findings) {
  auto text = read_text(field, findings);
  if (text && !is_id(*text)) {
    findings.error(field.mark(), "bad-id",
                   fmt::format("{}: '{}' is not an id", field.name, one_line(*text, 60)),
                   "use at most 64 letters, digits, '_', '-' and '.', a letter or digit first");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_name(const Field& field, Findings& findings) {
  auto text = read_text(field, findings);
  if (text && !is_name(*text)) {
    findings.error(field.mark(), "bad-name",
                   fmt::format("{}: '{}' is not a name", field.name, one_line(*text, 60)),
                   "use letters, digits and '_', and no digit first");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_choice(const Field& field, const std::vector<std::string>& known,
                                       Findings& findings) {
  auto text = read_text(field, findings);
  if (!text || std::find(known.begin(), known.end(), *text) != known.end())
    return text;
  refuse_choice(field.mark(), "bad-choice",
                fmt::format("{} is '{}', which is unknown", field.name, one_line(*text, 60)), *text,
                known, findings);
  return std::nullopt;
}

std::optional<bool> read_boolean(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "true or false", findings);
  if (!node)
    return std::nullopt;
  if (!node->quoted && (node->text == "true" || node->text == "false"))
    return node->text == "true";
  findings.error(field.mark(), "not-a-boolean",
                 fmt::format("{} is {}{}", field.name, node->quoted ? "the text " : "",
                             fmt::format("'{}'", one_line(node->text, 60))),
                 "write true or false, without quotes");
  return std::nullopt;
}

std::vector<std::string> read_ids(const Field& field, Findings& findings) {
  std::vector<std::string> ids;
  for (const auto& item : list_items(field, "a list of ids", findings))
    if (auto id = read_id(item, findings))
      ids.push_back(*std::move(id));
  return ids;
}

std::vector<std::string> read_id_or_ids(const Field& field, Findings& findings) {
  if (!field || field.node->kind != Node::Kind::scalar)
    return read_ids(field, findings);
  const auto id = read_id(field, findings);
  return id ? std::vector<std::string>{*id} : std::vector<std::string>{};
}

std::optional<std::string> read_address(const Field& field, Findings& findings) {
  if (!field || field.node->text.find('/') == std::string::npos)
    return read_id(field, findings);
  const auto text = read_text(field, findings);
  if (!text)
    return std::nullopt;
  const auto slash = text->find('/');
  if (is_id(text->substr(0, slash)) && is_id(text->substr(slash + 1)))
    return text;
  findings.error(field.mark(), "bad-id",
                 field.name + " is '" + one_line(*text, 60) + "', not two ids with a slash between",
                 "write for instance write/p10");
  return std::nullopt;
}

std::vector<std::string> read_addresses(const Field& field, Findings& findings) {
  std::vector<std::string> addresses;
  for (const auto& item : list_items(field, "a list of phases and tracks", findings))
    if (auto address = read_address(item, findings))
      addresses.push_back(*std::move(address));
  return addresses;
}

std::vector<std::string> read_texts(const Field& field, Findings& findings) {
  std::vector<std::string> texts;
  for (const auto& item : list_items(field, "a list of texts", findings))
    if (auto text = read_text(item, findings))
      texts.push_back(*std::move(text));
  return texts;
}

} // namespace relctl::planfile
