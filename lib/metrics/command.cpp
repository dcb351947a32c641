// SPDX-License-Identifier: Apache-2.0
#include "metrics/command.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "core/values.hpp"
#include "metrics/command_answer.hpp"
#include "metrics/live_readings.hpp"
#include "metrics/queries.hpp"

#include <fmt/format.h>

#include <utility>

namespace relctl::metrics {
namespace {

using core::MeasurementRequest;

std::vector<std::string> variables_of(const MeasurementRequest& request,
                                      const std::map<std::string, std::string>& environment) {
  std::map<std::string, std::string> all = environment;
  for (const auto& [id, value] : request.values)
    all[core::environment_name(id)] = value;
  all["RELCTL_METRIC"] = request.metric;
  all["RELCTL_AT"] = format_instant(request.to);
  all["RELCTL_WINDOW_START"] = format_instant(request.to - request.window);
  all["RELCTL_PHASE_START"] = format_instant(request.phase_start);
  all["RELCTL_RELEASE_START"] = format_instant(request.release_start);
  std::vector<std::string> variables;
  for (const auto& [name, value] : all)
    variables.push_back(name + "=" + value);
  return variables;
}

std::string program_path(const MeasurementRequest& request) {
  const std::string& name = request.argv.front();
  const bool is_relative = name.find('/') != std::string::npos && !name.starts_with('/');
  return is_relative ? request.directory + "/" + name : name;
}

CommandAnswer no_command_answer(plan::Cause cause, const std::string& detail) {
  return {no_answer(cause, one_line(detail)), {}, {}};
}

/// The last line of what it complained, where it did.
std::string complaint(const ports::ProcessReply& reply) {
  const std::string_view text = trim(reply.errors);
  const std::size_t line = text.rfind('\n');
  const std::string_view last = line == std::string_view::npos ? text : text.substr(line + 1);
  return last.empty() ? "" : ": " + one_line(last, 200);
}

/// The program as the plan names it: several sources may run one each.
std::string name_of(const MeasurementRequest& request) {
  return "the command " + one_line(request.argv.front(), 100);
}

CommandAnswer answer_of(const MeasurementRequest& request, const ports::ProcessReply& reply) {
  if (!reply.started)
    return no_command_answer(plan::Cause::provider_error, reply.failure_text);
  if (reply.timed_out)
    return no_command_answer(plan::Cause::timeout, name_of(request) + " did not end within " +
                                                       format_duration(request.timeout) +
                                                       complaint(reply));
  if (reply.signal != 0)
    return no_command_answer(plan::Cause::provider_error,
                             fmt::format("{} was ended by signal {}{}", name_of(request),
                                         reply.signal, complaint(reply)));
  if (reply.exit_code != 0)
    return no_command_answer(plan::Cause::provider_error,
                             fmt::format("{} ended with exit code {}{}", name_of(request),
                                         reply.exit_code, complaint(reply)));
  return parse_command_answer(reply.output);
}

Answer or_missing(std::optional<Answer> answer, const char* key) {
  return answer ? std::move(*answer)
                : no_answer(plan::Cause::nodata, fmt::format("the command printed no \"{}\"", key));
}

/// What the answer of the value itself says besides the value, where no query asks for it.
void put_extras(const MeasurementRequest& request, Answers& answers, CommandAnswer value) {
  if (request.volume_due && request.volume_query.empty())
    answers.volume = or_missing(std::move(value.volume), "volume");
  if (request.max_age.ms > 0 && request.fresh_query.empty())
    answers.fresh = or_missing(std::move(value.at), "at");
}

} // namespace

std::vector<ports::ProcessRequest>
command_processes(const MeasurementRequest& request,
                  const std::map<std::string, std::string>& environment) {
  RELCTL_CHECK(!request.argv.empty());
  ports::ProcessRequest process;
  process.argv = request.argv;
  process.argv.front() = program_path(request);
  process.environment = variables_of(request, environment);
  process.directory = request.directory;
  process.timeout = request.timeout;
  process.errors_apart = true;
  std::vector<ports::ProcessRequest> processes;
  for (const Query& query : queries_of(request)) {
    processes.push_back(process);
    processes.back().argv.push_back(query.text);
  }
  return processes;
}

std::vector<core::Reading> command_readings(const MeasurementRequest& request,
                                            const std::vector<ports::ProcessReply>& replies,
                                            Instant received_at) {
  const std::vector<Query> queries = queries_of(request);
  RELCTL_CHECK(replies.size() == queries.size());
  Answers answers;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    CommandAnswer answer = answer_of(request, replies[i]);
    put_answer(answers, queries[i], answer.value);
    if (queries[i].role == Query::Role::value)
      put_extras(request, answers, std::move(answer));
  }
  return live_readings(request, answers, received_at);
}

} // namespace relctl::metrics
