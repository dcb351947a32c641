// SPDX-License-Identifier: Apache-2.0
#include "core/objectives.hpp"
#include "core/standing.hpp"
#include "view/json_parts.hpp"
#include "view/observation_report.hpp"
#include "view/observation_sections.hpp"

#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json objectives_json(const ObservationSubject& subject) {
  Json json = Json::array();
  for (const core::Objective& o : core::objectives_of(subject.plan, subject.state))
    json.push_back(Json{{"subject", o.subject},
                        {"metric", o.metric},
                        {"series", o.series},
                        {"target", o.target},
                        {"alert", o.alert},
                        {"dimension", dimension_name(o.dimension)},
                        {"due", o.due},
                        {"good", o.good},
                        {"min", optional_json<Json>(o.min)},
                        {"max", optional_json<Json>(o.max)},
                        {"mean", optional_json<Json>(o.mean)},
                        {"met", core::met_text(o.met)},
                        {"proposed", core::proposed_limit(subject.plan, o).limit}});
  return json;
}

} // namespace

std::string observation_json(const ObservationSubject& subject) {
  const core::ObservationState& observation = *subject.state.observation;
  Json json;
  json["schema"] = "relctl.observe/1";
  json["observation"] = subject.state.release;
  json["plan"] = subject.state.opened.plan;
  json["samples"] = observation.taken.size();
  json["wanted"] = observation.samples;
  json["conclusion"] = observation.ended ? Json(observation.ended->conclusion) : Json(nullptr);
  json["reasons"] = observation.ended ? observation.ended->reasons : std::vector<std::string>{};
  json["objectives"] = objectives_json(subject);
  json["families"] = Json::array();
  for (const core::FamilySeen& family : core::families_of(subject.plan, subject.state))
    json["families"].push_back(Json{
        {"name", family.name}, {"first_sample", family.first_sample}, {"known", family.is_known}});
  json["findings"] = Json::array();
  for (const core::ObservationFinding& finding : core::findings_of(subject.plan, subject.state))
    json["findings"].push_back(Json{{"text", finding.text},
                                    {"impact", finding.impact},
                                    {"advice", finding.advice},
                                    {"by", finding.by}});
  json["signed_by"] = Json::array();
  for (const auto& [signed_by, at] : observation.signatures)
    json["signed_by"].push_back(Json{{"as", signed_by.as}, {"at", format_instant(at)}});
  json["way_back"] = subject.way_back.empty() ? Json(nullptr) : Json::parse(subject.way_back);
  json["anchor"] = subject.anchor;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relctl::view
