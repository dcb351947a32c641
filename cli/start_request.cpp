// SPDX-License-Identifier: Apache-2.0
#include "cli/start_request.hpp"

#include "base/semver.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/facts.hpp"
#include "cli/jq_mistakes.hpp"
#include "cli/settings.hpp"
#include "engine/release_log.hpp"
#include "planfile/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace relctl::cli {

namespace {

Result<std::string> version_of(const Arguments& arguments, const std::string& flag) {
  auto version = canonical_version(arguments.text(flag));
  if (!version)
    return fail(ErrorKind::usage, flag + ": " + version.error().message);
  return version;
}

Result<plan::ComponentVersions> components_of(const Arguments& arguments) {
  plan::ComponentVersions versions;
  for (const auto& setting : arguments.all("--component")) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::usage,
                  fmt::format("--component takes name=version, not '{}'", one_line(setting, 60)));
    versions[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return versions;
}

Result<std::vector<Answer>> answers_of(const Arguments& arguments) {
  std::vector<Answer> answers;
  for (const auto& given : arguments.all("--check")) {
    const auto equals = given.find('=');
    const auto word = equals == std::string::npos ? "yes" : given.substr(equals + 1);
    if (word != "yes" && word != "no")
      return fail(ErrorKind::usage, fmt::format("--check takes NAME, NAME=yes or NAME=no, not '{}'",
                                                one_line(given, 60)));
    answers.push_back({given.substr(0, equals), word == "yes", "", {}});
  }
  return answers;
}

Result<void> tell(Session& session, const std::string& path,
                  const std::vector<plan::Diagnostic>& diagnostics) {
  std::size_t errors = 0;
  for (const auto& diagnostic : diagnostics) {
    errors += diagnostic.severity == plan::Severity::error ? 1 : 0;
    if (diagnostic.severity == plan::Severity::error || !session.quiet)
      *session.surroundings.message.out << plan::format_diagnostic(path, diagnostic) << "\n";
  }
  if (errors == 0)
    return {};
  return fail(ErrorKind::refused, fmt::format("{} has {} mistake{}; nothing was started",
                                              one_line(path), errors, errors == 1 ? "" : "s"));
}

Result<planfile::LoadedPlan> load(Session& session, const std::string& path,
                                  const std::string& text) {
  auto loaded = planfile::load_plan(text, session.surroundings.environment);
  for (auto& mistake : jq_mistakes(loaded.plan, session.surroundings.environment))
    loaded.diagnostics.push_back(std::move(mistake));
  plan::sort_diagnostics(loaded.diagnostics);
  RELCTL_TRY(tell(session, path, loaded.diagnostics));
  return loaded;
}

Result<plan::Values> manifest_of(Session& session, const Arguments& arguments) {
  if (!arguments.has("--vars"))
    return plan::Values{};
  const std::string path = arguments.text("--vars");
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path));
  const auto loaded = planfile::load_manifest(text);
  RELCTL_TRY(tell(session, path, loaded.diagnostics));
  return loaded.values;
}

Result<std::string> train_of(const Arguments& arguments, const plan::Plan& plan) {
  const std::string id = arguments.text("--train");
  if (id.empty() || plan::find_train(plan, id) != nullptr)
    return id;
  std::vector<std::string> known;
  for (const auto& train : plan.trains)
    known.push_back(train.id);
  return fail(ErrorKind::usage,
              fmt::format("--train names an unknown train '{}'; the plan has {}", one_line(id, 60),
                          known.empty() ? "none" : join(known, ", ")));
}

/// `given` where it adds to `pinned`; refused where it contradicts it.
Result<std::map<std::string, std::string>>
additions(const std::map<std::string, std::string>& given,
          const std::map<std::string, std::string>& pinned, const std::string& release) {
  std::map<std::string, std::string> added;
  for (const auto& [name, value] : given) {
    const auto known = pinned.find(name);
    if (known == pinned.end())
      added[name] = value;
    else if (known->second != value)
      return fail(ErrorKind::refused,
                  fmt::format("'{}' is pinned as '{}' in {}; give that up with `relctl abort` to "
                              "start anew",
                              name, one_line(known->second, 60), release));
  }
  return added;
}

