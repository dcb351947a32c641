// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/names.hpp"
#include "core/retry.hpp"
#include "core/stops.hpp"
#include "view/conditions.hpp"
#include "view/gate.hpp"
#include "view/items.hpp"
#include "view/json.hpp"
#include "view/json_parts.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"

#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json reasons_since_json(const std::vector<core::Reason>& reasons) {
  Json json = Json::array();
  for (const core::Reason& reason : reasons)
    json.push_back(Json{{"cause", core::name_of(reason.cause)},
                        {"subject", reason.subject},
                        {"text", reason.text},
                        {"since", format_instant(reason.since)},
                        {"blocks", reason.blocks}});
  return json;
}

Json verdict_json(const core::VerdictState* verdict) {
  if (verdict == nullptr)
    return nullptr;
  const core::VerdictReached& reached = verdict->reached;
  return Json{{"verdict", core::name_of(reached.verdict)},
              {"phase", reached.phase},
              {"position", verdict->position},
              {"at", format_instant(verdict->at)},
              {"reasons", reasons_since_json(reached.reasons)},
              {"retry_at", optional_json<Json>(reached.retry_at)}};
}

Json enough_json(const StatusSubject& subject, const plan::Phase& phase,
                 const core::PhaseState* visit) {
  if (!phase.enough)
    return nullptr;
  core::EnoughNow now;
  if (visit != nullptr && visit->started_at)
    now = core::enough_now(subject.plan, phase, core::window_of(subject.windows, phase.track),
                           {*visit->started_at, subject.now});
  return Json{{"metric", phase.enough->metric},
              {"at_least", phase.enough->at_least},
              {"value", optional_json<Json>(now.value)},
              {"reached_at", optional_json<Json>(now.since)}};
}

Json phases_json(const StatusSubject& subject) {
  Json json = Json::array();
  for (const plan::Phase& phase : subject.plan.phases) {
    const core::PhaseState* visit = find_visit(subject.state, phase);
    const auto planned = planned_share(subject.plan, phase, subject.state.opened.vars);
    json.push_back(Json{
        {"track", phase.track},
        {"id", phase.id},
        {"traffic", visit == nullptr ? optional_json<Json>(planned) : Json(visit->traffic)},
        {"status", words_of(standing_of_phase(subject.state, phase).name)},
        {"observe_ms", phase.observe.ms},
        {"enough", enough_json(subject, phase, visit)},
        {"entered_at", visit == nullptr ? Json(nullptr) : Json(format_instant(visit->entered_at))},
        {"started_at", visit == nullptr ? Json(nullptr) : optional_json<Json>(visit->started_at)},
        {"passed_at", visit == nullptr ? Json(nullptr) : optional_json<Json>(visit->passed_at)}});
  }
  return json;
}

const core::Window::Series& readings_of(const StatusSubject& subject, const std::string& track,
                                        const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(subject.plan, finding.threshold);
  return core::window_of(subject.windows, track)
      .series(threshold == nullptr ? "" : threshold->metric, finding.series);
}

Json thresholds_json(const StatusSubject& subject) {
  Json json = Json::array();
  for (const core::TrackFindings& track : subject.judged)
    for (const core::Finding& finding : track.findings)
      json.push_back(
          Json{{"track", track.track},
               {"phase", track.phase},
               {"threshold", finding.threshold},
               {"series", finding.series},
               {"status", core::name_of(finding.status)},
               {"cause", finding.cause ? Json(core::name_of(*finding.cause)) : Json(nullptr)},
               {"asked", !is_unasked(finding, readings_of(subject, track.track, finding))},
               {"value", optional_json<Json>(finding.value)},
               {"limit", optional_json<Json>(finding.limit)},
               {"baseline", optional_json<Json>(finding.baseline)},
               {"baseline_id", finding.baseline_id},
               {"baseline_at", optional_json<Json>(finding.baseline_at)},
               {"volume", optional_json<Json>(finding.volume)},
               {"dimension", dimension_name(dimension_of(subject.plan, finding))},
               {"at", optional_json<Json>(finding.at)},
               {"since", optional_json<Json>(finding.since)},
               {"target_met", finding.target_met},
               {"text", finding.text}});
  return json;
}

Json checks_json(const StatusSubject& subject, const plan::Phase* phase) {
  Json json = Json::array();
  for (const CheckRow& row : check_rows(subject.plan, phase, subject.state))
    json.push_back(check_json<Json>(row));
  return json;
}

