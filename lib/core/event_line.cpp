// SPDX-License-Identifier: Apache-2.0
#include "core/event_line.hpp"

#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "core/event_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace relctl::core {

namespace {

using Json = nlohmann::json;

constexpr const char* k_schema = "relctl.event/1";

tl::unexpected<Error> refuse(const std::string& why) {
  return fail(ErrorKind::refused, fmt::format("not a line of relctl's events: {}", why));
}

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : "";
}

std::int64_t number_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  const bool fits =
      field != object.end() && field->is_number_integer() &&
      (!field->is_number_unsigned() || std::in_range<std::int64_t>(field->get<std::uint64_t>()));
  return fits ? field->get<std::int64_t>() : 0;
}

} // namespace

std::string encode_event_line(const std::string& release, const Recorded& recorded,
                              const std::string& after) {
  return fmt::format(
      R"({{"schema":"{}","release":{},"position":{},"version":{},"track":{},"at":"{}","actor":{},)"
      R"("kind":"{}","body":{}{}}})",
      k_schema, quoted(is_ledger_event(recorded.event) ? "" : release), recorded.position,
      recorded.version, quoted(track_of(recorded.event)), format_instant(recorded.at),
      quoted(recorded.actor), kind_of(recorded.event), encode_event(recorded.event),
      after.empty() ? "" : R"(,"after":)" + quoted(after));
}

Result<EventLine> decode_event_line(std::string_view line) {
  if (json_depth(line) > k_json_depth_max)
    return refuse(fmt::format("it is nested deeper than {} levels", k_json_depth_max));
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object())
    return refuse("it is no JSON object");
  if (text_of(object, "schema") != k_schema)
    return refuse(fmt::format("its schema is '{}', not {}", one_line(text_of(object, "schema"), 60),
                              k_schema));
  const auto body = object.find("body");
  if (body == object.end() || !body->is_object())
    return refuse("it has no body");
  RELCTL_TRY_ASSIGN(auto at, parse_instant(text_of(object, "at")));
  RELCTL_TRY_ASSIGN(auto event, decode_event(text_of(object, "kind"), body->dump()));
  return EventLine{text_of(object, "release"),
                   {number_of(object, "position"), number_of(object, "version"), at,
                    text_of(object, "actor"), std::move(event)},
                   text_of(object, "after")};
}

} // namespace relctl::core
