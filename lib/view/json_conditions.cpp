// SPDX-License-Identifier: Apache-2.0
#include "core/entry.hpp"
#include "core/incidents.hpp"
#include "view/conditions.hpp"
#include "view/json_parts.hpp"

#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json finite_time_json(const std::optional<Instant>& at) {
  return at && *at != k_never ? Json(format_instant(*at)) : Json(nullptr);
}

Json window_json(const StatusSubject& subject) {
  if (!subject.plan.windows)
    return nullptr;
  const plan::ChangeWindows& windows = *subject.plan.windows;
  const auto special = core::opened_until(subject.plan, subject.state, subject.now);
  const bool open = plan::is_open(windows, subject.now);
  return Json{{"text", plan::format_windows(windows)},
              {"open", open || special},
              {"special_until", finite_time_json(special)},
              {"closes_at",
               open ? finite_time_json(plan::next_closing(windows, subject.now)) : Json(nullptr)},
              {"opens_at",
               open ? Json(nullptr) : finite_time_json(plan::next_opening(windows, subject.now))}};
}

Json signoff_json(const StatusSubject& subject) {
  Json json = Json::array();
  for (const ApprovalRow& row : signoff_rows(subject.plan, subject.state))
    json.push_back(
        Json{{"role", row.role}, {"title", row.title}, {"given", row.given}, {"by", row.by}});
  return json;
}

Json checks_json(const std::vector<CheckRow>& rows) {
  Json json = Json::array();
  for (const CheckRow& row : rows)
    json.push_back(check_json<Json>(row));
  return json;
}

/// By incident: what the plan's level adds to what is on record.
Json responses_json(const StatusSubject& subject) {
  Json json = Json::object();
  for (const auto& [id, incident] : subject.state.incidents) {
    const plan::IncidentLevel* level = plan::find_level(subject.plan, incident.opened.severity);
    if (level != nullptr)
      json[id] = Json{{"respond_by", finite_time_json(core::respond_by(subject.plan, incident))},
                      {"overdue", incident.overdue},
                      {"oncall", level->oncall},
                      {"runbook", runbook_of(subject, incident)}};
  }
  return json;
}

Json drill_json(const core::State& state) {
  if (!state.drill)
    return nullptr;
  const auto& ended = state.drill->ended;
  const auto duration = [](const std::optional<Duration>& value) {
    return value ? Json(value->ms) : Json(nullptr);
  };
  return Json{{"to", state.drill->started.to},
              {"triggered_at", format_instant(state.drill->at)},
              {"ended", ended.has_value()},
              {"complete", ended ? Json(ended->complete) : Json(nullptr)},
              {"in_time", ended ? Json(ended->in_time) : Json(nullptr)},
              {"done_after_ms", ended ? duration(ended->done_after) : Json(nullptr)},
              {"recovered_after_ms", ended ? duration(ended->recovered_after) : Json(nullptr)}};
}

Json attachments_json(const core::State& state) {
  Json json = Json::array();
  for (const core::AttachmentState& attachment : state.attachments)
    json.push_back(Json{{"name", attachment.file.name},
                        {"title", attachment.file.title},
                        {"sha256", attachment.file.sha256},
                        {"size", attachment.file.size},
                        {"path", attachment.file.path},
                        {"kept", attachment.file.kept},
                        {"by", attachment.file.as},
                        {"at", format_instant(attachment.at)}});
  return json;
}

Json plan_freeze_json(const StatusSubject& subject) {
  const auto& frozen = core::versions_of(subject.ledger, subject.state.opened.plan).frozen;
  if (!frozen)
    return nullptr;
  return Json{{"reason", frozen->reason}, {"release", frozen->release}, {"checks", frozen->checks}};
}

} // namespace

std::string evidence_json(const core::State& state) {
  const Json json{{"train", state.opened.train},
                  {"departs_at", finite_time_json(state.opened.departs_at)},
                  {"components", state.opened.components},
                  {"drill", drill_json(state)},
                  {"attachments", attachments_json(state)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string conditions_json(const StatusSubject& subject) {
  Json json = Json::parse(evidence_json(subject.state));
  json["window"] = window_json(subject);
  json["signoff"] = signoff_json(subject);
  json["after"] = checks_json(after_rows(subject.plan, subject.state));
  json["responses"] = responses_json(subject);
  json["plan_frozen"] = plan_freeze_json(subject);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace relctl::view
