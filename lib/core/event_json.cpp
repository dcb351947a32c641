// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"

#include "base/check.hpp"
#include "core/names.hpp"
#include "core/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace relctl::core {
namespace {

using Json = nlohmann::json; // Objects are sorted maps: the canonical order.

template <class T>
concept HasFields = requires(T& value) {
  T::fields(value, [](const char*, auto&) {});
};

struct Write {
  Json out = Json::object();

  template <class T>
  static Json json(const T& value) {
    if constexpr (HasFields<T>) {
      Write inner;
      T::fields(value, inner);
      return inner.out;
    } else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, Duration>) {
      return value.ms;
    } else if constexpr (std::is_enum_v<T>) {
      return std::string(name_of(value));
    } else {
      if constexpr (std::is_same_v<T, double>)
        RELCTL_CHECK(std::isfinite(value));
      return value;
    }
  }
  template <class T>
  static Json json(const std::vector<T>& values) {
    Json array = Json::array();
    for (const T& value : values)
      array.push_back(json(value));
    return array;
  }
  template <class T>
  static Json json(const std::map<std::string, T>& values) {
    Json object = Json::object();
    for (const auto& [key, value] : values)
      object[key] = json(value);
    return object;
  }
  template <class T>
  void operator()(const char* name, const T& value) {
    out[name] = json(value);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value)
      out[name] = json(*value);
  }
};

struct Read {
  const Json& in;
  std::string wrong; // The first field of the wrong type.

  template <class T>
  bool take(const Json& json, T& value) {
    if constexpr (HasFields<T>) {
      if (!json.is_object())
        return false;
      Read inner{json, {}};
      T::fields(value, inner);
      return inner.wrong.empty();
    } else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, Duration>) {
      return json.is_number_integer() && (value.ms = json.get<std::int64_t>(), true);
    } else if constexpr (std::is_enum_v<T>) {
      return json.is_string() && read_name(json.get_ref<const std::string&>(), value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      return json.is_string() && (value = json.get<std::string>(), true);
    } else if constexpr (std::is_same_v<T, bool>) {
      return json.is_boolean() && (value = json.get<bool>(), true);
    } else if constexpr (std::is_same_v<T, double>) {
      return json.is_number() && (value = json.get<double>(), true);
    } else {
      return json.is_number_integer() && (value = json.get<T>(), true);
    }
  }
  template <class T>
  bool take(const Json& json, std::vector<T>& values) {
    if (!json.is_array())
      return false;
    for (const Json& item : json)
      if (!take(item, values.emplace_back()))
        return false;
    return true;
  }
  template <class T>
  bool take(const Json& json, std::map<std::string, T>& values) {
    if (!json.is_object())
      return false;
    for (const auto& [key, item] : json.items())
      if (!take(item, values[key]))
        return false;
    return true;
  }
  template <class T>
  bool take(const Json& json, std::optional<T>& value) {
    return take(json, value.emplace());
  }
  template <class T>
  void operator()(const char* name, T& value) {
    if (const auto found = in.find(name);
        found != in.end() && !take(*found, value) && wrong.empty())
      wrong = name;
  }
};

template <std::size_t Index = 0>
Result<Event> decode_as(std::string_view kind, const Json& json) {
  if constexpr (Index == std::variant_size_v<Event>) {
    return fail(
        ErrorKind::failed,
        fmt::format("event kind '{}' is not known to this relctl; use the newer one that wrote it",
                    kind));
  } else {
    using T = std::variant_alternative_t<Index, Event>;
    if (kind != T::kind)
      return decode_as<Index + 1>(kind, json);
    T event;
    Read read{json, {}};
    T::fields(event, read);
    if (!read.wrong.empty())
      return fail(ErrorKind::failed,
                  fmt::format("event {} has a field '{}' of the wrong type; run 'relctl audit "
                              "verify'",
                              kind, read.wrong));
    return Event(std::move(event));
  }
}

} // namespace

std::string encode_event(const Event& event) {
  return std::visit(
      [](const auto& e) {
        return Write::json(e).dump(-1, ' ', false, Json::error_handler_t::replace);
      },
      event);
}

Result<Event> decode_event(std::string_view kind, std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object())
    return fail(
        ErrorKind::failed,
        fmt::format("the body of a {} event is not a JSON object; run 'relctl audit verify'",
                    kind));
  return decode_as(kind, json);
}

std::string encode_summary(const Summary& summary) {
  return Write::json(summary).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Summary> decode_summary(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  Summary summary;
  Read read{json, {}};
  if (!json.is_object() || !read.take(json, summary))
    return fail(ErrorKind::failed,
                "the summary of a release cannot be read; run 'relctl audit verify'");
  return summary;
}

} // namespace relctl::core
