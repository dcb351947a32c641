// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"
#include "core/standing.hpp"
#include "view/conditions.hpp"
#include "view/json.hpp"
#include "view/json_parts.hpp"
#include "view/phrase.hpp"
#include "view/report_metrics.hpp"
#include "view/report_rows.hpp"

#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json reasons_json(const std::vector<core::Reason>& reasons) {
  Json json = Json::array();
  for (const core::Reason& reason : reasons)
    json.push_back(Json{{"cause", core::name_of(reason.cause)},
                        {"subject", reason.subject},
                        {"text", reason.text},
                        {"blocks", reason.blocks}});
  return json;
}

Json findings_json(const ReportSubject& subject, const core::VerdictReached& verdict) {
  Json json = Json::array();
  for (const core::Finding& finding : verdict.findings)
    json.push_back(Json{{"threshold", finding.threshold},
                        {"series", finding.series},
                        {"status", core::name_of(finding.status)},
                        {"value", optional_json<Json>(finding.value)},
                        {"limit", optional_json<Json>(finding.limit)},
                        {"baseline", optional_json<Json>(finding.baseline)},
                        {"volume", optional_json<Json>(finding.volume)},
                        {"dimension", dimension_name(dimension_of(subject.plan, finding))},
                        {"target_met", finding.target_met},
                        {"text", finding.text}});
  return json;
}

Json verdict_json(const ReportSubject& subject, const core::Recorded* recorded) {
  if (recorded == nullptr)
    return nullptr;
  const auto& verdict = std::get<core::VerdictReached>(recorded->event);
  return Json{{"verdict", core::name_of(verdict.verdict)},
              {"at", format_instant(recorded->at)},
              {"position", recorded->position},
              {"reasons", reasons_json(verdict.reasons)},
              {"findings", findings_json(subject, verdict)}};
}

Json phases_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const PhaseRow& row : phase_rows(subject))
    json.push_back(Json{{"track", row.track},
                        {"id", row.id},
                        {"traffic", optional_json<Json>(row.traffic)},
                        {"status", row.standing.name},
                        {"entered_at", optional_json<Json>(row.entered_at)},
                        {"started_at", optional_json<Json>(row.started_at)},
                        {"left_at", optional_json<Json>(row.left_at)},
                        {"readings", row.readings},
                        {"good_readings", row.good_readings},
                        {"verdict", verdict_json(subject, row.verdict)}});
  return json;
}

Json checks_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const VerificationRow& row : verification_rows(subject)) {
    Json check = Json{{"phase", row.phase}};
    check.update(check_json<Json>(row.check));
    json.push_back(std::move(check));
  }
  return json;
}

Json metrics_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const ComparisonRow& row : comparison_rows(subject))
    json.push_back(Json{{"metric", row.metric->id},
                        {"title", row.metric->title},
                        {"series", row.series},
                        {"dimension", dimension_name(row.metric->unit.dimension)},
                        {"baseline", optional_json<Json>(row.baseline)},
                        {"first", optional_json<Json>(row.first)},
                        {"last", optional_json<Json>(row.last)},
                        {"min", optional_json<Json>(row.low)},
                        {"mean", optional_json<Json>(row.mean)},
                        {"max", optional_json<Json>(row.high)},
                        {"after_rollback", optional_json<Json>(row.after_rollback)}});
  return json;
}

Json steps_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const StepRow& row : step_rows(subject))
    json.push_back(
        Json{{"track", row.address.track},
             {"phase", row.address.phase},
             {"stage", row.address.stage},
             {"step", row.address.step},
             {"status", core::step_status_name(row.state->status)},
             {"began_at", format_instant(row.began_at)},
             {"ended_at", optional_json<Json>(row.ended_at)},
             {"took_ms", row.ended_at ? Json((*row.ended_at - row.began_at).ms) : Json(nullptr)},
             {"attempts", row.attempts},
             {"action", row.state->action},
             {"detail", row.state->detail}});
  return json;
}

Json rollback_json(const ReportSubject& subject) {
  const auto row = rollback_row(subject);
  if (!row)
    return nullptr;
  const core::RollbackState& rollback = *subject.state.rollback;
  return Json{
      {"to", rollback.request.to},
      {"reason", rollback.request.reason},
      {"automatic", rollback.request.automatic},
      {"requested_by", rollback.requested_by},
      {"breached_at", optional_json<Json>(row->breached_at)},
      {"requested_at", format_instant(row->requested_at)},
      {"started_at", optional_json<Json>(row->started_at)},
      {"settled_at", optional_json<Json>(row->settled_at)},
      {"recovered_at", optional_json<Json>(row->recovered_at)},
      // Closed without: nobody has watched whether it held up.
      {"observed_afterwards", row->recovered_at || subject.state.stage != core::Stage::closed},
      {"overdue", rollback.overdue},
      {"complete", rollback.settled ? Json(rollback.settled->complete) : Json(nullptr)},
      {"reasons", rollback.settled ? reasons_json(rollback.settled->reasons) : Json::array()}};
}

