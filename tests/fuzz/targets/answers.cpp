// SPDX-License-Identifier: Apache-2.0
// What others say: an Alertmanager, a command that measures, relctl-reader, HAProxy's runtime API.
#include "base/text.hpp"
#include "effects/haproxy_servers.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/requests.hpp"
#include "fuzz/target.hpp"
#include "metrics/alertmanager.hpp"
#include "metrics/command.hpp"
#include "metrics/json.hpp"
#include "metrics/sql.hpp"

#include <string>

namespace relctl::fuzz {
namespace {

ports::ProcessReply process_reply(std::string_view output) {
  ports::ProcessReply reply;
  reply.started = true;
  reply.exit_code = 0;
  reply.output = output;
  reply.output_bytes = output.size();
  return reply;
}

void check_alerts(std::string_view input) {
  core::MeasurementRequest request = request_of(plan::SourceKind::alertmanager, "{}");
  request.volume_query = "severity=\"page\"";
  request.volume_due = true;
  const ports::HttpReply reply = reply_of(input, "application/json");
  must_be_sound(metrics::alertmanager_readings(request, {reply, reply}, k_at + seconds(1)));
}

void check_command(std::string_view input) {
  core::MeasurementRequest request = request_of(plan::SourceKind::command, "");
  request.argv = {"./measure"};
  request.max_age = minutes(5);
  const std::size_t processes = metrics::command_processes(request, {}).size();
  must_be_sound(metrics::command_readings(
      request, std::vector<ports::ProcessReply>(processes, process_reply(input)),
      k_at + seconds(1)));
}

void check_reader(std::string_view input) {
  const core::MeasurementRequest json = request_of(plan::SourceKind::json, ".errors");
  std::vector<ports::MeasurementReply> replies{reply_of(input, "application/json")};
  if (!metrics::json_evaluation(json, std::get<ports::HttpReply>(replies.front()), "").empty())
    replies.emplace_back(process_reply(input));
  must_be_sound(metrics::json_readings(json, replies, k_at + seconds(1)));
  const core::MeasurementRequest sql = request_of(plan::SourceKind::sqlite, "SELECT 1");
  must_be_sound(metrics::sql_readings(sql, process_reply(input), k_at + seconds(1)));
}

void check_haproxy(std::string_view input) {
  const auto answer = effects::parse_haproxy_answer(input);
  if (!answer)
    must_be_one_clear_line(one_line(answer.error().message));
}

} // namespace

RELCTL_FUZZ_TARGET(answers) {
  check_alerts(input);
  check_command(input);
  check_reader(input);
  check_haproxy(input);
}

} // namespace relctl::fuzz
