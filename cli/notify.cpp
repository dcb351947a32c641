// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/ending.hpp"
#include "cli/json_text.hpp"
#include "cli/notify_channels.hpp"
#include "cli/phases.hpp"
#include "cli/reading.hpp"
#include "cli/scenarios.hpp"
#include "core/messages.hpp"
#include "core/values.hpp"
#include "host/live_world.hpp"
#include "plan/template_text.hpp"
#include "plan/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace relctl::cli {

namespace {

std::vector<std::string> template_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& [name, text] : plan.comms)
    names.push_back(name);
  return names;
}

tl::unexpected<Error> refuse_name(const char* what, const std::string& name,
                                  const std::vector<std::string>& known) {
  const auto near = nearest(name, known);
  return fail(ErrorKind::usage, fmt::format("there is no {} '{}'; {}", what, one_line(name, 60),
                                            near ? fmt::format("did you mean '{}'?", *near)
                                            : known.empty() ? "the plan has none"
                                                            : "there are " + join(known, ", ")));
}

/// The values that a person hands over. One that the template does not use is a slip of the pen.
Result<plan::Values> given_values(const Arguments& arguments, const std::string& text) {
  RELCTL_TRY_ASSIGN(const auto used, plan::template_variables(text));
  plan::Values values;
  for (const std::string& setting : arguments.all("--set")) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::usage,
                  fmt::format("--set takes name=value, not '{}'", one_line(setting, 60)));
    const std::string name = setting.substr(0, equals);
    if (std::find(used.begin(), used.end(), name) == used.end())
      return refuse_name("variable of this template called", name, used);
    values[name] = setting.substr(equals + 1);
  }
  return values;
}

/// The phase that was named, else the one that the release is in; null before the first.
Result<const plan::Phase*> phase_of(const Arguments& arguments, const plan::Plan& plan,
                                    const core::State& state) {
  if (!arguments.has("--phase"))
    return core::plan_phase(plan, core::current_phase(state));
  return choose_phase(plan, arguments.text("--phase"));
}

/// A rollback that is complete, or under way, has no reason in its way; what is told is why it was
/// asked for.
std::vector<core::Reason> reasons_to_tell(const plan::Plan& plan, const engine::ReleaseView& view,
                                          Instant now) {
  auto reasons = reasons_of(plan, view, now);
  if (const auto& rollback = view.state.rollback; rollback && reasons.empty())
    reasons.push_back(
        {plan::Cause::breach, "", rollback->request.reason, rollback->requested_at, true});
  return reasons;
}

struct Rendered {
  std::string text;
  const plan::Phase* phase = nullptr;
};

Result<Rendered> render(const Arguments& arguments, const planfile::LoadedPlan& loaded,
                        const engine::ReleaseView& view) {
  const plan::Plan& plan = loaded.plan;
  const std::string name = arguments.text("TEMPLATE");
  const auto found = plan.comms.find(name);
  if (found == plan.comms.end())
    return refuse_name("template", name, template_names(plan));
  if (arguments.has("--send") && found->second.to.empty())
    return fail(
        ErrorKind::usage,
        fmt::format("message {} goes to no channel; name them in the plan under comms", name));
  RELCTL_TRY_ASSIGN(const auto given, given_values(arguments, found->second.text));
  RELCTL_TRY_ASSIGN(const auto* phase, phase_of(arguments, plan, view.state));
  const Instant now = host::system_now();
  const core::Inputs nothing;
  const core::Situation situation{plan,    view.state, view.ledger, view.windows,
                                  nothing, now,        {},          anchor_text(view.anchor)};
  plan::Values values = core::message_values(situation, phase, reasons_to_tell(plan, view, now));
  for (const auto& [key, value] : given)
    values[key] = value;
  return Rendered{redactor_of(loaded).mask(printable(plan::render(found->second.text, values))),
                  phase};
}

void print(Session& session, const std::string& release, const std::string& comms,
           const std::string& text) {
  auto& out = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    out << text << (text.ends_with("\n") ? "" : "\n");
  else
    out << JsonObject()
               .text("schema", "relctl.notify/1")
               .text("release", release)
               .text("comms", comms)
               .text("text", text)
               .str()
        << "\n";
}

