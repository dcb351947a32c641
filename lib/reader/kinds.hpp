// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::reader {

/// Takes the request of a kind, as JSON, and gives its answer, as JSON. Throws on a request that
/// is not in the kind's form: relctl wrote it.
using Kind = std::string (*)(const std::string& request);

/// The kind by that name; null when there is none. README.md documents requests and answers.
[[nodiscard]] Kind find_kind(const std::string& name);

[[nodiscard]] std::string answer_jq(const std::string& request);
[[nodiscard]] std::string answer_postgres(const std::string& request);
[[nodiscard]] std::string answer_sqlite(const std::string& request);
[[nodiscard]] std::string compile_jq(const std::string& request);
[[nodiscard]] std::string check_artifact(const std::string& request);
[[nodiscard]] std::string reconcile_rows(const std::string& request);
[[nodiscard]] std::string run_suite_kind(const std::string& request);

} // namespace relctl::reader