Json approvals_json(const StatusSubject& subject, const plan::Phase* phase) {
  Json json = Json::array();
  if (phase == nullptr)
    return json;
  for (const ApprovalRow& row : approval_rows(subject.plan, *phase, subject.state))
    json.push_back(
        Json{{"role", row.role}, {"title", row.title}, {"given", row.given}, {"by", row.by}});
  return json;
}

Json steps_json(const core::State& state) {
  Json json = Json::array();
  for (const std::string& key : state.step_order) {
    const core::StepState& step = state.steps.at(key);
    json.push_back(Json{{"track", step.address.track},
                        {"phase", step.address.phase},
                        {"stage", step.address.stage},
                        {"step", step.address.step},
                        {"status", core::step_status_name(step.status)},
                        {"attempt", step.attempt},
                        {"part", core::name_of(step.part)},
                        {"started_at", format_instant(step.started_at)},
                        {"next_at", optional_json<Json>(step.next_at)},
                        {"timeout_ms", step.timeout.ms},
                        {"action", step.action},
                        {"detail", step.detail}});
  }
  return json;
}

Json exposure_json(const StatusSubject& subject, const std::string& track) {
  const Exposure exposure =
      exposure_of(subject.plan, subject.state, track, core::window_of(subject.windows, track));
  return Json{
      {"wanted", optional_json<Json>(exposure.wanted)},
      {"read_back", optional_json<Json>(exposure.read_back)},
      {"read_at", exposure.read_back ? Json(format_instant(exposure.read_at)) : Json(nullptr)},
      {"differs", exposure.differs}};
}

Json tracks_json(const StatusSubject& subject) {
  Json json = Json::array();
  for (const plan::Track& track : subject.plan.tracks) {
    const core::PhaseState* visit = core::current_phase(subject.state, track.id);
    const plan::Phase* phase =
        visit == nullptr ? nullptr : plan::find_phase(subject.plan, track.id, visit->id);
    Json item{{"track", track.id}, {"title", track.title}, {"after", track.after}};
    item["phase"] = visit == nullptr ? Json(nullptr) : Json(visit->id);
    item["verdict"] = verdict_json(core::verdict_of(subject.state, track.id));
    item["checks"] = phase == nullptr ? Json::array() : checks_json(subject, phase);
    item["approvals"] = approvals_json(subject, phase);
    item["exposure"] = exposure_json(subject, track.id);
    json.push_back(std::move(item));
  }
  return json;
}

Json incidents_json(const core::State& state) {
  Json json = Json::array();
  for (const auto& [id, incident] : state.incidents)
    json.push_back(Json{{"incident", id},
                        {"severity", incident.opened.severity},
                        {"scope", incident.opened.scope},
                        {"summary", incident.opened.summary},
                        {"opened_at", format_instant(incident.at)},
                        {"by", incident.opened.as},
                        {"acknowledged", incident.acknowledged.has_value()},
                        {"closed", incident.closed.has_value()}});
  return json;
}

Json waivers_json(const core::State& state, Instant now) {
  Json json = Json::array();
  for (const auto& [subject, waived] : state.waivers)
    json.push_back(Json{{"subject", subject},
                        {"reason", waived.reason},
                        {"by", waived.as},
                        {"role", waived.role},
                        {"until", format_instant(waived.until)},
                        {"holds", now < waived.until}});
  return json;
}

Json undelivered_json(const core::Outbox& outbox) {
  Json json = Json::array();
  for (const core::OutgoingMessage& message : outbox)
    for (const core::Delivery& delivery : message.deliveries)
      if (delivery.status != core::Delivery::Status::delivered)
        json.push_back(Json{{"comms", message.comms},
                            {"phase", plan::phase_name(message.track, message.phase)},
                            {"channel", delivery.channel},
                            {"attempts", delivery.attempt},
                            {"given_up", delivery.status == core::Delivery::Status::given_up},
                            {"detail", delivery.detail}});
  return json;
}

template <class Stop>
Json stop_json(const std::optional<Stop>& stop, Instant now) {
  if (!core::holds(stop, now))
    return nullptr;
  return Json{
      {"reason", stop->reason}, {"by", stop->as}, {"until", optional_json<Json>(stop->until)}};
}

