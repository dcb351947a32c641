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

std::string report_json(const Report& report) {
  const Json json{{"done", report.done},
                  {"detail", report.detail},
                  {"output", join(report.lines, "\n")},
                  {"lost", report.lost}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace relctl::reader
