// SPDX-License-Identifier: Apache-2.0
#include "reader/exact_json.hpp"

#include "base/text.hpp"
#include "reader/row_set.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <limits>

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

template <class IsWanted>
std::optional<std::string> first_number(std::string_view json, IsWanted is_wanted) {
  constexpr std::string_view k_signs = "+-.0123456789Ee";
  bool in_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '-' || is_digit(c))) {
      const std::size_t end = std::min(json.find_first_not_of(k_signs, at), json.size());
      if (std::string number(json.substr(at, end - at)); is_wanted(number))
        return number;
      at = end - 1;
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<Json> read_exact_json(std::istream& stream) {
  Builder builder;
  if (!Json::sax_parse(stream, &builder, Json::input_format_t::json, false))
    return std::nullopt;
  return builder.take();
}

std::string written_number(const Json& value) {
  return value.is_binary()   ? std::string(value.get_binary().begin(), value.get_binary().end())
         : value.is_number() ? value.dump()
                             : "";
}

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

std::optional<std::string> number_beyond_double(std::string_view json) {
  return first_number(json, [](const std::string& number) {
    return exact_number(number) !=
           exact_number(fmt::format("{}", std::strtod(number.c_str(), nullptr)));
  });
}

std::optional<std::string> number_of_many_digits(std::string_view json) {
  return first_number(json, [](const std::string& number) {
    const std::string exact = exact_number(number).value_or(number);
    const auto first = std::min(exact.find_first_not_of("-0."), exact.size());
    return std::count_if(exact.begin() + static_cast<std::ptrdiff_t>(first), exact.end(),
                         is_digit) > std::numeric_limits<double>::digits10;
  });
}

} // namespace relctl::reader
