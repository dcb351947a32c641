// SPDX-License-Identifier: Apache-2.0
#include "core/approvals.hpp"
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("an approval is found by what it is of and by its role") {
  const std::vector<core::ApprovalGiven> given{{"p5", "owner", "ann", ""}};
  REQUIRE(core::find_approval(given, "p5", "owner") != nullptr);
  CHECK(core::find_approval(given, "p5", "owner")->as == "ann");
  CHECK(core::find_approval(given, "p5", "ops") == nullptr);
  CHECK(core::find_approval(given, "p20", "owner") == nullptr);
}

TEST_CASE("one person signs the same in one role only, as long as that holds") {
  core::ApprovalGiven first{"window", "owner", "ann", ""};
  first.until = k_noon + minutes(10);
  const std::vector<core::ApprovalGiven> given{first};
  const auto signed_by = [&](const char* subject, const char* role, const char* as, Duration at) {
    return core::signed_as(given, {subject, role, as, ""}, k_noon + at);
  };
  CHECK(signed_by("window", "ops", "ann", minutes(9)) == std::optional<std::string>("owner"));
  CHECK_FALSE(signed_by("window", "ops", "ann", minutes(10)));
  CHECK_FALSE(signed_by("window", "ops", "bob", minutes(9)));
  CHECK_FALSE(signed_by("window", "owner", "ann", minutes(9)));
  CHECK_FALSE(signed_by("start", "ops", "ann", minutes(9)));
}