Result<std::string> folder_of(const std::string& path) {
  std::error_code failure;
  const auto whole = std::filesystem::canonical(path, failure);
  if (failure)
    return fail(ErrorKind::usage, fmt::format("{} is not there any more", one_line(path)));
  return whole.parent_path().string();
}

/// The version to go back to: as given, else the one that the ledger calls stable.
std::string stable_for(const StartRequest& request, const core::Ledger::Versions& versions) {
  return request.from.empty() ? versions.stable : request.from;
}

bool names_version(const std::string& text) {
  const auto names = plan::template_variables(text);
  return names && std::find(names->begin(), names->end(), "version") != names->end();
}

Result<plan::ComponentVersions> read_components(const StartRequest& request,
                                                const Arguments& arguments) {
  RELCTL_TRY_ASSIGN(const auto given, components_of(arguments));
  plan::Values values = request.vars;
  values["version"] = request.version;
  auto components = request.plan.plan.components;
  if (request.version.empty())
    for (plan::Component& component : components)
      if (component.version && names_version(component.version->text))
        component.version = std::nullopt;
  return plan::component_versions(components, given, values);
}

/// A rollback goes there, so that a slip would be found out in the middle of an incident.
Result<void> runs_now(const StartRequest& request, const core::Ledger::Versions& versions) {
  if (request.from.empty() || versions.stable.empty() || request.from == versions.stable ||
      request.redeployed)
    return {};
  return fail(ErrorKind::refused,
              fmt::format("v{} is the stable version of {} on record, not v{}; leave --from out, "
                          "or say --unknown-ok and --reason if v{} runs now",
                          versions.stable, request.plan.plan.name, request.from, request.from));
}

/// Since a rollback: by a person's word, else by the plan's readmission checks.
Result<void> may_come_back(const StartRequest& request, const core::Ledger::Versions& versions) {
  if (request.readmission || !request.plan.plan.rollback.readmit.empty())
    return {};
  if (const auto refused = versions.refused.find(request.version);
      refused != versions.refused.end())
    return fail(
        ErrorKind::refused,
        fmt::format("v{} was rolled back ({}); let it come back with --readmit --reason WHY",
                    request.version, one_line(refused->second, 200)));
  if (versions.frozen)
    return fail(ErrorKind::refused,
                fmt::format("releases of {} are frozen since the rollback of {} ({}); lift it with "
                            "--readmit --reason WHY",
                            request.plan.plan.name, versions.frozen->release,
                            one_line(versions.frozen->reason, 200)));
  return {};
}

/// A person's word, which stands for the checks.
void add_readmission(const Session& session, const StartRequest& request,
                     const core::Ledger::Versions& versions, const std::string& release,
                     std::vector<core::Event>& events) {
  if (!request.readmission)
    return;
  const auto& plan = request.plan.plan.name;
  if (versions.refused.contains(request.version))
    events.emplace_back(core::VersionReadmitted{plan, request.version, *request.readmission});
  if (versions.frozen)
    events.emplace_back(core::PlanReadmitted{plan, release, *request.readmission, session.actor()});
}

Result<std::optional<Instant>> departure_of(const StartRequest& request, Instant now) {
  const auto& plan = request.plan.plan;
  if (const auto* train = plan::find_train(plan, request.train))
    return plan::next_departure(*train, now);
  if (plan.trains.empty())
    return std::nullopt;
  std::vector<std::string> known;
  for (const auto& train : plan.trains)
    known.push_back(train.id);
  return fail(ErrorKind::usage, fmt::format("{} is released by train; say --train {}", plan.name,
                                            join(known, " or --train ")));
}

} // namespace

