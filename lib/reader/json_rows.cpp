// SPDX-License-Identifier: Apache-2.0
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "reader/exact_json.hpp"
#include "reader/row_set.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <map>
#include <sstream>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

/// A number whose last digits may be lost already.
bool is_inexact(const Json& value) {
  const double number = std::strtod(written_number(value).c_str(), nullptr);
  return number >= k_whole_max || number <= -k_whole_max;
}

Field field_of(const Json& value) {
  if (value.is_null())
    return {};
  if (value.is_string())
    return {value.get<std::string>(), false};
  if (const std::string number = written_number(value); !number.empty())
    return number_field(number);
  return {exact_dump(value), false};
}

/// Every column of any object, in alphabetical order.
std::map<std::string, std::size_t> columns_of(const std::vector<Json>& objects) {
  std::map<std::string, std::size_t> columns;
  for (const Json& object : objects)
    for (const auto& [name, value] : object.items())
      columns.emplace(name, 0);
  std::size_t place = 0;
  for (auto& [name, own] : columns)
    own = place++;
  return columns;
}

Result<void> add_object(RowSet& set, const Json& object,
                        const std::map<std::string, std::size_t>& columns, bool are_doubles) {
  std::vector<Field> row(columns.size());
  for (const auto& [name, value] : object.items()) {
    if (are_doubles && is_inexact(value))
      return fail(
          ErrorKind::refused,
          fmt::format("{} is {}, a number too large to be kept exactly; let it come as text",
                      one_line(name, 60), written_number(value)));
    row[columns.at(name)] = field_of(value);
  }
  return add_row(set, std::move(row));
}

/// The objects of one array, or one after the other.
Result<std::vector<Json>> objects_in(const std::string& text) {
  std::vector<Json> objects;
  std::istringstream stream(text);
  while (stream >> std::ws && !stream.eof()) {
    auto json = read_exact_json(stream);
    if (!json)
      return fail(ErrorKind::refused, "what came is no JSON: " + one_line(text, 80));
    if (json->is_array() && objects.empty() && (stream >> std::ws).eof())
      objects.assign(json->begin(), json->end());
    else
      objects.push_back(*std::move(json));
  }
  for (const Json& object : objects)
    if (!object.is_object())
      return fail(ErrorKind::refused, "a row is no object: " + one_line(exact_dump(object), 80));
  return objects;
}

} // namespace

Result<RowSet> rows_of_json(const std::string& text, bool are_doubles) {
  if (const std::size_t depth = json_depth(text); depth > k_json_depth_max)
    return fail(ErrorKind::refused, fmt::format("what came is nested {} levels deep, more than {}",
                                                depth, k_json_depth_max));
  RELCTL_TRY_ASSIGN(const std::vector<Json> objects, objects_in(text));
  const auto columns = columns_of(objects);
  RowSet set;
  for (const auto& [name, place] : columns)
    set.columns.push_back(name);
  for (const Json& object : objects)
    RELCTL_TRY(add_object(set, object, columns, are_doubles));
  return set;
}

} // namespace relctl::reader