Json approvals_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const SignatureRow& row : signature_rows(subject))
    json.push_back(Json{{"subject", row.subject},
                        {"role", row.role},
                        {"by", row.by},
                        {"at", optional_json<Json>(row.at)},
                        {"reason", row.reason}});
  return json;
}

Json incidents_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const IncidentRow& row : incident_rows(subject))
    json.push_back(Json{{"incident", row.opened.incident},
                        {"severity", row.opened.severity},
                        {"scope", row.opened.scope},
                        {"summary", row.opened.summary},
                        {"by", row.opened.as},
                        {"opened_at", format_instant(row.opened_at)},
                        {"overdue_at", optional_json<Json>(row.overdue_at)},
                        {"acknowledged_at", optional_json<Json>(row.acknowledged_at)},
                        {"acknowledged_by", row.acknowledged_by},
                        {"closed_at", optional_json<Json>(row.closed_at)},
                        {"closed_because", row.closed_because}});
  return json;
}

Json timeline_json(const ReportSubject& subject) {
  Json json = Json::array();
  for (const core::Recorded* recorded : timeline_of(subject))
    json.push_back(Json{{"position", recorded->position},
                        {"at", format_instant(recorded->at)},
                        {"phase", place_of(subject, recorded->event)},
                        {"kind", core::kind_of(recorded->event)},
                        {"text", core::describe(recorded->event)},
                        {"actor", recorded->actor}});
  return json;
}

template <class Wanted, class Make>
Json events_json(const ReportSubject& subject, const Make& make) {
  Json json = Json::array();
  for (const core::Recorded& recorded : subject.events)
    if (const auto* event = std::get_if<Wanted>(&recorded.event)) {
      Json entry = make(*event);
      entry["at"] = format_instant(recorded.at);
      json.push_back(std::move(entry));
    }
  return json;
}

Json counts_json(const ReportSubject& subject) {
  const ReportCounts counts = counts_of(subject);
  return Json{{"phases_done", counts.phases_done},
              {"phases", counts.phases},
              {"checks_passed", counts.checks_passed},
              {"checks", counts.checks},
              {"holds", counts.holds},
              {"breaches", counts.breaches},
              {"escalations", counts.escalations},
              {"incidents", counts.incidents},
              {"failed_steps", counts.failed_steps},
              {"steps", counts.steps},
              {"good_readings", counts.good_readings},
              {"readings", counts.readings}};
}

Json head_json(const ReportSubject& subject) {
  const core::State& state = subject.state;
  return Json{{"schema", "relctl.report/1"},
              {"release", state.release},
              {"plan", state.opened.plan},
              {"title", state.opened.title},
              {"plan_digest", state.opened.plan_digest},
              {"version", state.opened.version},
              {"from", state.opened.stable},
              {"stage", core::stage_name(state.stage)},
              {"standing", core::standing_name(core::standing_of(state))},
              {"opened_at", format_instant(state.opened_at)},
              {"opened_by", state.opened_by},
              {"now", format_instant(subject.now)},
              {"anchor", subject.anchor},
              {"vars", state.opened.vars}};
}

} // namespace

std::string report_json(const ReportSubject& subject) {
  Json json = head_json(subject);
  json["counts"] = counts_json(subject);
  json["phases"] = phases_json(subject);
  json["metrics"] = metrics_json(subject);
  json["rollback"] = rollback_json(subject);
  json["taken_back"] = taken_back_json<Json>(subject.state);
  json["checks"] = checks_json(subject);
  json["approvals"] = approvals_json(subject);
  json["incidents"] = incidents_json(subject);
  json["notes"] = events_json<core::NoteAdded>(subject, [](const core::NoteAdded& note) {
    return Json{{"by", note.as}, {"text", note.text}};
  });
  json["messages"] =
      events_json<core::MessagePrepared>(subject, [](const core::MessagePrepared& message) {
        return Json{{"comms", message.comms},
                    {"text", message.text},
                    {"to", message.to.value_or(std::vector<std::string>{})}};
      });
  json["steps"] = steps_json(subject);
  json["timeline"] = timeline_json(subject);
  json.update(Json::parse(evidence_json(subject.state)));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relctl::view
