// SPDX-License-Identifier: Apache-2.0
#include "cli/backtest_request.hpp"

#include "base/text.hpp"
#include "cli/argument_values.hpp"
#include "cli/history_cache.hpp"
#include "cli/scenarios.hpp"
#include "cli/settings.hpp"
#include "host/live_world.hpp"
#include "plan/history.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// A slip of the unit would ask for more than anybody waits for.
constexpr Duration k_least_span = seconds(1);

Result<void> read_time(const Arguments& arguments, const char* flag, std::optional<Instant>& at) {
  if (!arguments.has(flag))
    return {};
  const auto instant = parse_instant(arguments.text(flag));
  if (!instant)
    return fail(ErrorKind::usage,
                fmt::format("{} is '{}', not an instant such as 2026-11-22T14:00:00Z", flag,
                            one_line(arguments.text(flag), 60)));
  at = *instant;
  return {};
}

Result<void> read_span(const Arguments& arguments, const char* flag, bool may_be_zero,
                       std::optional<Duration>& span) {
  if (!arguments.has(flag))
    return {};
  const auto length = parse_duration(arguments.text(flag));
  if (!length || (length->ms == 0 && !may_be_zero))
    return fail(ErrorKind::usage, fmt::format("{} is '{}', not a length of time such as 1m", flag,
                                              one_line(arguments.text(flag), 60)));
  if (!may_be_zero && *length < k_least_span)
    return fail(ErrorKind::usage,
                fmt::format("{} is {}, and at least {}", flag, format_duration(*length),
                            format_duration(k_least_span)));
  span = *length;
  return {};
}

/// `T` or `T for D`; without a length it lasts to the end.
Result<void> read_fault(const Arguments& arguments, std::optional<Period>& fault) {
  if (!arguments.has("--fault"))
    return {};
  const std::string given = arguments.text("--fault");
  const std::size_t cut = given.find(" for ");
  const auto began = parse_instant(trim(std::string_view(given).substr(0, cut)));
  if (!began)
    return fail(ErrorKind::usage,
                fmt::format("--fault is '{}', not an instant such as 2026-11-22T14:00:00Z, or "
                            "'2026-11-22T14:00:00Z for 1h'",
                            one_line(given, 60)));
  fault = {*began, k_never};
  if (cut == std::string::npos)
    return {};
  const auto length = parse_duration(trim(std::string_view(given).substr(cut + 5)));
  if (!length || length->ms == 0)
    return fail(ErrorKind::usage,
                fmt::format("--fault '{}' does not say for how long, such as 1h, it lasted",
                            one_line(given, 60)));
  fault->to = *began + *length;
  return {};
}

Result<std::vector<std::string>> read_only(const Arguments& arguments, const plan::Plan& plan) {
  std::vector<std::string> only;
  std::vector<std::string> ids;
  for (const plan::Threshold& threshold : plan.thresholds)
    if (!threshold.metric.empty())
      ids.push_back(threshold.id);
  for (const std::string& given : arguments.all("--only"))
    for (std::size_t from = 0; from <= given.size();) {
      const std::size_t comma = std::min(given.find(',', from), given.size());
      only.emplace_back(trim(std::string_view(given).substr(from, comma - from)));
      from = comma + 1;
    }
  for (const std::string& id : only)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      return fail(ErrorKind::usage,
                  fmt::format("--only: the plan has no threshold '{}' on a metric, it has {}",
                              one_line(id, 60), join(ids, ", ")));
  if (ids.empty())
    return fail(ErrorKind::usage,
                "the plan has no threshold on a metric: history can say nothing about it");
  return only;
}

Result<void> read_pace(const Arguments& arguments, sim::Backtest::Pace& pace) {
  RELCTL_TRY(read_span(arguments, "--every", false, pace.every));
  std::optional<Duration> rest;
  RELCTL_TRY(read_span(arguments, "--rest", true, rest));
  if (rest && pace.every)
    return fail(ErrorKind::usage, "--rest is for releases back to back, and --every says when "
                                  "each begins; give one of them");
  pace.rest = rest.value_or(pace.rest);
  return {};
}

Result<void> read_plan(Session& session, const Arguments& arguments, BacktestRequest& request) {
  RELCTL_TRY_ASSIGN(request.loaded,
                    read_plan_to_rehearse(session, arguments.text("PLAN"), Observed::refused));
  const plan::Plan& plan = request.loaded->plan;
  RELCTL_TRY_ASSIGN(const auto only, read_only(arguments, plan));
  std::optional<Duration> step;
  RELCTL_TRY(read_span(arguments, "--step", false, step));
  request.plan = sim::backtest_plan(plan, only, step);
  RELCTL_TRY_ASSIGN(const auto settings, settings_of(arguments));
  RELCTL_TRY_ASSIGN(request.vars,
                    plan::pin_variables(plan, settings, session.surroundings.environment));
  RELCTL_TRY(read_version(arguments, "--version", request.scenario.version));
  RELCTL_TRY(read_version(arguments, "--stable", request.scenario.stable));
  if (arguments.has("--sweep")) {
    RELCTL_TRY_ASSIGN(request.sweep, sim::parse_sweep(request.plan, arguments.text("--sweep")));
  }
  return {};
}

