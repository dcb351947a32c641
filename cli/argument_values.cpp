// SPDX-License-Identifier: Apache-2.0
#include "cli/argument_values.hpp"

#include "base/semver.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace relctl::cli {
namespace {

constexpr int k_jobs_max = 64;

} // namespace

Result<int> read_jobs(const Arguments& arguments) {
  if (!arguments.has("--jobs"))
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, k_jobs_max);
  const std::string text = arguments.text("--jobs");
  const bool is_number = !text.empty() && text.size() <= 2 &&
                         text.find_first_not_of("0123456789") == std::string::npos;
  const int jobs = is_number ? std::stoi(text) : 0;
  if (jobs < 1 || jobs > k_jobs_max)
    return fail(ErrorKind::usage, fmt::format("--jobs is '{}', not a number from 1 to {}",
                                              one_line(text, 60), k_jobs_max));
  return jobs;
}

Result<void> read_version(const Arguments& arguments, const char* flag, std::string& version) {
  if (!arguments.has(flag))
    return {};
  const auto canonical = canonical_version(arguments.text(flag));
  if (!canonical)
    return fail(ErrorKind::usage, fmt::format("{}: {}", flag, canonical.error().message));
  version = *canonical;
  return {};
}

} // namespace relctl::cli
