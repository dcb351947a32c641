// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"
#include "core/event_line.hpp"
#include "core/names.hpp"
#include "core/standing.hpp"
#include "view/explain_words.hpp"
#include "view/json.hpp"
#include "view/json_parts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

Json event_json(const std::string& release, const core::Recorded& recorded) {
  return Json::parse(core::encode_event_line(release, recorded), nullptr, false);
}

Json reading_json(const core::Reading& reading) {
  Json json;
  json["at"] = format_instant(reading.at);
  json["value"] = optional_json<Json>(reading.value);
  json["cause"] = reading.cause ? Json(core::name_of(*reading.cause)) : Json(nullptr);
  json["baseline"] = optional_json<Json>(reading.baseline);
  json["volume"] = optional_json<Json>(reading.volume);
  json["references"] = reading.references;
  json["detail"] = reading.detail;
  json["backfilled"] = reading.backfilled;
  return json;
}

Json finding_json(const ExplainSubject& subject, const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(subject.plan, finding.threshold);
  Json json;
  json["threshold"] = finding.threshold;
  json["series"] = finding.series;
  json["metric"] = threshold == nullptr ? "" : threshold->metric;
  json["status"] = core::name_of(finding.status);
  json["text"] = finding.text;
  json["readings"] = Json::array();
  for (const core::Reading& reading :
       readings_behind(subject.plan, finding, subject.window, SIZE_MAX))
    json["readings"].push_back(reading_json(reading));
  return json;
}

Json way_out_json(const core::Reason& reason) {
  return Json{{"cause", core::name_of(reason.cause)},
              {"subject", reason.subject},
              {"way_out", way_out_of(reason.cause)}};
}

} // namespace

std::string list_json(const std::vector<ListRow>& rows) {
  Json json{{"schema", "relctl.list/1"}, {"releases", Json::array()}};
  for (const ListRow& row : rows) {
    if (!row.summary) {
      json["releases"].push_back(Json{{"release", row.release}, {"stage", k_unreadable}});
      continue;
    }
    const core::Summary& summary = *row.summary;
    json["releases"].push_back(Json{{"release", row.release},
                                    {"plan", summary.plan},
                                    {"title", summary.title},
                                    {"version", summary.version},
                                    {"from", summary.stable},
                                    {"stage", summary.stage},
                                    {"phase", summary.phase},
                                    {"traffic", optional_json<Json>(known_share(summary))},
                                    {"verdict", summary.verdict},
                                    {"opened_at", format_instant(summary.opened_at)},
                                    {"updated_at", format_instant(summary.updated_at)},
                                    {"over", summary.over}});
  }
  return line_of(json);
}

std::string log_json(const std::string& release, const std::vector<core::Recorded>& events) {
  Json json{{"schema", "relctl.log/1"}, {"release", release}, {"events", Json::array()}};
  for (const core::Recorded& recorded : events)
    json["events"].push_back(event_json(release, recorded));
  return line_of(json);
}

std::string explain_json(const ExplainSubject& subject) {
  Json json{{"schema", "relctl.explain/1"},
            {"release", subject.release},
            {"event", event_json(subject.release, subject.event)},
            {"meaning", meaning_of(subject.event.event)},
            {"text", core::describe(subject.event.event)},
            {"findings", Json::array()},
            {"ways_out", Json::array()},
            {"retry_at", nullptr},
            {"around", Json::array()}};
  if (const auto* verdict = std::get_if<core::VerdictReached>(&subject.event.event)) {
    for (const core::Finding& finding : verdict->findings)
      json["findings"].push_back(finding_json(subject, finding));
    for (const core::Reason& reason : verdict->reasons)
      if (reason.blocks)
        json["ways_out"].push_back(way_out_json(reason));
    json["retry_at"] = optional_json<Json>(verdict->retry_at);
  }
  for (const core::Recorded& recorded : subject.around)
    json["around"].push_back(event_json(subject.release, recorded));
  return line_of(json);
}

std::string verify_json(const ChainFindings& chain) {
  return line_of(
      Json{{"schema", "relctl.audit.verify/1"},
           {"database", chain.database},
           {"intact", chain.intact},
           {"anchored", chain.anchored},
           {"events", chain.events},
           {"head", chain.head},
           {"first_bad_position",
            chain.first_bad_position == 0 ? Json(nullptr) : Json(chain.first_bad_position)},
           {"finding", chain.finding}});
}

std::string stored_event_json(const StoredEvent& event) {
  const Json head{
      {"schema", "relctl.event/1"}, {"release", event.stream == "ledger" ? "" : event.stream},
      {"position", event.position}, {"version", event.version},
      {"track", event.track},       {"at", format_instant(event.at)},
      {"actor", event.actor},       {"kind", event.kind}};
  std::string line = line_of(head);
  line.resize(line.size() - 2); // Without the brace and the line end, the object goes on.
  const bool is_json = event.body.find('\n') == event.body.npos && Json::accept(event.body);
  if (is_json)
    line += fmt::format(",\"body\":{}", event.body);
  else
    line += ",\"body_text\":" +
            Json(std::string(event.body)).dump(-1, ' ', false, Json::error_handler_t::replace);
  return line + fmt::format(",\"hash\":\"{}\"}}\n", event.hash);
}

} // namespace relctl::view