Result<PlanInput> read_plan_input(Session& session, const Arguments& arguments) {
  PlanInput input;
  input.plan_path = arguments.text("PLAN");
  RELCTL_TRY_ASSIGN(const auto settings, settings_of(arguments));
  RELCTL_TRY_ASSIGN(input.answers, answers_of(arguments));
  RELCTL_TRY_ASSIGN(input.plan_text, planfile::read_plan_text(input.plan_path));
  RELCTL_TRY_ASSIGN(input.plan, load(session, input.plan_path, input.plan_text));
  RELCTL_TRY_ASSIGN(input.directory, folder_of(input.plan_path));
  RELCTL_TRY_ASSIGN(input.given, manifest_of(session, arguments));
  RELCTL_TRY_ASSIGN(input.vars, plan::pin_variables(input.plan.plan, settings,
                                                    session.surroundings.environment, input.given));
  for (const auto& [name, value] : settings)
    input.given[name] = value;
  return input;
}

Result<StartRequest> read_start_request(Session& session, const Arguments& arguments) {
  StartRequest request;
  if (arguments.has("--version")) {
    RELCTL_TRY_ASSIGN(request.version, version_of(arguments, "--version"));
  }
  if (arguments.has("--from")) {
    RELCTL_TRY_ASSIGN(request.from, version_of(arguments, "--from"));
  }
  if (arguments.has("--unknown-ok") && !arguments.has("--reason"))
    return fail(ErrorKind::usage, "--unknown-ok needs --reason: why that version runs now");
  if (arguments.has("--unknown-ok"))
    request.redeployed = arguments.text("--reason");
  if (arguments.has("--readmit") && !arguments.has("--reason"))
    return fail(ErrorKind::usage, "--readmit needs --reason: why the version may come back");
  RELCTL_TRY_ASSIGN(static_cast<PlanInput&>(request), read_plan_input(session, arguments));
  if (arguments.has("--readmit")) {
    RELCTL_TRY(may_act_as(session, request.plan.plan, core::owner_role(request.plan.plan)));
    request.readmission = arguments.text("--reason");
  }
  if (plan::is_observation_only(request.plan.plan))
    return fail(ErrorKind::refused,
                fmt::format("{} has no phases: it is observed with `relctl observe`",
                            one_line(request.plan_path)));
  RELCTL_TRY_ASSIGN(request.train, train_of(arguments, request.plan.plan));
  RELCTL_TRY_ASSIGN(request.components, read_components(request, arguments));
  // A slip is told before anything is opened; whether there was a drill is known only then.
  for (const auto& answer : request.answers) {
    RELCTL_TRY_ASSIGN(const auto place,
                      find_check(request.plan.plan, core::State{}, answer.check, "before"));
    if (!place.check->drilled)
      RELCTL_TRY(answer_check(session, request.plan.plan, core::State{}, place, answer));
  }
  return request;
}

Result<std::optional<OpenRelease>> find_open_release(ports::AuditLog& log,
                                                     const StartRequest& request) {
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  for (const auto& row : rows) {
    RELCTL_TRY_ASSIGN(const auto summary, engine::summary_of(log, row));
    if (summary.plan != request.plan.plan.name || summary.over || summary.kind)
      continue;
    RELCTL_TRY_ASSIGN(const auto view, engine::load(log, row.release, false));
    const auto& opened = view.state.opened;
    const bool is_same = opened.version == request.version &&
                         opened.plan_digest == sha256_hex(request.plan_text) &&
                         (request.from.empty() || request.from == opened.stable) &&
                         (request.train.empty() || request.train == opened.train);
    return OpenRelease{row.release, summary.stage,
                       is_same && !core::is_exposed(view.state) && !view.state.rollback};
  }
  return std::nullopt;
}

