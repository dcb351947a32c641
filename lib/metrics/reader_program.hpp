// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/answer.hpp"
#include "ports/transport.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace relctl::metrics {

/// The process that answers one request of a kind; lib/reader/README.md describes both. `program`
/// is the path of relctl-reader; `environment` is all that it sees.
[[nodiscard]] ports::ProcessRequest reader_process(const std::string& program,
                                                   const std::string& kind, std::string request,
                                                   Duration timeout,
                                                   std::vector<std::string> environment);

/// The `count` answers of such a process. Where it gave none, all of them say why: `timeout` when
/// its time, or the processor time that goes with it, was over, else `provider_error`.
[[nodiscard]] std::vector<Answer> reader_answers(const ports::ProcessReply& reply,
                                                 std::size_t count);

/// The process that compiles jq programs and runs none of them.
[[nodiscard]] ports::ProcessRequest compile_process(const std::string& program,
                                                    const std::vector<std::string>& programs);

/// What is wrong with each of the `count` programs, empty where it compiles; an error where the
/// process gave no such answer.
[[nodiscard]] Result<std::vector<std::string>> compile_mistakes(const ports::ProcessReply& reply,
                                                                std::size_t count);

} // namespace relctl::metrics
