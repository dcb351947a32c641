// SPDX-License-Identifier: Apache-2.0
#include "planfile/yaml_tree.hpp"

#include "planfile/plan_bytes.hpp"
#include "planfile/tree_builder.hpp"
#include "planfile/unquoted_value.hpp"
#include "planfile/yaml_wording.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <istream>
#include <streambuf>

namespace relctl::planfile {

namespace {

/// Thrown out of the parser, which has no other way to be stopped; never leaves this file.
struct Stop {};

/// Reads the text where it is.
class ViewBuffer : public std::streambuf {
public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data()); // never written: no overflow(), no pbackfail()
    setg(begin, begin, begin + text.size());
  }
};

/// Hands the parser's events on. A document may hold less than its text (a lone comma is an empty
/// document for ever), so a second one ends the reading.
class Events : public YAML::EventHandler {
public:
  explicit Events(TreeBuilder& builder) : m_builder(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    const bool first = std::exchange(m_first, false);
    if (!first)
      m_builder.refuse_second_document(offset(mark));
    stop_unless(first);
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    stop_unless(m_builder.anchor(offset(mark)));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    stop_unless(m_builder.alias(offset(mark)));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    stop_unless(m_builder.nothing(offset(mark)));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    stop_unless(m_builder.scalar(offset(mark), tag, value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    stop_unless(m_builder.open(Node::Kind::sequence, offset(mark), tag));
  }
  void OnSequenceEnd() override { stop_unless(m_builder.close()); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    stop_unless(m_builder.open(Node::Kind::mapping, offset(mark), tag));
  }
  void OnMapEnd() override { stop_unless(m_builder.close()); }

private:
  static std::size_t offset(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }
  static void stop_unless(bool go_on) {
    if (!go_on)
      throw Stop{};
  }

  TreeBuilder& m_builder;
  bool m_first = true;
};

void report(const YAML::Exception& exception, std::string_view text, const Places& places,
            bool in_flow, Findings& findings) {
  const auto offset =
      exception.mark.pos < 0
          ? 0
          : std::min<std::size_t>(static_cast<std::size_t>(exception.mark.pos), text.size());
  const std::size_t line = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1; // npos + 1 is 0.
  const std::size_t content = std::min(text.find_first_not_of(" \t", line), text.size());
  if (text.substr(line, content - line).find('\t') != text.npos) {
    findings.error(places.at(offset), "yaml-syntax", k_tab_message, k_tab_remedy);
    return;
  }
  const auto value = unquoted_value_at(text, offset, in_flow);
  // Told by the builder where it has seen the second brace.
  if (value && value->text.starts_with("{{") && !findings.empty())
    return;
  const auto quotes = value ? word_missing_quotes(exception.msg, value->text) : std::nullopt;
  const auto wording = quotes ? *quotes : word_yaml_error(exception.msg, text.substr(offset));
  findings.error(places.at(quotes ? value->offset : offset), "yaml-syntax", wording.message,
                 wording.remedy);
}

} // namespace

const Node* find_value(const Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == mapping.entries.end() ? nullptr : &found->value;
}

std::optional<Node> parse_yaml_tree(std::string_view text, Findings& findings) {
  if (!check_size(text, findings))
    return std::nullopt;
  const Places places(text);
  if (!check_bytes(text, places, findings))
    return std::nullopt;
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  TreeBuilder builder(text, places, findings);
  Events events(builder);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events))
      continue;
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    report(exception, text, places, builder.in_flow(), findings);
    return std::nullopt;
  } catch (const std::exception&) {
    findings.error(places.at(0), "yaml-syntax", "the YAML cannot be read",
                   "check indentation, quotes and brackets");
    return std::nullopt;
  }
  return builder.take_root();
}

} // namespace relctl::planfile