Json rollback_json(const core::State& state) {
  if (!state.rollback)
    return nullptr;
  const core::RollbackState& rollback = *state.rollback;
  Json json{
      {"to", rollback.request.to},
      {"scope", rollback.request.scope},
      {"reason", rollback.request.reason},
      {"automatic", rollback.request.automatic},
      {"requested_at", format_instant(rollback.requested_at)},
      {"requested_by", rollback.request.automatic ? rollback.request.as : rollback.requested_by},
      {"started", rollback.started.has_value()},
      {"deadline_at",
       rollback.started ? Json(format_instant(rollback.started->deadline_at)) : Json(nullptr)},
      {"overdue", rollback.overdue},
      {"complete", rollback.settled ? Json(rollback.settled->complete) : Json(nullptr)},
      {"took_ms", rollback.settled ? Json(rollback.settled->took.ms) : Json(nullptr)},
      {"compensated", rollback.compensated ? Json(rollback.compensated->complete) : Json(nullptr)},
      {"recovered", rollback.recovered}};
  json["reasons"] =
      rollback.settled ? reasons_since_json(rollback.settled->reasons) : Json::array();
  return json;
}

/// Of the track that stands worst.
const core::VerdictState* worst_verdict(const core::State& state) {
  const core::PhaseState* phase = core::worst_phase(state);
  return phase == nullptr ? nullptr : core::verdict_of(state, phase->track);
}

void put_header(Json& json, const StatusSubject& subject, const ExitNumber& exit) {
  const core::State& state = subject.state;
  const core::PhaseState* visit = core::worst_phase(state);
  json["schema"] = "relctl.status/1";
  json["release"] = state.release;
  json["plan"] = state.opened.plan;
  json["title"] = state.opened.title;
  json["version"] = state.opened.version;
  json["from"] = state.opened.stable;
  json["stage"] = core::stage_name(state.stage);
  json["phase"] = visit == nullptr ? Json(nullptr) : Json(visit->id);
  json["standing"] = core::standing_name(subject.standing);
  json["exit"] = Json{{"code", exit.code}, {"name", exit.name}};
  json["retry_at"] =
      optional_json<Json>(core::retry_at(subject.plan, state, subject.ledger, subject.now));
  json["now"] = format_instant(subject.now);
  json["opened_at"] = format_instant(state.opened_at);
  json["opened_by"] = state.opened_by;
}

void put_ending(Json& json, const StatusSubject& subject) {
  const core::Advice advice =
      core::advise(subject.plan, subject.state, subject.ledger, subject.now, subject.program);
  const auto unattended =
      unattended_since(subject.plan, subject.state, subject.windows, subject.now);
  json["unattended_since"] = optional_json<Json>(unattended);
  json["holder"] = subject.holder;
  json["anchor"] = subject.anchor;
  json["database"] = subject.database;
  json["why"] = why_of(subject, advice);
  json["who"] = advice.who;
  json["next"] = advice.command;
  json["remark"] = advice.remark;
  json["back"] = advice.back;
}

} // namespace

std::string status_json(const StatusSubject& subject, const ExitNumber& exit) {
  // What there is one of speaks of the track that stands worst; `tracks` has all of them.
  const core::PhaseState* visit = core::worst_phase(subject.state);
  const std::string track = visit == nullptr ? plan::k_main_track : visit->track;
  const plan::Phase* phase =
      visit == nullptr ? nullptr : plan::find_phase(subject.plan, track, visit->id);
  Json json;
  put_header(json, subject, exit);
  json["verdict"] = verdict_json(worst_verdict(subject.state));
  json["tracks"] = tracks_json(subject);
  json["phases"] = phases_json(subject);
  json["thresholds"] = thresholds_json(subject);
  json["checks"] = checks_json(subject, phase);
  json["approvals"] = approvals_json(subject, phase);
  json["steps"] = steps_json(subject.state);
  json["open_items"] = item_rows(subject.state, false).size();
  json["exposure"] = exposure_json(subject, track);
  json["incidents"] = incidents_json(subject.state);
  json["waivers"] = waivers_json(subject.state, subject.now);
  json["undelivered"] = undelivered_json(subject.state.outbox);
  json["paused"] = stop_json(subject.state.paused, subject.now);
  json["frozen"] = stop_json(subject.ledger.frozen, subject.now);
  json["rollback"] = rollback_json(subject.state);
  json["taken_back"] = taken_back_json<Json>(subject.state);
  json.update(Json::parse(conditions_json(subject)));
  put_ending(json, subject);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relctl::view
