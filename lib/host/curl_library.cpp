// SPDX-License-Identifier: Apache-2.0
#include "host/curl_library.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <fmt/format.h>

namespace relctl::host {

void* CurlLibrary::symbol(const char* name) const {
  void* const found = dlsym(m_handle, name);
  RELCTL_CHECK(found != nullptr);
  return found;
}

Result<const CurlLibrary*> CurlLibrary::load() {
  static const CurlLibrary* loaded = nullptr;
  if (loaded != nullptr)
    return loaded;
  void* const handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return fail(ErrorKind::failed,
                fmt::format("libcurl.so.4 cannot be loaded ({}); install the package libcurl4",
                            one_line(dlerror(), 120)));
  static CurlLibrary library(handle);
  const auto init = library.function<decltype(&curl_global_init)>("curl_global_init");
  if (init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return fail(ErrorKind::failed, "libcurl.so.4 cannot be initialised; free some memory");
  loaded = &library;
  return loaded;
}

} // namespace relctl::host
