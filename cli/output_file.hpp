// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>

namespace relctl::cli {

/// Writes the answer to the file, which is replaced as a whole or not at all, with its mode kept (a
/// device or a pipe is written to, a link to a file refused), or to standard output where `path` is
/// empty.
ExitCode deliver(Session& session, const std::string& path, const std::string& text);

/// The same, but refuses a file that exists.
ExitCode deliver_new(Session& session, const std::string& path, const std::string& text);

/// The same, and nobody but the file's owner may read it.
ExitCode deliver_secret(Session& session, const std::string& path, const std::string& text);

} // namespace relctl::cli
