// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "core/state.hpp"
#include "view/gate.hpp"
#include "view/json_form.hpp"
#include "view/test_results.hpp"

#include <optional>
#include <string>
#include <type_traits>

/// What the JSON documents write in the same way. `Json` is the library's type, whose headers stay
/// in .cpp files.
namespace relctl::view {

/// The value, a time as RFC 3339; null when there is none.
template <class Json, class T>
[[nodiscard]] Json optional_json(const std::optional<T>& value) {
  if constexpr (std::is_same_v<T, Instant>)
    return value ? Json(format_instant(*value)) : Json(nullptr);
  else
    return value ? Json(*value) : Json(nullptr);
}

/// The parts that were taken back while the rest stayed.
template <class Json>
[[nodiscard]] Json taken_back_json(const core::State& state) {
  Json json = Json::array();
  for (const auto& [scope, taken] : state.taken_back)
    json.push_back(Json{{"scope", scope},
                        {"tracks", taken.request.tracks},
                        {"to", taken.request.to},
                        {"reason", taken.request.reason},
                        {"at", format_instant(taken.at)},
                        {"took_ms", taken.took.ms}});
  return json;
}

/// Where a check stands.
template <class Json>
[[nodiscard]] Json check_json(const CheckRow& row) {
  return Json{{"id", row.id},
              {"question", row.question},
              {"role", row.role},
              {"ok", optional_json<Json>(row.ok)},
              {"by", row.by},
              {"detail", row.detail},
              {"open_items", row.open_items}};
}

/// Expectations that were not met.
template <class Json>
[[nodiscard]] Json misses_json(const std::vector<TestMiss>& misses) {
  Json json = Json::array();
  for (const TestMiss& miss : misses)
    json.push_back(Json{{"line", miss.line}, {"expected", miss.expected}, {"found", miss.found}});
  return json;
}

/// The document on a line of its own.
template <class Json>
[[nodiscard]] std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The document in that form.
template <class Json>
[[nodiscard]] std::string text_of(const Json& document, JsonForm form) {
  if (form == JsonForm::document)
    return line_of(document);
  std::string lines;
  Json rest{{"schema", document.at("schema")}, {"of", "rest"}};
  for (const auto& [key, value] : document.items()) {
    if (!value.is_array() || (!value.empty() && !value.front().is_object())) {
      rest[key] = value;
      continue;
    }
    for (const Json& element : value) {
      Json line{{"schema", document.at("schema")}, {"of", key}};
      line.update(element);
      lines += line_of(line);
    }
  }
  return lines + line_of(rest);
}

} // namespace relctl::view
