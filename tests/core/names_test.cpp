// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using core::name_of;

TEST_CASE("persisted names are a contract") {
  CHECK(name_of(core::Verdict::promote) == "promote");
  CHECK(name_of(core::Verdict::hold) == "hold");
  CHECK(name_of(core::Verdict::rollback) == "rollback");
  CHECK(name_of(core::Status::unknown) == "unknown");
  CHECK(name_of(core::Outcome::timed_out) == "timed_out");
  CHECK(name_of(core::Part::verify) == "verify");
  CHECK(name_of(core::Next::doubt) == "doubt");
  CHECK(name_of(plan::Cause::provider_error) == "provider_error");
}

TEST_CASE("a name reads back, and an unknown one leaves the value as it was") {
  core::Outcome outcome = core::Outcome::lost;
  CHECK(core::read_name("cancelled", outcome));
  CHECK(outcome == core::Outcome::cancelled);
  CHECK_FALSE(core::read_name("vanished", outcome));
  CHECK(outcome == core::Outcome::cancelled);
  for (const std::string& name : plan::cause_names()) {
    plan::Cause cause = plan::Cause::nodata;
    CHECK(core::read_name(name, cause));
    CHECK(name_of(cause) == name);
  }
}
