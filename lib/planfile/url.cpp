// SPDX-License-Identifier: Apache-2.0
#include "planfile/url.hpp"

#include "base/text.hpp"

namespace relctl::planfile {

namespace {

/// The URL as it stands in the plan, unless it may hold a password.
std::string shown(std::string_view written) {
  return written.find('@') == std::string_view::npos ? "'" + one_line(written, 80) + "'"
                                                     : std::string("this");
}

} // namespace

std::optional<UrlMistake> check_url(std::string_view url, std::string_view written,
                                    bool templated) {
  const bool has_variables = url.find("{{") != std::string_view::npos;
  if (has_variables && !templated)
    return UrlMistake{"bad-url", "a source's URL cannot hold {{variables}}",
                      "write it out, or read it from the environment with ${NAME}"};
  if (has_variables && url.starts_with("{{"))
    return std::nullopt;
  const auto scheme_end = url.find("://");
  const auto scheme = url.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https"))
    return UrlMistake{"bad-url", shown(written) + " is no http or https URL",
                      "write http://HOST… or https://HOST…"};
  const auto rest = url.substr(scheme_end + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos)
    return UrlMistake{"url-userinfo", "the URL carries user information",
                      "take it out and use 'basic:' with password_file"};
  const bool spaces = !has_variables && url.find_first_of(" \t\r\n\\") != std::string_view::npos;
  if (authority.empty() || authority.front() == ':' || spaces)
    return UrlMistake{"bad-url",
                      shown(written) +
                          (spaces ? " contains white space or a backslash" : " has no host"),
                      "write http://HOST… or https://HOST…"};
  return std::nullopt;
}

} // namespace relctl::planfile
