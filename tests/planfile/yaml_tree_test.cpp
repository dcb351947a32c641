// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_bytes.hpp"
#include "planfile/yaml_tree.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

Node parse(const std::string& text) {
  Findings findings;
  auto root = parse_yaml_tree(text, findings);
  INFO(text);
  REQUIRE(findings.empty());
  REQUIRE(root);
  return *root;
}

} // namespace

TEST_CASE("the tree keeps order, kinds and places") {
  const auto root = parse("a: 1\nb: [x, {c: y}]\n");
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].key == "a");
  CHECK(root.entries[0].value.mark == plan::Mark{1, 4});
  const Node& list = root.entries[1].value;
  CHECK(list.kind == Node::Kind::sequence);
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[1].entries.front().value.text == "y");
  CHECK(list.items[1].entries.front().mark == plan::Mark{2, 9});
}

TEST_CASE("columns count characters, not bytes") {
  const auto root = parse("灰度: {发布: \"值\", k: v}\n");
  const Node& map = root.entries.front().value;
  CHECK(map.mark == plan::Mark{1, 5});
  CHECK(map.entries[0].value.mark == plan::Mark{1, 10});
  CHECK(map.entries[1].mark == plan::Mark{1, 15});
}

TEST_CASE("a Windows line end is a line end") {
  const auto root = parse("a: x\r\nb: |\r\n  y\r\n  z\r\n");
  CHECK(root.entries[0].value.text == "x");
  CHECK(root.entries[1].value.text == "y\nz\n");
  CHECK(root.entries[1].mark == plan::Mark{2, 1});
}

TEST_CASE("no type is guessed") {
  for (const char* text : {"no", "on", "010", "0x1f", ".nan", "1e3", "2026-11-22", "1:30"}) {
    const auto root = parse(std::string("a: ") + text + "\n");
    CHECK(root.entries.front().value.text == text);
    CHECK_FALSE(root.entries.front().value.quoted);
  }
}

TEST_CASE("nothing is an empty text without quotes, at its key where the value is missing") {
  const auto root = parse("a:\nb: ~\nc: null\nd: \"\"\n");
  CHECK(root.entries[0].value.text.empty());
  CHECK(root.entries[0].value.mark == plan::Mark{1, 1});
  CHECK(root.entries[1].value.mark == plan::Mark{2, 4});
  CHECK(root.entries[2].value.text.empty());
  CHECK_FALSE(root.entries[2].value.quoted);
  CHECK(root.entries[3].value.quoted);
}

TEST_CASE("the place of the first character is known for every way to write a text") {
  const auto root = parse("a: plain\nb: \"double\"\nc: 'single'\nd: |\n  block\nf: >-\n\n  folded\n"
                          "  text\ng: \"with \\\" escape\"\nh: 'it''s'\n");
  const auto& entries = root.entries;
  CHECK(entries[0].value.text_mark == plan::Mark{1, 4});
  CHECK(entries[1].value.text_mark == plan::Mark{2, 5});
  CHECK(entries[2].value.text_mark == plan::Mark{3, 5});
  CHECK(entries[3].value.text_mark == plan::Mark{5, 3});
  CHECK(entries[4].value.text_mark == plan::Mark{8, 3});
  CHECK(entries[0].value.verbatim);
  CHECK(entries[1].value.verbatim);
  CHECK(entries[2].value.verbatim);
  CHECK_FALSE(entries[3].value.verbatim);
  CHECK_FALSE(entries[4].value.verbatim);
  CHECK_FALSE(entries[5].value.verbatim);
  CHECK_FALSE(entries[6].value.verbatim);
  CHECK(entries[6].value.text == "it's");
}

TEST_CASE("what is just within the bounds is read") {
  CHECK(parse("a: " + std::string(31, '[') + std::string(31, ']') + "\n").entries.size() == 1);
  CHECK(parse(std::string(128, 'k') + ": 1\n").entries.size() == 1);
  std::string list;
  for (int i = 0; i < 4997; ++i)
    list += "  - 1\n";
  CHECK(parse("a:\n" + list).entries.front().value.items.size() == 4997);
}

TEST_CASE("a text of exactly the most bytes is read") {
  std::string text = "a: 123";
  while (text.size() < k_max_plan_bytes)
    text += "\n# 3456789";
  REQUIRE(text.size() == k_max_plan_bytes);
  CHECK(parse(text).entries.size() == 1);
}

TEST_CASE("a text of exactly the most lines is read") {
  std::string text = "a: 1\n" + std::string(k_max_lines - 1, '\n');
  CHECK(parse(text).entries.size() == 1);
  Findings findings;
  CHECK_FALSE(parse_yaml_tree(text + "\n", findings));
  REQUIRE(findings.diagnostics().size() == 1);
  CHECK(findings.diagnostics().front().mark == plan::Mark{10'001, 1});
  CHECK(findings.diagnostics().front().message == "the file has more than 10000 lines");
}

TEST_CASE("what is refused leaves the rest of the tree readable") {
  Findings findings;
  const auto root = parse_yaml_tree("a: &x 1\nb: !t 2\nc: 3\nc: 4\n? [k]\n: 5\nd: 6\n", findings);
  REQUIRE(root);
  CHECK(findings.diagnostics().size() == 4);
  CHECK(find_value(*root, "b")->kind == Node::Kind::refused);
  CHECK(find_value(*root, "c")->text == "3");
  CHECK(find_value(*root, "d")->text == "6");
  CHECK(root->entries.size() == 4);
  CHECK(find_value(*root, "e") == nullptr);
}
