// SPDX-License-Identifier: Apache-2.0
#include "reader/report.hpp"

#include "base/text.hpp"

#include <nlohmann/json.hpp>

namespace relctl::reader {

using Json = nlohmann::json;

void object(Report& report, const std::string& line) {
  report.done = false;
  report.lines.push_back("✘ " + line);
  if (report.detail.empty())
    report.detail = line;
}

void mask(Report& report, const Redactor& redactor) {
  report.detail = redactor.mask(report.detail);
  for (std::string& line : report.lines)
    line = redactor.mask(line);
  for (ReportItem& item : report.items)
    item = {redactor.mask(item.id), redactor.mask(item.what)};
}

std::string report_json(const Report& report) {
  Json json{{"done", report.done},
            {"detail", report.detail},
            {"output", join(report.lines, "\n")},
            {"lost", report.lost}};
  for (const ReportItem& item : report.items)
    json["items"].push_back({{"id", item.id}, {"what", item.what}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace relctl::reader
