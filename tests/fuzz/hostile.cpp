// SPDX-License-Identifier: Apache-2.0
#include "fuzz/hostile.hpp"

#include "base/quantity.hpp"
#include "base/semver.hpp"
#include "base/semver_range.hpp"
#include "core/event_json.hpp"
#include "core/event_line.hpp"
#include "fuzz/plans.hpp"
#include "fuzz/requests.hpp"
#include "metrics/alertmanager.hpp"
#include "metrics/command_answer.hpp"
#include "metrics/exposition.hpp"
#include "metrics/prometheus_body.hpp"
#include "plan/exposition_query.hpp"
#include "plan/label_pattern.hpp"
#include "plan/limit.hpp"
#include "plan/series_notation.hpp"
#include "plan/template_text.hpp"
#include "planfile/manifest.hpp"
#include "planfile/plan_yaml.hpp"
#include "planfile/scenario_yaml.hpp"

namespace relctl::fuzz {
namespace {

// Of what arrives over a network or in a line of events. Texts of a plan and arguments are smaller:
// the plan ends at 64 KiB, an argument at 128 KiB.
constexpr std::size_t k_million = 1'000'000;
constexpr std::size_t k_much = 120'000;

std::string repeat(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    text += part;
  return text;
}

bool is_refused_plan(std::string_view text) {
  return plan::has_errors(planfile::load_plan(text, environment()).diagnostics);
}

bool is_refused_scenario(std::string_view text) {
  return plan::has_errors(planfile::load_scenarios(text, sound_plan(), "case").diagnostics);
}

bool is_refused_manifest(std::string_view text) {
  return plan::has_errors(planfile::load_manifest(text).diagnostics);
}

bool is_refused_page(std::string_view text) {
  const auto request = request_of(plan::SourceKind::exposition, "rate(a)");
  const auto readings =
      metrics::exposition_readings(request, {reply_of(text, "text/plain")}, k_at + seconds(1));
  return !readings.at(0).value && readings.at(0).cause != plan::Cause::before_phase;
}

bool is_refused_prometheus_body(std::string_view text) {
  return !metrics::parse_prometheus_body(text);
}

bool is_refused_alerts(std::string_view text) {
  const auto request = request_of(plan::SourceKind::alertmanager, "{}");
  return !metrics::alertmanager_readings(request, {reply_of(text, "application/json")}, k_at)
              .at(0)
              .value;
}

bool is_refused_output(std::string_view text) {
  return !metrics::parse_command_answer(text).value.number;
}

bool is_refused_line(std::string_view text) {
  return !core::decode_event_line(text);
}

bool is_refused_template(std::string_view text) {
  return !plan::template_variables(std::string(text));
}

bool is_refused_limit(std::string_view text) {
  return !plan::parse_limit(text);
}

bool is_refused_query(std::string_view text) {
  return !plan::parse_exposition_query(text);
}

bool is_refused_pattern(std::string_view text) {
  return !plan::compile_label_pattern(std::string(text));
}

bool is_refused_series(std::string_view text) {
  return !plan::parse_series(text);
}

bool is_refused_number(std::string_view text) {
  return !parse_quantity(text);
}

bool is_refused_version(std::string_view text) {
  return !parse_semver(text) && !parse_semver_range(text);
}

std::string event_line_with(const std::string& body) {
  return R"({"schema":"relctl.event/1","at":"2026-11-22T12:00:00Z","kind":"NoteAdded","body":)" +
         body + "}";
}

std::string numbered_series(std::size_t count, const char* name) {
  std::string page;
  for (std::size_t i = 0; i < count; ++i)
    page += std::string(name) + "{b=\"" + std::to_string(i) + "\"} 1\n";
  return page;
}

std::string values_up_to_the_limits() {
  std::string text;
  for (int i = 0; i < 2'450; ++i)
    text += "k" + std::to_string(i) + ": \"xxxxxxxxxxxxxxx\"\n";
  return text;
}

std::vector<Hostile> documents() {
  return {
      {"plan: a scalar of 10 MB", [] { return "a: " + repeat("x", 10 * k_million); },
       is_refused_plan},
      {"plan: a text in quotes and as many values as there may be", values_up_to_the_limits,
       is_refused_plan},
      {"plan: a block of 60 KB in thirty keys too many",
       [] { return repeat("k: |\n" + repeat("  xxxxxxxxxxxxxxxx\n", 100), 30); }, is_refused_plan},
      {"plan: a line of 60 KB of one text",
       [] { return repeat(repeat("k", 15'000) + "\n", 4) + ": 1\n"; }, is_refused_plan},
      {"plan: brackets on every line", [] { return repeat(repeat("[", 200) + "\n", 300); },
       is_refused_plan},
      {"plan: keys without end", [] { return repeat(repeat("? ", 5'000) + "\n", 6); },
       is_refused_plan},
      {"plan: quotes that open and close", [] { return "a: [" + repeat("'',\n", 9'900) + "]"; },
       is_refused_plan},
      {"plan: phases without an id, as many as there may be",
       [] { return "phases:\n" + repeat("  - {}\n", 4'900); }, is_refused_plan},
      {"plan: a template in 2000 sections",
       [] {
         return "relctl: 1\nname: a\ncomms:\n  started: |\n    " + repeat("{{#a}}\n    ", 2'000) +
                repeat("{{/a}}\n    ", 400);
       },
       is_refused_plan},
      {"scenario: as many events as there may be",
       [] {
         return "scenario: 1\nversion: 1.1.0\nevents:\n" +
                repeat("  - { at: first, outage: prom }\n", 990);
       },
       is_refused_scenario},
      {"scenario: a series of 60 KB",
       [] {
         return "scenario: 1\nseries:\n  errors: >\n" + repeat("    1x9 2x9 3x9 4x9 5x9\n", 2'500) +
                "    wrong\n";
       },
       is_refused_scenario},
      {"manifest: braces", [] { return repeat(repeat("{a: ", 100) + "\n", 90); },
       is_refused_manifest},
  };
}

/// What stands in a plan, or is an argument.
std::vector<Hostile> words() {
  return {
      {"template: sections, none closed", [] { return repeat("{{#a}}", k_much / 3); },
       is_refused_template},
      {"template: braces", [] { return repeat("{", k_much); }, is_refused_template},
      {"limit: brackets", [] { return "> " + repeat("(", k_much); }, is_refused_limit},
      {"limit: signs", [] { return "> " + repeat("-", k_much) + "1"; }, is_refused_limit},
      {"limit: terms", [] { return "> 1" + repeat("+1", k_much); }, is_refused_limit},
      {"query: brackets", [] { return repeat("(", k_much); }, is_refused_query},
      {"pattern: stars of stars", [] { return repeat("(", 200) + "a" + repeat("*)*", 100); },
       is_refused_pattern},
      {"series: wrong runs", [] { return "1x" + repeat("9", k_much); }, is_refused_series},
      {"quantity: digits", [] { return repeat("9", k_much); }, is_refused_number},
      {"quantity: zeros", [] { return repeat("0", k_much); }, is_refused_number},
      {"version: leading zeros", [] { return repeat("0", k_much) + "1.0.0"; }, is_refused_version},
      {"version: dots", [] { return repeat("1.", k_much); }, is_refused_version},
      {"version: comparators", [] { return repeat(">", k_much); }, is_refused_version},
  };
}

std::vector<Hostile> answers() {
  return {
      {"page: a line of a million labels",
       [] { return "a{" + repeat("b=\"\",", k_million) + "} 1\n"; }, is_refused_page},
      {"page: 300000 series of one name", [] { return numbered_series(300'000, "a"); },
       is_refused_page},
      {"page: a label of 10 MB", [] { return "a{b=\"" + repeat("\\\\", 5 * k_million) + "\n"; },
       is_refused_page},
      {"page: 10 MB of bytes that are no text", [] { return repeat("\xff", 10 * k_million); },
       is_refused_page},
      {"Prometheus: a million brackets", [] { return repeat("[", k_million); },
       is_refused_prometheus_body},
      {"Prometheus: a million braces", [] { return repeat("{\"a\":", k_million); },
       is_refused_prometheus_body},
      {"Prometheus: a million numbers", [] { return "[" + repeat("1,", k_million) + "1]"; },
       is_refused_prometheus_body},
      {"Alertmanager: a million brackets",
       [] { return R"([{"labels":)" + repeat("[", k_million) + repeat("]", k_million) + "}]"; },
       is_refused_alerts},
      {"command: 32000 brackets",
       [] { return R"({"value":)" + repeat("[", 32'000) + repeat("]", 32'000) + "}"; },
       is_refused_output},
      {"event: a million brackets",
       [] {
         return event_line_with(R"({"a":)" + repeat("[", k_million) + repeat("]", k_million) + "}");
       },
       is_refused_line},
      {"event: a text of 1 MB that never ends",
       [] { return event_line_with("{\"text\":\"" + repeat("x", k_million)); }, is_refused_line},
  };
}

} // namespace

std::vector<Hostile> hostile_texts() {
  std::vector<Hostile> all;
  for (auto texts : {documents(), words(), answers()})
    all.insert(all.end(), texts.begin(), texts.end());
  return all;
}

} // namespace relctl::fuzz
