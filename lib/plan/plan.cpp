// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace relctl::plan {
namespace {

template <class T>
const T* find_by_id(const std::vector<T>& items, const std::string& id) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

} // namespace

const Metric* find_metric(const Plan& plan, const std::string& id) {
  return find_by_id(plan.metrics, id);
}

std::string_view source_kind_name(SourceKind kind) {
  switch (kind) {
  case SourceKind::prometheus:
    return "prometheus";
  case SourceKind::exposition:
    return "exposition";
  case SourceKind::json:
    return "json";
  case SourceKind::postgres:
    return "postgres";
  case SourceKind::sqlite:
    return "sqlite";
  case SourceKind::command:
    return "command";
  case SourceKind::alertmanager:
    return "alertmanager";
  }
  RELCTL_CHECK(!"a source kind without a name");
  return "";
}

const Source* find_source(const Plan& plan, const std::string& id) {
  return find_by_id(plan.sources, id);
}

bool is_observation_only(const Plan& plan) {
  return plan.observe.has_value() && plan.phases.empty();
}

const RollbackScope* find_scope(const Plan& plan, const std::string& id) {
  return find_by_id(plan.rollback.scopes, id);
}

WayBack way_back(const Plan& plan, const std::string& scope) {
  const RollbackScope* part = find_scope(plan, scope);
  return part == nullptr ? WayBack{plan.rollback.steps, plan.rollback.verify}
                         : WayBack{part->steps, part->verify};
}

std::vector<const std::vector<Step>*> rollback_lists(const Rollback& rollback) {
  std::vector<const std::vector<Step>*> lists{&rollback.steps, &rollback.verify};
  for (const RollbackScope& scope : rollback.scopes) {
    lists.push_back(&scope.steps);
    lists.push_back(&scope.verify);
  }
  if (rollback.after)
    lists.push_back(&rollback.after->steps);
  return lists;
}

const Step* find_step(const Plan& plan, const std::string& id) {
  if (const Step* step = find_by_id(plan.steps, id))
    return step;
  for (const auto* steps : rollback_lists(plan.rollback))
    if (const Step* step = find_by_id(*steps, id))
      return step;
  return nullptr;
}

const Phase* find_phase(const Plan& plan, const std::string& track, const std::string& id) {
  const auto found = std::find_if(plan.phases.begin(), plan.phases.end(), [&](const Phase& phase) {
    return phase.id == id && phase.track == track;
  });
  return found == plan.phases.end() ? nullptr : &*found;
}

const Track* find_track(const Plan& plan, const std::string& id) {
  return find_by_id(plan.tracks, id);
}

const Role* find_role(const Plan& plan, const std::string& id) {
  return find_by_id(plan.roles, id);
}

std::vector<std::string> channels_of(const Message& message) {
  std::vector<std::string> ids;
  for (const Recipient& to : message.to)
    ids.push_back(to.channel);
  return ids;
}

const Step* find_channel(const Plan& plan, const std::string& id) {
  return find_by_id(plan.channels, id);
}

const Threshold* find_threshold(const Plan& plan, const std::string& id) {
  return find_by_id(plan.thresholds, id);
}

std::string phase_name(const std::string& track, const std::string& id) {
  return track.empty() || track == k_main_track ? id : track + "/" + id;
}

std::string phase_name(const Phase& phase) {
  return phase_name(phase.track, phase.id);
}

std::vector<const Phase*> phases_named(const Plan& plan, const std::string& name) {
  std::vector<const Phase*> named;
  for (const Phase& phase : plan.phases)
    if (name == phase.id || name == phase.track + "/" + phase.id)
      named.push_back(&phase);
  return named;
}

const Phase* phase_after(const Plan& plan, const Phase& phase) {
  bool is_past = false;
  for (const Phase& candidate : plan.phases) {
    if (candidate.track != phase.track)
      continue;
    if (is_past)
      return &candidate;
    is_past = candidate.id == phase.id;
  }
  return nullptr;
}

const Phase* phase_before(const Plan& plan, const Phase& phase) {
  const Phase* before = nullptr;
  for (const Phase& candidate : plan.phases) {
    if (candidate.track != phase.track)
      continue;
    if (candidate.id == phase.id)
      return before;
    before = &candidate;
  }
  return nullptr;
}

const Phase* first_phase(const Plan& plan, const std::string& track) {
  const auto found = std::find_if(plan.phases.begin(), plan.phases.end(),
                                  [&](const Phase& phase) { return phase.track == track; });
  return found == plan.phases.end() ? nullptr : &*found;
}

BodyForm body_form(const HttpAction& http) {
  return body_form(http.headers, http.credentials, http.body);
}

BodyForm body_form(const std::vector<std::pair<std::string, TemplateText>>& headers,
                   const Credentials& credentials, const TemplateText& text) {
  std::string type;
  const auto take = [&](std::string name, const std::string& value) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name == "content-type")
      type = value;
  };
  for (const auto& [name, value] : headers)
    take(name, value.text);
  for (const auto& [name, value] : credentials.headers)
    take(name, value);
  const std::string_view body = trim(text.text);
  if (type.empty())
    return body.starts_with('{') || body.starts_with('[') ? BodyForm::json : BodyForm::text;
  if (type.find("json") != std::string::npos)
    return BodyForm::json;
  return type.find("x-www-form-urlencoded") != std::string::npos ? BodyForm::form : BodyForm::text;
}

bool only_reads(const Action& action) {
  if (const auto* suite = std::get_if<SuiteAction>(&action))
    return std::all_of(suite->requests.begin(), suite->requests.end(),
                       [](const SuiteRequest& request) {
                         return request.method == "GET" || request.method == "HEAD";
                       });
  return std::holds_alternative<ArtifactAction>(action) ||
         std::holds_alternative<ReconcileAction>(action);
}

const Train* find_train(const Plan& plan, const std::string& id) {
  return find_by_id(plan.trains, id);
}

const IncidentLevel* find_level(const Plan& plan, const std::string& severity) {
  for (const IncidentLevel& level : plan.incident_levels)
    if (level.severity == severity)
      return &level;
  return nullptr;
}

bool applies(const Threshold& threshold, const Phase& phase) {
  const auto& scope = threshold.phases;
  return scope.empty() || std::any_of(scope.begin(), scope.end(), [&](const std::string& name) {
           return name == phase.id || name == phase.track || name == phase.track + "/" + phase.id;
         });
}

HoldPolicy hold_policy(const Plan& plan, const Threshold* threshold, Cause cause) {
  if (threshold != nullptr)
    if (const auto own = threshold->unknown.find(cause); own != threshold->unknown.end())
      return own->second;
  const auto common = plan.holds.find(cause);
  return common == plan.holds.end() ? HoldPolicy{} : common->second;
}

std::vector<std::string> series_of(const Metric& metric) {
  return metric.each ? metric.each->values : std::vector<std::string>{""};
}

} // namespace relctl::plan
