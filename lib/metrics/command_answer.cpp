// SPDX-License-Identifier: Apache-2.0
#include "metrics/command_answer.hpp"

#include "base/instant.hpp"
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "metrics/http_answer.hpp"
#include "metrics/sample_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace relctl::metrics {
namespace {

using nlohmann::json;
using plan::Cause;

Answer number_of(const json& value, const char* key) {
  if (value.is_number())
    return number_answer(value.get<double>());
  if (value.is_null())
    return no_answer(Cause::nodata, fmt::format("\"{}\" is null", key));
  return no_answer(Cause::provider_error,
                   fmt::format("\"{}\" is {}, not a number", key, one_line(value.dump(), 80)));
}

Answer time_of(const json& value) {
  if (!value.is_string())
    return number_of(value, "at");
  const auto instant = parse_instant(value.get_ref<const std::string&>());
  if (!instant)
    return no_answer(Cause::provider_error, "\"at\": " + one_line(instant.error().message));
  return number_answer(static_cast<double>(instant->ms) / 1000);
}

CommandAnswer object_answer(std::string_view text) {
  // Of a key that stands twice the library keeps the last, which may be the better number.
  std::set<std::string> keys;
  std::string twice;
  const auto note = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 &&
        !keys.insert(parsed.get<std::string>()).second)
      twice = parsed.get<std::string>();
    return true;
  };
  const json object = json_depth(text) > k_json_depth_max ? json(json::value_t::discarded)
                                                          : json::parse(text, note, false);
  if (!twice.empty())
    return {no_answer(Cause::provider_error,
                      fmt::format("the command printed \"{}\" twice", one_line(twice, 60))),
            {},
            {}};
  if (object.is_discarded())
    return {no_answer(Cause::provider_error,
                      "the command printed no JSON object: " + body_excerpt(text)),
            {},
            {}};
  CommandAnswer answer;
  const auto value = object.find("value");
  answer.value = value == object.end()
                     ? no_answer(Cause::provider_error,
                                 "the command printed no \"value\": " + body_excerpt(text))
                     : number_of(*value, "value");
  if (const auto volume = object.find("volume"); volume != object.end())
    answer.volume = number_of(*volume, "volume");
  if (const auto at = object.find("at"); at != object.end())
    answer.at = time_of(*at);
  return answer;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

Answer plain_answer(std::string_view text) {
  const auto words = words_of(text);
  if (words.empty() || (words.size() == 1 && words.front() == "null"))
    return no_answer(Cause::nodata,
                     "the command printed " + std::string(words.empty() ? "nothing" : "null"));
  const bool all_numbers = std::all_of(words.begin(), words.end(), [](std::string_view word) {
    return parse_sample_number(word).has_value();
  });
  if (!all_numbers)
    return no_answer(Cause::provider_error,
                     "the command printed " + body_excerpt(text) + ", not a number");
  if (words.size() > 1)
    return no_answer(Cause::many,
                     fmt::format("the command printed {} numbers where one is due", words.size()));
  Answer answer = number_answer(*parse_sample_number(words.front()));
  if (!answer.number)
    answer.detail = "the command printed " + std::string(words.front());
  return answer;
}

} // namespace

CommandAnswer parse_command_answer(std::string_view output) {
  if (trim(output).starts_with('{'))
    return object_answer(output);
  return {plain_answer(output), {}, {}};
}

} // namespace relctl::metrics
