// SPDX-License-Identifier: Apache-2.0
#include "planfile/field.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("an id is small letters, digits and what joins them, also where no plan gives it") {
  for (const char* id : {"a", "wk2", "p95_login", "week-48"})
    CHECK(planfile::is_id(id));
  for (const char* other : {"", "bad name", "Ä", "a/b", "-a", "{{version}}"})
    CHECK_FALSE(planfile::is_id(other));
}
