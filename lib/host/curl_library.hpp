// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

namespace relctl::host {

/// libcurl.so.4, loaded and initialised at first use, so that commands that only read do not pay
/// for it and its forty libraries. Stays loaded.
class CurlLibrary {
public:
  /// The error says which package to install. The library belongs to nobody.
  [[nodiscard]] static Result<const CurlLibrary*> load();

  /// A function of curl.h as a pointer: `function<decltype(&curl_easy_init)>("curl_easy_init")`.
  /// Every version of the library has the functions used here; one that is missing is a bug.
  template <class Pointer>
  [[nodiscard]] Pointer function(const char* name) const {
    return reinterpret_cast<Pointer>(symbol(name));
  }

private:
  explicit CurlLibrary(void* handle) : m_handle(handle) {}
  [[nodiscard]] void* symbol(const char* name) const;

  void* m_handle;
};

} // namespace relctl::host
