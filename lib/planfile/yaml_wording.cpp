// SPDX-License-Identifier: Apache-2.0
#include "planfile/yaml_wording.hpp"

#include "planfile/unquoted_value.hpp"

#include <array>

namespace relctl::planfile {

namespace {

struct Row {
  std::string_view reason; ///< What the parser's reason begins with.
  const char* message;
  const char* remedy;
};

constexpr std::array k_rows = {
    Row{"unexpected character in block scalar", "after | or > the line must end",
        "put the value in quotes"},
    Row{"illegal map value", "a ':' stands where no value can begin",
        "put text that contains ': ' in quotes, and check the indentation"},
    Row{"illegal map key", "a key stands where none can be", "check the indentation"},
    Row{"illegal block entry", "a '-' item stands where no list is", "check the indentation"},
    Row{"end of map flow not found", "a '{' is never closed", "close it with '}'"},
    Row{"end of sequence flow not found", "a '[' is never closed", "close it with ']'"},
    Row{"end of map not found", "this does not belong to the mapping around it",
        "check the indentation, and put the whole value in quotes"},
    Row{"end of sequence not found", "this does not belong to the list around it",
        "check the indentation"},
    Row{"illegal flow end", "a bracket closes what was not opened", "delete it"},
    Row{"illegal tab", k_tab_message, k_tab_remedy},
    Row{"unknown escape character", "the escape in double quotes is unknown",
        "write \\\\ for a backslash, or use single quotes"},
    Row{"bad character found while scanning hex number", "the escape needs hexadecimal digits",
        "write \\\\ for a backslash, or use single quotes"},
    Row{"invalid unicode", "the escape is no Unicode character", "write the character itself"},
    Row{"illegal EOF in scalar", "a quote is never closed", "close it"},
    Row{"alias not found", "aliases are not read", "put a text that begins with * in quotes"},
    Row{"anchor not found", "anchors are not read", "put a text that begins with & in quotes"},
    Row{"the referenced anchor is not defined", "aliases are not read",
        "put a text that begins with * in quotes"},
};

} // namespace

YamlWording word_yaml_error(std::string_view reason, std::string_view rest) {
  for (const auto& row : k_rows)
    if (reason.starts_with(row.reason))
      return {row.message, row.remedy};
  if (rest.starts_with('?'))
    return {"a '?' stands in a text without quotes inside brackets or braces",
            "put the value in quotes"};
  return {"the YAML cannot be read from here on", "check indentation, quotes and brackets"};
}

std::optional<YamlWording> word_missing_quotes(std::string_view reason, std::string_view value) {
  const std::string remedy = "write " + in_quotes(value);
  if (std::string_view("%@`|>").find(value.front()) != std::string_view::npos)
    return YamlWording{std::string("a value that begins with ") + value.front() + " needs quotes",
                       remedy};
  if (reason.starts_with("illegal map value") && value.find(": ") != std::string_view::npos)
    return YamlWording{"a value with ': ' in it needs quotes", remedy};
  return std::nullopt;
}

} // namespace relctl::planfile
