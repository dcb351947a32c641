// SPDX-License-Identifier: Apache-2.0
#include "reader/strict_json.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>
#include <vector>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

/// Keeps nothing of what it hears but the keys of the objects that are open.
class Listener final : public Json::json_sax_t {
public:
  std::optional<std::string> objection;

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(Json::number_integer_t /*value*/) override { return true; }
  bool number_unsigned(Json::number_unsigned_t /*value*/) override { return true; }
  bool number_float(Json::number_float_t /*value*/, const std::string& /*text*/) override {
    return true;
  }
  bool string(std::string& /*value*/) override { return true; }
  bool binary(Json::binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override {
    m_keys.emplace_back();
    return true;
  }
  bool key(std::string& name) override {
    if (m_keys.back().insert(name).second)
      return true;
    objection = fmt::format("'{}' stands twice in one object", one_line(name, 60));
    return false;
  }
  bool end_object() override {
    m_keys.pop_back();
    return true;
  }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& error) override {
    constexpr int k_number_overflow = 406;
    objection = fmt::format("{} at byte {}",
                            error.id == k_number_overflow ? "a number is beyond every double"
                                                          : "it is no JSON",
                            position);
    return false;
  }

private:
  std::vector<std::set<std::string>> m_keys;
};

} // namespace

std::optional<std::string> json_objection(std::string_view text) {
  std::istringstream stream{std::string(text)};
  Listener listener;
  while (!listener.objection && stream >> std::ws && !stream.eof())
    Json::sax_parse(stream, &listener, Json::input_format_t::json, false);
  return listener.objection;
}

} // namespace relctl::reader