constexpr std::pair<const char*, const char*> k_version_flags[] = {{"version", "--version"},
                                                                   {"stable", "--stable"}};

bool names_variable(const std::string& text, const char* name) {
  return text.find(fmt::format("{{{{{}}}}}", name)) != std::string::npos;
}

/// A version that no series bears would be answered with nothing.
Result<void> check_versions(const Arguments& arguments, const plan::Plan& plan) {
  for (const auto& [name, flag] : k_version_flags)
    for (const sim::NeededMetric& needed : sim::needed_metrics(plan))
      for (const plan::NamedQuery& query : plan::queries_of(*needed.metric))
        if (!arguments.has(flag) && names_variable(query.text->text, name))
          return fail(ErrorKind::usage,
                      fmt::format("the {} of metric {} names {{{{{}}}}}: say {} (for false alarms, "
                                  "the version that ran at the time)",
                                  query.key, needed.metric->id, name, flag));
  return {};
}

Result<void> check_volumes(const BacktestRequest& request) {
  const auto needed = sim::needed_metrics(request.plan);
  if (!request.assumes_volume ||
      std::any_of(needed.begin(), needed.end(),
                  [](const sim::NeededMetric& one) { return one.metric->volume.has_value(); }))
    return {};
  return fail(ErrorKind::usage, "--assume-volume takes readings as full, and no metric that is "
                                "judged has a volume; leave it out");
}

Result<void> check_mappings(const Arguments& arguments, const BacktestRequest& request) {
  if (!request.mappings.empty() && request.data.empty())
    return fail(ErrorKind::usage, "--series is for a dump that --data names");
  for (const auto& [name, flag] : k_version_flags)
    for (const std::string& mapping : request.mappings)
      if (!arguments.has(flag) && names_variable(mapping, name))
        return fail(ErrorKind::usage,
                    fmt::format("--series '{}' names {{{{{}}}}}: say {} (for false alarms, the "
                                "version that ran at the time)",
                                one_line(mapping, 100), name, flag));
  return {};
}

} // namespace

Result<BacktestRequest> read_backtest_request(Session& session, const Arguments& arguments) {
  BacktestRequest request;
  RELCTL_TRY(read_time(arguments, "--from", request.range.from));
  RELCTL_TRY(read_time(arguments, "--to", request.range.to));
  RELCTL_TRY(read_time(arguments, "--start", request.start));
  RELCTL_TRY(read_fault(arguments, request.fault_known));
  if (request.range.from && request.range.to && *request.range.to <= *request.range.from)
    return fail(ErrorKind::usage,
                fmt::format("--from {} is not before --to {}", format_instant(*request.range.from),
                            format_instant(*request.range.to)));
  RELCTL_TRY(read_pace(arguments, request.pace));
  RELCTL_TRY_ASSIGN(request.jobs, read_jobs(arguments));
  request.data = arguments.text("--data");
  request.mappings = arguments.all("--series");
  if (arguments.has("--no-cache") && !request.data.empty())
    return fail(ErrorKind::usage, "--no-cache is for what the plan's own sources answer, and none "
                                  "is asked where --data names a file; give one of them");
  if (!arguments.has("--no-cache"))
    request.cache = history_cache_folder(session.surroundings.environment_map);
  request.assumes_volume = arguments.has("--assume-volume");
  request.faults = arguments.all("--inject");
  if (request.fault_known && !request.faults.empty())
    return fail(ErrorKind::usage, "--fault says when a fault that is in the history began, and "
                                  "--inject adds one; give one of them");
  if (request.fault_known && !request.start)
    return fail(ErrorKind::usage, "--fault needs --start: when the release began that it was in");
  if (request.data.empty() && request.range.to && *request.range.to > host::system_now())
    return fail(ErrorKind::usage,
                fmt::format("--to {} has not come yet; at most it is now, {}",
                            format_instant(*request.range.to), format_instant(host::system_now())));
  if (request.fault_known && request.fault_known->from < *request.start)
    return fail(ErrorKind::usage,
                fmt::format("--fault {} is before --start {}: the release that is told of was not "
                            "there yet",
                            format_instant(request.fault_known->from),
                            format_instant(*request.start)));
  RELCTL_TRY(check_mappings(arguments, request));
  RELCTL_TRY(read_plan(session, arguments, request));
  RELCTL_TRY(check_volumes(request));
  if (request.data.empty())
    RELCTL_TRY(check_versions(arguments, request.plan));
  return request;
}

} // namespace relctl::cli
