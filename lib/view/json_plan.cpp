// SPDX-License-Identifier: Apache-2.0
#include "view/conditions.hpp"
#include "view/json.hpp"
#include "view/json_parts.hpp"
#include "view/phrase.hpp"

#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json steps_json(const std::vector<PlannedStep>& steps) {
  Json json = Json::array();
  for (const PlannedStep& step : steps)
    json.push_back(Json{{"id", step.id},
                        {"action", step.action},
                        {"verify", step.verify},
                        {"notes", step.notes},
                        {"point_of_no_return", step.point_of_no_return}});
  return json;
}

Json enough_json(const plan::Phase& phase) {
  if (!phase.enough)
    return nullptr;
  return Json{{"metric", phase.enough->metric}, {"at_least", phase.enough->at_least}};
}

Json phase_json(const PlanSubject& subject, const plan::Phase& phase) {
  const auto share = planned_share(subject.plan, phase, subject.vars);
  Json cohort = Json::object();
  for (const auto& [key, value] : phase.cohort)
    cohort[key] = value;
  return Json{{"track", phase.track},
              {"id", phase.id},
              {"traffic", share ? Json(*share) : Json(nullptr)},
              {"cohort", cohort},
              {"observe_ms", phase.observe.ms},
              {"observe_max_ms", phase.observe_max.ms},
              {"enough", enough_json(phase)},
              {"bake", phase.bake},
              {"steps", steps_json(entering_steps(subject, phase))},
              {"gate", gate_lines(subject, phase)}};
}

Json diagnostic_json(const plan::Diagnostic& diagnostic) {
  return Json{{"severity", plan::severity_name(diagnostic.severity)},
              {"line", diagnostic.mark.line},
              {"column", diagnostic.mark.column},
              {"rule", diagnostic.rule},
              {"message", diagnostic.message},
              {"remedy", diagnostic.remedy}};
}

} // namespace

std::string plan_json(const PlanSubject& subject) {
  const plan::Rollback& rollback = subject.plan.rollback;
  Json json{{"schema", "relctl.plan/1"},        {"plan", subject.plan.name},
            {"title", subject.plan.title},      {"file", subject.file},
            {"digest", subject.digest},         {"version", subject.version},
            {"from", subject.stable},           {"vars", subject.vars},
            {"before", before_lines(subject)},  {"conditions", condition_lines(subject)},
            {"components", subject.components}, {"tracks", Json::array()},
            {"phases", Json::array()}};
  for (const plan::Track& track : subject.plan.tracks)
    json["tracks"].push_back(
        Json{{"id", track.id}, {"title", track.title}, {"after", track.after}});
  for (const plan::Phase& phase : subject.plan.phases)
    json["phases"].push_back(phase_json(subject, phase));
  json["rollback"] = Json{{"deadline_ms", rollback.deadline.ms},
                          {"observe_ms", rollback.observe.ms},
                          {"steps", steps_json(rollback_steps(subject, false))},
                          {"verify", steps_json(rollback_steps(subject, true))},
                          {"after", steps_json(compensation_steps(subject))},
                          {"scopes", Json::array()}};
  for (const plan::RollbackScope& scope : rollback.scopes)
    json["rollback"]["scopes"].push_back(Json{{"id", scope.id},
                                              {"title", scope.title},
                                              {"tracks", scope.tracks},
                                              {"steps", steps_json(scope_steps(subject, scope))}});
  json["messages"] = Json::array();
  for (const auto& [name, message] : subject.plan.comms)
    json["messages"].push_back(Json{{"comms", name}, {"to", plan::channels_of(message)}});
  json["earliest_finish"] = format_instant(earliest_finish(subject));
  return line_of(json);
}

std::string validate_json(const std::vector<FileDiagnostics>& files, bool ok) {
  const DiagnosticCounts counts = count(files);
  Json json{{"schema", "relctl.validate/1"}, {"ok", ok},
            {"errors", counts.errors},       {"warnings", counts.warnings},
            {"notes", counts.notes},         {"files", Json::array()}};
  for (const FileDiagnostics& file : files) {
    Json diagnostics = Json::array();
    for (const plan::Diagnostic& diagnostic : file.diagnostics)
      diagnostics.push_back(diagnostic_json(diagnostic));
    json["files"].push_back(
        Json{{"file", file.file},
             {"unreadable", file.unreadable.empty() ? Json(nullptr) : Json(file.unreadable)},
             {"diagnostics", diagnostics}});
  }
  return line_of(json);
}

} // namespace relctl::view
