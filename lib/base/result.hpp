// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace relctl {

/// A value or one Error. std::expected needs C++23; this alias is the one line to change then.
template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

} // namespace relctl

#define RELCTL_CONCAT_INNER(a, b) a##b
#define RELCTL_CONCAT(a, b) RELCTL_CONCAT_INNER(a, b)

/// Leaves the function with the error when `expression` holds one.
#define RELCTL_TRY(expression)                                                                     \
  do {                                                                                             \
    if (auto relctl_result = (expression); !relctl_result)                                         \
      return ::relctl::fail(std::move(relctl_result).error());                                     \
  } while (false)

/// Declares `name` from the value of `expression`, or leaves the function with its error.
#define RELCTL_TRY_ASSIGN(name, expression)                                                        \
  auto RELCTL_CONCAT(relctl_result_, __LINE__) = (expression);                                     \
  if (!RELCTL_CONCAT(relctl_result_, __LINE__))                                                    \
    return ::relctl::fail(std::move(RELCTL_CONCAT(relctl_result_, __LINE__)).error());             \
  name = std::move(*RELCTL_CONCAT(relctl_result_, __LINE__))
