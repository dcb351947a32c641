// SPDX-License-Identifier: Apache-2.0
#include "cli/observe_request.hpp"

#include "base/semver.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "core/observation_opening.hpp"
#include "planfile/field.hpp"
#include "planfile/url.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

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
  const std::string choice = arguments.text("--on-miss");
  if (!arguments.has("--on-miss") || choice == "continue" || choice == "extend" || choice == "stop")
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

} // namespace

Result<ObserveRequest> read_observe_request(Session& session, const Arguments& arguments) {
  ObserveRequest request;
  if (arguments.has("--version")) {
    RELCTL_TRY_ASSIGN(request.version, canonical_version(arguments.text("--version")));
  }
  if (arguments.has("--samples")) {
    RELCTL_TRY_ASSIGN(request.samples,
                      core::parse_samples(arguments.text("--samples"), "--samples"));
  }
  if (arguments.has("--every")) {
    RELCTL_TRY_ASSIGN(request.every, core::parse_interval(arguments.text("--every"), "--every"));
  }
  if (arguments.has("--timeout")) {
    RELCTL_TRY_ASSIGN(request.timeout,
                      core::parse_interval(arguments.text("--timeout"), "--timeout"));
  }
  RELCTL_TRY_ASSIGN(request.on_miss, read_on_miss(arguments));
  RELCTL_TRY_ASSIGN(request.input, read_plan_input(session, arguments));
  RELCTL_TRY_ASSIGN(request.urls, read_urls(arguments, request.input.plan.plan));
  RELCTL_TRY_ASSIGN(request.record, read_record(arguments));
  request.stop = arguments.text("--stop");
  request.signs = arguments.text("--sign-as");
  request.out = arguments.text("--out");
  for (const std::string& text : arguments.all("--finding"))
    request.findings.push_back(read_finding(text, "", session.actor()));
  return request;
}

Result<void> pin_all_values(Session& session, const Arguments& arguments, PlanInput& input) {
  RELCTL_TRY(pin_values(session, arguments, input));
  for (const auto& variable : input.plan.plan.vars)
    if (!input.vars.contains(variable.id))
      return fail(
          ErrorKind::usage,
          fmt::format("variable '{0}' has no value; give it with --set {0}=VALUE", variable.id));
  return {};
}

Result<core::ObservationOpened> opening_of(const ObserveRequest& request,
                                           const core::State* release, Instant now) {
  const plan::Plan& plan = request.input.plan.plan;
  core::ObservationOpened opened;
  opened.plan = plan.name;
  opened.title = plan.title;
  opened.plan_digest = sha256_hex(request.input.plan_text);
  opened.plan_path = request.input.plan_path;
  opened.directory = request.input.directory;
  opened.plan_text = request.input.plan_text;
  opened.vars = request.input.vars;
  opened.urls = request.urls;
  RELCTL_TRY(core::put_course(plan, {request.samples, request.every}, now, opened));
  opened.version = request.version;
  if (release != nullptr) {
    opened.release = release->release;
    opened.version = release->opened.version;
    opened.stable = release->opened.stable;
  }
  opened.on_miss = request.on_miss.empty() ? "continue" : request.on_miss;
  opened.record = request.record;
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
