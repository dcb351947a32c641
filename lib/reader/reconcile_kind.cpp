// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "reader/compare_rows.hpp"
#include "reader/kinds.hpp"
#include "reader/row_source.hpp"

#include <nlohmann/json.hpp>

#include <new>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

struct Reconciliation {
  RowSource left;
  RowSource right;
  RowRules rules;
  Duration timeout;
};

Reconciliation parse(const std::string& text) {
  const Json json = Json::parse(text);
  Reconciliation result;
  result.left = parse_row_source(json.at("left").dump());
  result.right = parse_row_source(json.at("right").dump());
  result.timeout = milliseconds(json.at("timeout_ms").get<std::int64_t>());
  RowRules& rules = result.rules;
  rules.left = result.left.name;
  rules.right = result.right.name;
  rules.key = json.at("key").get<std::vector<std::string>>();
  rules.columns = json.at("columns").get<std::vector<std::string>>();
  rules.ignore = json.at("ignore").get<std::vector<std::string>>();
  rules.tolerance = json.at("tolerance").get<std::map<std::string, double>>();
  rules.at_least = json.at("at_least").get<std::size_t>();
  rules.at_most = json.at("at_most").get<std::size_t>();
  if (json.contains("items_max"))
    rules.items_max = json.at("items_max").get<std::size_t>();
  return result;
}

Report failed(const std::string& why) {
  Report report;
  object(report, why);
  return report;
}

Report reconcile(const Reconciliation& asked, Redactor& redactor) {
  const std::int64_t deadline = host::boot_ms() + asked.timeout.ms;
  const auto left_over = [&] { return milliseconds(deadline - host::boot_ms()); };
  const auto left = read_rows(asked.left, left_over(), redactor);
  if (!left)
    return failed(left.error().message);
  const auto right = read_rows(asked.right, left_over(), redactor);
  if (!right)
    return failed(right.error().message);
  RowRules rules = asked.rules;
  rules.redactor = redactor;
  return compare_rows(*left, *right, rules);
}

} // namespace

std::string reconcile_rows(const std::string& request) {
  Redactor redactor;
  Report report;
  try {
    report = reconcile(parse(request), redactor);
  } catch (const std::bad_alloc&) {
    report = failed("the rows take more memory than relctl-reader may have; ask for fewer rows or "
                    "columns");
  }
  mask(report, redactor);
  return report_json(report);
}

} // namespace relctl::reader
