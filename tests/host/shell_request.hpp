// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <string>

namespace relctl::testing {

/// A process that runs the script in a shell, for ten seconds at most.
inline ports::ProcessRequest shell(const std::string& script) {
  ports::ProcessRequest request;
  request.argv = {"/bin/sh", "-c", script};
  request.environment = {"PATH=/usr/bin:/bin"};
  request.directory = "/";
  request.timeout = seconds(10);
  return request;
}

} // namespace relctl::testing