/// The channels of a plan before its first release.
ExitCode try_plan(Session& session, const Arguments& arguments) {
  const auto loaded = read_plan_to_rehearse(session, arguments.text("--plan"), Observed::accepted);
  if (!loaded)
    return session.complain(loaded.error());
  core::State state;
  state.release = (*loaded)->plan.name;
  state.opened.plan = (*loaded)->plan.name;
  state.opened.title = (*loaded)->plan.title;
  state.opened.directory = std::filesystem::absolute(arguments.text("--plan")).parent_path();
  if (auto vars = plan::pin_variables((*loaded)->plan, {}, session.surroundings.environment))
    state.opened.vars = *std::move(vars);
  return try_channels(session, **loaded, state, arguments.text("--channel"));
}

void print_names(Session& session, const std::string& release,
                 const std::vector<std::string>& names) {
  auto& answer = *session.surroundings.answer.out;
  std::vector<std::string> texts;
  for (const std::string& name : names)
    texts.push_back(session.format == OutputFormat::table ? name + "\n" : json_string(name));
  if (session.format == OutputFormat::table)
    answer << join(texts, "");
  else
    answer << JsonObject()
                  .text("schema", "relctl.notify-templates/1")
                  .text("release", release)
                  .value("templates", json_array(texts))
                  .str()
           << "\n";
}

ExitCode run_notify(Session& session, const Arguments& arguments) {
  for (const char* option : {"--channel", "--plan"})
    if (arguments.has(option) && !arguments.has("--test"))
      return session.usage_error(fmt::format("{} goes with --test", option));
  for (const char* option : {"--send", "--set", "--phase"})
    if (arguments.has(option) && !arguments.has("TEMPLATE"))
      return session.usage_error(fmt::format("{} goes with a TEMPLATE", option));
  const auto ways = {"TEMPLATE", "--resend", "--test"};
  if (std::count_if(ways.begin(), ways.end(), [&](auto way) { return arguments.has(way); }) > 1)
    return session.usage_error("give one of TEMPLATE, --resend and --test; each does its own");
  if (arguments.has("--test") && arguments.has("--plan"))
    return try_plan(session, arguments);
  const auto view = session.load_release(true);
  if (!view)
    return session.complain(view.error());
  const auto plan = session.pinned_plan(view->state);
  if (!plan)
    return session.complain(plan.error());
  if (arguments.has("--test"))
    return try_channels(session, *plan, view->state, arguments.text("--channel"));
  if (arguments.has("--resend"))
    return send_again(session, *view);
  if (!arguments.has("TEMPLATE")) {
    print_names(session, view->release, template_names(plan->plan));
    return ExitCode::ok;
  }
  const auto rendered = render(arguments, *plan, *view);
  if (!rendered)
    return session.complain(rendered.error());
  if (arguments.has("--send"))
    return send_by_hand(session, *view, arguments.text("TEMPLATE"), rendered->phase,
                        rendered->text);
  print(session, view->release, arguments.text("TEMPLATE"), rendered->text);
  return ExitCode::ok;
}

std::string catalogue_text() {
  std::string text = "a value of the template, or in place of relctl's own. Relctl knows, besides\n"
                     "                             the plan's vars:";
  for (const plan::CatalogueEntry& entry : plan::template_catalogue())
    text += fmt::format("\n                             {:<14} {}", entry.name, entry.meaning);
  return text;
}

} // namespace

const Command& notify_command() {
  static const std::string help_of_set = catalogue_text();
  static const Command command{
      "notify",
      "renders a comms template as things stand now; tries channels, and sends what they lack",
      "relctl notify\nrelctl notify held --set eta=18:00\nrelctl notify held --send\n"
      "relctl notify --test --channel pager\nrelctl notify --resend",
      {{"TEMPLATE", "TEMPLATE", "which one; without it the plan's templates are listed"},
       {"--set", "NAME=VALUE", help_of_set, false, true},
       {"--phase", "PHASE", "render it for this phase; else the one the release is in"},
       {"--send", "", "record it, and send it to the channels that the plan gives it"},
       {"--resend", "", "send what some channel has not taken of the release, given up or not"},
       {"--test", "", "send a test message to every channel; records nothing"},
       {"--channel", "CHANNEL", "with --test: to this one alone"},
       {"--plan", "FILE", "with --test: the channels of this plan, before any release"}},
      run_notify,
      {ExitCode::locked}};
  return command;
}

} // namespace relctl::cli
