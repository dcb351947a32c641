// SPDX-License-Identifier: Apache-2.0
#include "metrics/alertmanager.hpp"

#include "base/check.hpp"
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "base/url_text.hpp"
#include "metrics/http_answer.hpp"
#include "metrics/live_readings.hpp"
#include "metrics/queries.hpp"
#include "plan/alert_matchers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <algorithm>

namespace relctl::metrics {
namespace {

using core::MeasurementRequest;
using nlohmann::json;
using plan::Cause;

constexpr std::size_t k_named_max = 3; ///< Alerts that a detail names.

struct Alert {
  std::string name;
  Instant began;
};
using Alerts = std::vector<Alert>;

ports::HttpRequest exchange(const MeasurementRequest& request, const std::string& query) {
  UrlParameters parameters{
      {"active", "true"}, {"silenced", "false"}, {"inhibited", "false"}, {"unprocessed", "false"}};
  if (const auto matchers = plan::parse_alert_matchers(query))
    for (const plan::LabelMatcher& matcher : *matchers)
      parameters.emplace_back("filter", plan::alert_matcher_text(matcher));
  ports::HttpRequest http;
  http.url = url_below(request.url, "/api/v2/alerts", parameters);
  http.headers = {{"Accept", "application/json"}};
  http.credentials = request.credentials;
  http.timeout = request.timeout;
  http.body_max = k_json_max_bytes;
  return http;
}

tl::unexpected<Answer> refuse(const std::string& why) {
  return tl::unexpected<Answer>(no_answer(Cause::provider_error, one_line(why)));
}

std::string label_of(const json& alert, const char* label) {
  const auto labels = alert.find("labels");
  if (labels == alert.end() || !labels->is_object())
    return "";
  const auto text = labels->find(label);
  return text != labels->end() && text->is_string() ? text->get<std::string>() : "";
}

tl::expected<Alerts, Answer> alerts_in(const ports::HttpReply& reply) {
  const json list =
      json_depth(reply.body) > k_json_depth_max ? json() : json::parse(reply.body, nullptr, false);
  if (!list.is_array())
    return refuse("no list of alerts: " + body_excerpt(reply.body) + "; check the source's url");
  Alerts alerts;
  for (const json& alert : list) {
    const auto began =
        alert.is_object() && alert.contains("startsAt") && alert.at("startsAt").is_string()
            ? parse_instant(alert.at("startsAt").get_ref<const std::string&>())
            : fail(ErrorKind::failed, "");
    if (!began)
      return refuse("an alert does not say when it began: " + one_line(alert.dump(), 200));
    alerts.push_back({label_of(alert, "alertname"), *began});
  }
  return alerts;
}

tl::expected<Alerts, Answer> alerts_of(const std::string& query, const ports::HttpReply& reply) {
  // A query whose values are templates is whole only now.
  if (const auto matchers = plan::parse_alert_matchers(query); !matchers)
    return refuse("the query: " + matchers.error().message);
  if (auto failure = transport_failure(reply))
    return tl::unexpected<Answer>(*failure);
  if (reply.status != 200)
    return refuse(status_refusal(reply));
  return alerts_in(reply);
}

Answer new_alerts(const MeasurementRequest& request, const Alerts& alerts) {
  std::vector<std::string> named;
  std::size_t count = 0;
  for (const Alert& alert : alerts) {
    if (alert.began < request.exposed_since)
      continue;
    if (++count <= k_named_max)
      named.push_back(alert.name + " since " + format_instant(alert.began));
  }
  if (count > k_named_max)
    named.emplace_back("…");
  if (count < alerts.size())
    named.push_back(fmt::format("{} older not counted", alerts.size() - count));
  return number_answer(static_cast<double>(count), join(named, "; "));
}

Answer answer_to(const MeasurementRequest& request, const Query& query,
                 const ports::HttpReply& reply) {
  const auto alerts = alerts_of(query.text, reply);
  if (!alerts)
    return alerts.error();
  if (query.role == Query::Role::value)
    return new_alerts(request, *alerts);
  return number_answer(static_cast<double>(alerts->size()));
}

} // namespace

std::vector<ports::HttpRequest> alertmanager_transport(const MeasurementRequest& request) {
  std::vector<ports::HttpRequest> exchanges;
  for (const Query& query : queries_of(request))
    exchanges.push_back(exchange(request, query.text));
  return exchanges;
}

std::vector<core::Reading> alertmanager_readings(const MeasurementRequest& request,
                                                 const std::vector<ports::HttpReply>& replies,
                                                 Instant received_at) {
  const std::vector<Query> queries = queries_of(request);
  RELCTL_CHECK(replies.size() == queries.size());
  Answers answers;
  for (std::size_t i = 0; i < queries.size(); ++i)
    put_answer(answers, queries[i], answer_to(request, queries[i], replies[i]));
  return live_readings(request, answers, received_at);
}

} // namespace relctl::metrics