namespace {

/// As ids may be written.
std::string as_id(std::string text) {
  for (char& character : text) {
    if (character >= 'A' && character <= 'Z')
      character = static_cast<char>(character - 'A' + 'a');
    const bool fits = (character >= 'a' && character <= 'z') ||
                      (character >= '0' && character <= '9') || character == '.';
    character = fits ? character : '-';
  }
  return text;
}

} // namespace

bool is_release_of(const std::string& release, const plan::Plan& plan) {
  const std::string prefix = as_id(plan.name + "-");
  return release.starts_with(prefix) && parse_semver(release.substr(prefix.size())).has_value();
}

std::string release_id(const StartRequest& request, const std::vector<std::string>& taken) {
  std::string base = as_id(request.plan.plan.name + "-" + request.version);
  // The log keeps ids to 128 characters; the number needs some of them.
  base = base.substr(0, 120);
  std::string id = base;
  for (int number = 2; std::find(taken.begin(), taken.end(), id) != taken.end(); ++number)
    id = fmt::format("{}-{}", base, number);
  return id;
}

Result<std::vector<core::Event>> opening_events(const Session& session, const StartRequest& request,
                                                const engine::ReleaseView& view, Instant now) {
  const auto& plan = request.plan.plan;
  const auto& versions = core::versions_of(view.ledger, plan.name);
  const auto stable = stable_for(request, versions);
  if (stable.empty())
    return fail(ErrorKind::refused,
                fmt::format("no stable version of {} is on record, so there would be no way back; "
                            "name the version that runs now with --from",
                            plan.name));
  RELCTL_TRY(runs_now(request, versions));
  RELCTL_TRY(may_come_back(request, versions));
  RELCTL_TRY_ASSIGN(const auto departs_at, departure_of(request, now));
  if (stable == request.version)
    return fail(ErrorKind::refused,
                fmt::format("v{} is the stable version already; there is nothing to release",
                            request.version));
  std::vector<core::Event> events;
  add_readmission(session, request, versions, view.release, events);
  events.emplace_back(core::ReleaseOpened{plan.name, plan.title, request.version, stable,
                                          sha256_hex(request.plan_text), request.plan_path,
                                          request.directory, request.plan_text, request.vars,
                                          request.components, request.train, departs_at});
  if (request.redeployed && !versions.stable.empty() && stable != versions.stable)
    events.emplace_back(core::NoteAdded{fmt::format("v{} runs, not v{} as on record: {}", stable,
                                                    versions.stable, *request.redeployed),
                                        session.actor()});
  for (const auto& version : {request.version, stable})
    if (!version.empty() && !versions.known.contains(version))
      events.emplace_back(core::VersionKnown{plan.name, version, view.release});
  RELCTL_TRY_ASSIGN(const auto answers, answer_events(session, request, view.state));
  events.insert(events.end(), answers.begin(), answers.end());
  return events;
}

Result<std::vector<core::Event>>
manifest_events(const Session& session, const StartRequest& request, const core::State& state) {
  RELCTL_TRY_ASSIGN(const auto vars, additions(request.given, state.opened.vars, state.release));
  RELCTL_TRY_ASSIGN(const auto components,
                    additions(request.components, state.opened.components, state.release));
  if (vars.empty() && components.empty())
    return std::vector<core::Event>{};
  return std::vector<core::Event>{core::ManifestFilled{vars, components, session.actor()}};
}

Result<std::vector<core::Event>> answer_events(const Session& session, const StartRequest& request,
                                               const core::State& state) {
  std::vector<core::Event> events;
  for (const auto& answer : request.answers) {
    RELCTL_TRY_ASSIGN(const auto place,
                      find_check(request.plan.plan, core::State{}, answer.check, "before"));
    RELCTL_TRY_ASSIGN(const auto said,
                      answer_check(session, request.plan.plan, state, place, answer));
    events.insert(events.end(), said.events.begin(), said.events.end());
  }
  return events;
}

} // namespace relctl::cli
