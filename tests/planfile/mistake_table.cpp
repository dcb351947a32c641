// SPDX-License-Identifier: Apache-2.0
#include "planfile/mistake_table.hpp"

#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

namespace relctl::planfile {

namespace {

/// The text from a place on, up to the end of its line; columns count characters.
std::string text_at(const std::string& text, plan::Mark mark) {
  std::size_t at = 0;
  for (int line = 1; line < mark.line; ++line)
    at = text.find('\n', at) + 1;
  for (int column = 1; column < mark.column; ++column)
    do
      ++at;
    while ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
  return text.substr(at, text.find('\n', at) - at);
}

void check_mistake(const MistakeRow& row, const plan::Environment& environment) {
  INFO(row.with);
  const std::string text = sound_plan_with(row.find, row.with);
  const auto diagnostics = load_plan(text, environment).diagnostics;
  REQUIRE_FALSE(diagnostics.empty());
  for (const auto& d : diagnostics) {
    CHECK(text_at(text, d.mark).substr(0, row.at.size()) == row.at);
    const auto wording = d.rule + ": " + d.message + "; " + d.remedy;
    CHECK(wording.substr(0, row.wording.size()) == row.wording);
  }
  CHECK(diagnostics.size() == 1);
}

} // namespace

void check_mistakes(const std::vector<MistakeRow>& rows,
                    const std::map<std::string, std::string>& environment) {
  for (const auto& row : rows)
    check_mistake(row, environment_of(environment));
}

} // namespace relctl::planfile
