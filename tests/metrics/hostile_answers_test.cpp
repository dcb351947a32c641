// SPDX-License-Identifier: Apache-2.0
#include "metrics/alertmanager.hpp"
#include "metrics/command_answer.hpp"
#include "metrics/given.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace relctl;
using namespace relctl::metrics;

namespace {

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

core::Reading alerts(const std::string& body) {
  core::MeasurementRequest request = prometheus_request();
  request.source_kind = plan::SourceKind::alertmanager;
  request.query = "{}";
  request.phase_start = k_at - hours(1);
  return alertmanager_readings(request, {http_reply(body)}, k_at + milliseconds(40)).at(0);
}

} // namespace

TEST_CASE("an alert whose name is no text is counted without a name") {
  CHECK(alerts(R"([{"labels":{"alertname":7},"startsAt":"2026-11-22T02:00:00Z"}])").value == 1);
}

TEST_CASE("alerts nested without end are no answer") {
  CHECK(cause_of(alerts(R"([{"labels":)" + nested(1'000'000) + "}]")) == "provider_error");
}

TEST_CASE("what a command prints nested without end is no answer") {
  const CommandAnswer answer = parse_command_answer(R"({"value":)" + nested(30'000) + "}");
  CHECK_FALSE(answer.value.number);
  CHECK(answer.value.cause == plan::Cause::provider_error);
}
