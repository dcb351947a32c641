// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "core/names.hpp"
#include "core/short_decimal.hpp"
#include "core/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace relctl::core {
namespace {

using Json = nlohmann::json;

template <class T>
concept HasFields = requires(T& value) {
  T::fields(value, [](const char*, auto&) {});
};

void write_text(std::string& out, std::string_view text) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  });
  if (is_plain)
    out.append(1, '"').append(text).append(1, '"');
  else
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_number(std::string& out, double number) {
  RELCTL_CHECK(std::isfinite(number));
  if (append_short_decimal(out, number))
    return;
  char digits[64];
  out.append(digits, nlohmann::detail::to_chars(digits, digits + sizeof digits, number));
}

/// The places of T's fields in the order of their names.
template <class T>
const std::vector<std::size_t>& canonical_order() {
  static const std::vector<std::size_t> order = [] {
    std::vector<std::pair<std::string, std::size_t>> names;
    T value{};
    T::fields(value, [&](const char* name, auto&) { names.emplace_back(name, names.size()); });
    std::sort(names.begin(), names.end());
    std::vector<std::size_t> places;
    for (const auto& [name, place] : names)
      places.push_back(place);
    return places;
  }();
  return order;
}

/// Writes the canonical text straight away: readings are many, and a tree of each would cost more
/// than all the rest.
struct Write {
  std::string& out;

  template <class T>
  void value(const T& value) {
    if constexpr (HasFields<T>)
      object(value);
    else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, Duration>)
      out += fmt::format_int(value.ms).c_str();
    else if constexpr (std::is_enum_v<T>)
      write_text(out, name_of(value));
    else if constexpr (std::is_same_v<T, double>)
      write_number(out, value);
    else if constexpr (std::is_same_v<T, bool>)
      out += value ? "true" : "false";
    else if constexpr (std::is_integral_v<T>)
      out += fmt::format_int(value).c_str();
    else
      write_text(out, value);
  }
  template <class T>
  void value(const std::vector<T>& values) {
    char before = '[';
    for (const T& each : values) {
      out += std::exchange(before, ',');
      value(each);
    }
    out += values.empty() ? "[]" : "]";
  }
  /// What is measured often stays as it was: the text of the number before is taken again.
  void value(const std::vector<double>& values) {
    std::size_t from = out.size();
    std::size_t size = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      out += i == 0 ? '[' : ',';
      const std::size_t begin = out.size();
      if (i > 0 &&
          std::bit_cast<std::uint64_t>(values[i]) == std::bit_cast<std::uint64_t>(values[i - 1]))
        out.append(out, from, size);
      else
        write_number(out, values[i]);
      from = begin;
      size = out.size() - begin;
    }
    out += values.empty() ? "[]" : "]";
  }
  template <class T>
  void value(const std::map<std::string, T>& values) {
    char before = '{';
    for (const auto& [key, each] : values) {
      out += std::exchange(before, ',');
      write_text(out, key);
      out += ':';
      value(each);
    }
    out += values.empty() ? "{}" : "}";
  }
  template <class T>
  void object(const T& value);
};

/// Each field of one object with a comma behind it.
struct WriteFields {
  std::string& out;
  std::vector<std::size_t>* ends = nullptr; ///< Of each in `out`; one that is absent is empty.

  template <class T>
  void operator()(const char* name, const T& value) {
    write(name, value);
    if (ends != nullptr)
      ends->push_back(out.size());
  }

private:
  template <class T>
  void write(const char* name, const T& value) {
    out.append(1, '"').append(name).append("\":", 2);
    Write{out}.value(value);
    out += ',';
  }
  template <class T>
  void write(const char* name, const std::optional<T>& value) {
    if (value)
      write(name, *value);
  }
};

template <class T>
void Write::object(const T& value) {
  const std::vector<std::size_t>& order = canonical_order<T>();
  static const bool is_in_order = std::is_sorted(order.begin(), order.end());
  out += '{';
  const std::size_t begin = out.size();
  if (is_in_order) {
    T::fields(value, WriteFields{out});
  } else {
    std::string fields;
    std::vector<std::size_t> ends;
    fields.reserve(256);
    ends.reserve(16);
    T::fields(value, WriteFields{fields, &ends});
    for (const std::size_t place : order) {
      const std::size_t from = place == 0 ? 0 : ends[place - 1];
      out.append(fields, from, ends[place] - from);
    }
  }
  if (out.size() > begin)
    out.back() = '}';
  else
    out += '}';
}

template <class T>
std::string text_of(const T& value) {
  std::string text;
  Write{text}.value(value);
  return text;
}

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
      return take_whole(json, value.ms);
    } else if constexpr (std::is_enum_v<T>) {
      return json.is_string() && read_name(json.get_ref<const std::string&>(), value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      return json.is_string() && (value = json.get<std::string>(), true);
    } else if constexpr (std::is_same_v<T, bool>) {
      return json.is_boolean() && (value = json.get<bool>(), true);
    } else if constexpr (std::is_same_v<T, double>) {
      return json.is_number() && (value = json.get<double>(), true);
    } else {
      return take_whole(json, value);
    }
  }
  /// Never cut down to what fits.
  template <class T>
  bool take_whole(const Json& json, T& value) {
    if (!json.is_number_integer() ||
        (json.is_number_unsigned() && !std::in_range<T>(json.get<std::uint64_t>())) ||
        (!json.is_number_unsigned() && !std::in_range<T>(json.get<std::int64_t>())))
      return false;
    value = json.get<T>();
    return true;
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
                    one_line(kind, 60)));
  } else {
    using T = std::variant_alternative_t<Index, Event>;
    if (kind != T::kind)
      return decode_as<Index + 1>(kind, json);
    T event;
    Read read{json, {}};
    T::fields(event, read);
    if constexpr (std::is_same_v<T, ReadingsTaken>)
      if (event.runs && !std::all_of(event.runs->begin(), event.runs->end(), is_sound))
        read.wrong = "runs";
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
  return std::visit([](const auto& e) { return text_of(e); }, event);
}

Result<Event> decode_event(std::string_view kind, std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object())
    return fail(
        ErrorKind::failed,
        fmt::format("the body of a {} event is not a JSON object; run 'relctl audit verify'",
                    one_line(kind, 60)));
  return decode_as(kind, json);
}

std::string encode_summary(const Summary& summary) {
  return text_of(summary);
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
