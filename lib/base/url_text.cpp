// SPDX-License-Identifier: Apache-2.0
#include "base/url_text.hpp"

#include "base/percent_encode.hpp"

#include <fmt/format.h>

namespace relctl {
namespace {

std::string seconds_of_ms(std::int64_t ms) {
  const std::string_view sign = ms < 0 ? "-" : "";
  const std::uint64_t size =
      ms < 0 ? 0 - static_cast<std::uint64_t>(ms) : static_cast<std::uint64_t>(ms);
  return fmt::format("{}{}.{:03}", sign, size / 1000, size % 1000);
}

} // namespace

std::string encode_parameters(const UrlParameters& parameters) {
  std::string encoded;
  for (const auto& [name, value] : parameters) {
    if (!encoded.empty())
      encoded += '&';
    encoded += percent_encode(name) + "=" + percent_encode(value);
  }
  return encoded;
}

std::string url_below(std::string_view base, std::string_view path,
                      const UrlParameters& parameters) {
  base = base.substr(0, base.find('#'));
  const std::size_t question = base.find('?');
  std::string_view own_path = base.substr(0, question);
  while (own_path.ends_with('/'))
    own_path.remove_suffix(1);
  std::string query;
  if (question != std::string_view::npos)
    query = base.substr(question + 1);
  if (!query.empty() && !parameters.empty())
    query += '&';
  query += encode_parameters(parameters);
  std::string url = std::string(own_path) + std::string(path);
  return query.empty() ? url : url + "?" + query;
}

std::string url_with_path(const std::string& base, const std::string& path) {
  if (path.empty())
    return base;
  const std::size_t question = path.find('?');
  std::string url = url_below(base, path.substr(0, question), {});
  if (question != std::string::npos)
    url += (url.find('?') == std::string::npos ? "?" : "&") + path.substr(question + 1);
  return url;
}

std::string seconds_text(Instant instant) {
  return seconds_of_ms(instant.ms);
}
std::string seconds_text(Duration duration) {
  return seconds_of_ms(duration.ms);
}

} // namespace relctl
