// SPDX-License-Identifier: Apache-2.0
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "reader/row_set.hpp"
#include "reader/strict_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

/// Puts a value together from what the parser meets.
class Builder : public nlohmann::json_sax<Json> {
public:
  Json take() { return std::move(m_root); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t /*unused*/, const string_t& written) override {
    return add(Json::binary({written.begin(), written.end()}));
  }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& /*unused*/) override { return false; }
  bool start_object(std::size_t /*unused*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*unused*/) override { return open(Json::array()); }
  bool key(string_t& name) override {
    m_field = &(*m_open.back())[name];
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t /*unused*/, const std::string& /*unused*/,
                   const Json::exception& /*unused*/) override {
    return false;
  }

private:
  Json& place(Json value) {
    if (m_open.empty())
      return m_root = std::move(value);
    if (m_open.back()->is_object())
      return *m_field = std::move(value);
    m_open.back()->push_back(std::move(value));
    return m_open.back()->back();
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    m_open.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    m_open.pop_back();
    return true;
  }

  Json m_root;
  std::vector<Json*> m_open; ///< The lists and objects around; the next value goes into the last.
  Json* m_field = nullptr;   ///< Where it goes in an object.
};

/// The next JSON value of a stream, in which a number that is not whole, or larger than 64 bits,
/// is a `binary` of the characters it was written with. None where there is no JSON.
std::optional<Json> read_exact_json(std::istream& stream) {
  Builder builder;
  if (!Json::sax_parse(stream, &builder, Json::input_format_t::json, false))
    return std::nullopt;
  return builder.take();
}

/// How a number of read_exact_json() was written; empty for any other value.
std::string written_number(const Json& value) {
  return value.is_binary()   ? std::string(value.get_binary().begin(), value.get_binary().end())
         : value.is_number() ? value.dump()
                             : "";
}

/// A value of read_exact_json() as JSON, names in alphabetical order, numbers by their
/// exact_number().
std::string exact_dump(const Json& value) {
  if (value.is_binary())
    return *number_field(written_number(value)).text;
  if (!value.is_structured())
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  for (const auto& [name, inner] : value.items()) {
    text += text.empty() ? "" : ",";
    text += value.is_object() ? Json(name).dump() + ":" : "";
    text += exact_dump(inner);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

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
  const auto objection = json_objection(text);
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
  if (objection)
    return fail(ErrorKind::refused, *objection);
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
