// SPDX-License-Identifier: Apache-2.0
#include "planfile/field.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace relctl::planfile {

namespace {

const char* kind_words(const Node& node) {
  switch (node.kind) {
  case Node::Kind::sequence:
    return "a list";
  case Node::Kind::mapping:
    return "a mapping";
  case Node::Kind::scalar:
  case Node::Kind::refused:
    break;
  }
  return node.text.empty() && !node.quoted ? "empty" : "a single value";
}

const Node* node_of_kind(const Field& field, Node::Kind kind, std::string_view wanted,
                         Findings& findings) {
  if (!field.node || field.node->kind == Node::Kind::refused)
    return nullptr;
  if (field.node->kind == kind)
    return field.node;
  findings.error(field.mark(), "wrong-type",
                 fmt::format("{} is {}, not {}", field.name, kind_words(*field.node), wanted),
                 fmt::format("write {}", wanted));
  return nullptr;
}

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

} // namespace

const Node* scalar_of(const Field& field, std::string_view wanted, Findings& findings) {
  const Node* node = node_of_kind(field, Node::Kind::scalar, wanted, findings);
  if (!node || !node->text.empty())
    return node;
  findings.error(field.mark(), "empty-value", field.name + " is empty",
                 fmt::format("write {} or leave the key out", wanted));
  return nullptr;
}

const Node* sequence_of(const Field& field, std::string_view wanted, Findings& findings) {
  return node_of_kind(field, Node::Kind::sequence, wanted, findings);
}

const Node* mapping_of(const Field& field, std::string_view wanted, Findings& findings) {
  return node_of_kind(field, Node::Kind::mapping, wanted, findings);
}

Parts<Field> list_items(const Field& field, std::string_view wanted, Findings& findings) {
  std::vector<Field> items;
  const Node* list = sequence_of(field, wanted, findings);
  if (!list)
    return {std::move(items), findings};
  for (const auto& item : list->items)
    items.push_back({&item, fmt::format("item {} of {}", items.size() + 1, field.name)});
  return {std::move(items), findings};
}

Parts<NamedField> named_items(const Field& field, std::string_view kind, Findings& findings) {
  std::vector<NamedField> items;
  const Node* map = mapping_of(field, fmt::format("a mapping of {} ids", kind), findings);
  if (!map)
    return {std::move(items), findings};
  for (const auto& entry : map->entries) {
    if (!is_id(entry.key))
      findings.error(entry.mark, "bad-id",
                     fmt::format("'{}' is not an id", one_line(entry.key, 60)),
                     "use at most 64 letters, digits, '_', '-' and '.', a letter or digit first");
    items.push_back({entry.key,
                     entry.mark,
                     {&entry.value, fmt::format("{} '{}'", kind, one_line(entry.key, 60))}});
  }
  return {std::move(items), findings};
}

void refuse_choice(plan::Mark mark, const std::string& rule, const std::string& message,
                   std::string_view value, const std::vector<std::string>& known,
                   Findings& findings) {
  if (findings.full())
    return;
  const auto near = nearest(value, known);
  std::vector<std::string> named; // A key that nobody could write is none.
  std::copy_if(known.begin(), known.end(), std::back_inserter(named),
               [](const std::string& name) { return !name.empty(); });
  findings.error(mark, rule, message,
                 near            ? fmt::format("did you mean '{}'?", *near)
                 : named.empty() ? "take it out"
                                 : fmt::format("known are: {}", join(named, ", ")));
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::isalnum(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_word_byte(c) || c == '-' || c == '.'; });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(), is_word_byte);
}

} // namespace relctl::planfile
