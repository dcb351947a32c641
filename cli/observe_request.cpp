// SPDX-License-Identifier: Apache-2.0
#include "cli/observe_request.hpp"

#include "base/semver.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "planfile/field.hpp"
#include "planfile/url.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace relctl::cli {

namespace {

constexpr int k_most_samples = 100'000;

Result<int> read_samples(const std::string& text, const std::string& origin) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc{} && end == text.data() + text.size() && number >= 1 &&
      number <= k_most_samples)
    return number;
  return fail(ErrorKind::usage, fmt::format("{} is '{}', not a number of samples from 1 to {}",
                                            origin, one_line(text, 60), k_most_samples));
}

Result<Duration> read_interval(const std::string& text, const std::string& origin) {
  const auto every = parse_duration(text);
  if (every && every->ms > 0)
    return *every;
  return fail(ErrorKind::usage,
              fmt::format("{} is '{}', not a duration such as 10m", origin, one_line(text, 60)));
}

/// `--url http://…` is the address of the plan's only source, `--url ID=http://…` of that one.
Result<std::map<std::string, std::string>> read_urls(const Arguments& arguments,
                                                     const plan::Plan& plan) {
  std::map<std::string, std::string> urls;
  for (const std::string& given : arguments.all("--url")) {
    const auto equals = given.find('=');
    const bool is_named = equals != std::string::npos && equals < given.find(':');
    if (!is_named && plan.sources.size() != 1)
      return fail(ErrorKind::usage, "the plan has several sources; write --url SOURCE=URL");
    const std::string source = is_named ? given.substr(0, equals) : plan.sources.front().id;
    const std::string url = is_named ? given.substr(equals + 1) : given;
    if (plan::find_source(plan, source) == nullptr)
      return fail(ErrorKind::usage,
                  fmt::format("--url: the plan has no source '{}'", one_line(source, 60)));
    if (const auto mistake = planfile::check_url(url, url, false))
      return fail(ErrorKind::usage, "--url: " + mistake->message + "; " + mistake->remedy);
    urls[source] = url;
  }
  return urls;
}

Result<std::string> read_on_miss(const Arguments& arguments) {
  const std::string choice = arguments.text("--on-miss", "continue");
  if (choice == "continue" || choice == "extend" || choice == "stop")
    return choice;
  return fail(ErrorKind::usage,
              fmt::format("--on-miss is continue, extend or stop, not '{}'", one_line(choice, 60)));
}

/// The name is written into plans: `baseline: { recorded: NAME }`.
Result<std::string> read_record(const Arguments& arguments) {
  const std::string name = arguments.text("--record");
  if (!arguments.has("--record") || planfile::is_id(name))
    return name;
  return fail(ErrorKind::usage,
              fmt::format("--record: '{}' is not an id that a plan could name; use at most 64 "
                          "letters, digits, '_', '-' and '.', a letter or digit first",
                          one_line(name, 60)));
}

/// What a start would wait for, an observation needs at once.
Result<void> has_values(const PlanInput& input) {
  for (const auto& variable : input.plan.plan.vars)
    if (!input.vars.contains(variable.id))
      return fail(
          ErrorKind::usage,
          fmt::format("variable '{0}' has no value; give it with --set {0}=VALUE", variable.id));
  return {};
}

/// What the flag says, else the plan's text with its variables.
template <class Value, class Read>
Result<Value> setting(const std::optional<Value>& given, const plan::TemplateText* text,
                      const plan::Values& values, const char* key, Read read) {
  if (given)
    return *given;
  if (text == nullptr || text->text.empty())
    return fail(ErrorKind::usage,
                fmt::format("the plan does not say observe.{0}; give --{0}", key));
  return read(plan::render(text->text, values), std::string("observe.") + key + " of the plan");
}

/// The day of the clock times, and when sampling begins.
void put_times(const plan::Observation& observe, Instant now, core::ObservationOpened& opened) {
  constexpr std::int64_t k_day_ms = 86'400'000;
  const std::int64_t local = now.ms + observe.zone.ms;
  opened.midnight = Instant{local / k_day_ms * k_day_ms - observe.zone.ms};
  for (const plan::ScheduleItem& item : observe.schedule)
    if (const Instant at = *opened.midnight + minutes(item.at.minute); item.begins && now < at)
      opened.begin_at = at;
}

} // namespace

Result<ObserveRequest> read_observe_request(Session& session, const Arguments& arguments) {
  ObserveRequest request;
  if (arguments.has("--version")) {
    RELCTL_TRY_ASSIGN(request.version, canonical_version(arguments.text("--version")));
  }
  if (arguments.has("--samples")) {
    RELCTL_TRY_ASSIGN(request.samples, read_samples(arguments.text("--samples"), "--samples"));
  }
  if (arguments.has("--every")) {
    RELCTL_TRY_ASSIGN(request.every, read_interval(arguments.text("--every"), "--every"));
  }
  if (arguments.has("--timeout")) {
    RELCTL_TRY_ASSIGN(request.timeout, read_interval(arguments.text("--timeout"), "--timeout"));
  }
  RELCTL_TRY_ASSIGN(request.on_miss, read_on_miss(arguments));
  RELCTL_TRY_ASSIGN(request.input, read_plan_input(session, arguments));
  RELCTL_TRY(has_values(request.input));
  RELCTL_TRY_ASSIGN(request.urls, read_urls(arguments, request.input.plan.plan));
  RELCTL_TRY_ASSIGN(request.record, read_record(arguments));
  request.stop = arguments.text("--stop");
  request.signs = arguments.text("--sign-as");
  request.out = arguments.text("--out");
  for (const std::string& text : arguments.all("--finding"))
    request.findings.push_back(read_finding(text, "", session.actor));
  return request;
}

Result<core::ObservationOpened> opening_of(const ObserveRequest& request,
                                           const core::State* release, Instant now) {
  const plan::Plan& plan = request.input.plan.plan;
  const plan::Observation* observe = plan.observe ? &*plan.observe : nullptr;
  core::ObservationOpened opened;
  opened.plan = plan.name;
  opened.title = plan.title;
  opened.plan_digest = sha256_hex(request.input.plan_text);
  opened.plan_path = request.input.plan_path;
  opened.directory = request.input.directory;
  opened.plan_text = request.input.plan_text;
  opened.vars = request.input.vars;
  opened.urls = request.urls;
  RELCTL_TRY_ASSIGN(opened.samples, setting(request.samples, observe ? &observe->samples : nullptr,
                                            request.input.vars, "samples", read_samples));
  RELCTL_TRY_ASSIGN(opened.every, setting(request.every, observe ? &observe->every : nullptr,
                                          request.input.vars, "every", read_interval));
  opened.version = request.version;
  if (release != nullptr) {
    opened.release = release->release;
    opened.version = release->opened.version;
    opened.stable = release->opened.stable;
  }
  opened.on_miss = request.on_miss;
  opened.record = request.record;
  if (observe != nullptr)
    put_times(*observe, now, opened);
  return opened;
}

core::FindingNoted read_finding(const std::string& text, const std::string& advice,
                                const std::string& as) {
  for (const std::string impact : {"low", "medium", "high"})
    if (text.starts_with(impact + ":"))
      return {std::string(trim(text.substr(impact.size() + 1))), impact, advice, as};
  return {text, "medium", advice, as};
}

} // namespace relctl::cli
