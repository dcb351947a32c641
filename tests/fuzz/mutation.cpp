// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutation.hpp"

#include <array>
#include <string_view>

namespace relctl::fuzz {
namespace {

constexpr std::size_t k_most_bytes = 4096;

/// What means something in one of the languages, or is a number at the edge of another.
constexpr std::array<std::string_view, 40> k_words = {"\n",         "\n\n",
                                                      " ",          "\t",
                                                      ",",          ":",
                                                      ": ",         "- ",
                                                      "\"",         "'",
                                                      "\\",         "{",
                                                      "}",          "{{",
                                                      "}}",         "{{#a}}",
                                                      "{{/a}}",     "[",
                                                      "]",          "(",
                                                      ")",          "%",
                                                      "# ",         "|\n",
                                                      "&a ",        "*a",
                                                      "!x ",        "<<: ",
                                                      "null",       "-0",
                                                      "NaN",        "1e308",
                                                      "5e-324",     "+Inf",
                                                      "4294967296", "9223372036854775808",
                                                      "\xff",       "\xe2\x80\xae",
                                                      "\x1b[",      "\r\n"};

} // namespace

std::string Mutation::part_of(const std::string& text) {
  if (text.empty())
    return text;
  const std::size_t at = below(text.size());
  return text.substr(at, 1 + below(24));
}

void Mutation::change(std::string& text, const std::vector<std::string>& inputs) {
  const std::size_t at = below(text.size() + 1);
  switch (below(6)) {
  case 0:
    text.insert(at, k_words[below(k_words.size())]);
    break;
  case 1:
    text.insert(at, part_of(text));
    break;
  case 2:
    text.insert(at, part_of(inputs[below(inputs.size())]));
    break;
  case 3:
    text.erase(at, 1 + below(16));
    break;
  case 4:
    if (at < text.size())
      text[at] = static_cast<char>(m_random());
    break;
  default:
    text.replace(at, below(8), k_words[below(k_words.size())]);
  }
}

std::string Mutation::next(const std::vector<std::string>& inputs) {
  std::string text = inputs[below(inputs.size())];
  for (std::size_t left = 1 + below(4); left > 0; --left)
    change(text, inputs);
  return text.substr(0, k_most_bytes);
}

} // namespace relctl::fuzz
