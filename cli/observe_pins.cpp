// SPDX-License-Identifier: Apache-2.0
#include "cli/observe_pins.hpp"

#include "base/sha256.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// What a flag says now, and what it is pinned as.
struct Repeated {
  std::string flag;
  std::string said;
  std::string pinned;
};

std::string text_or(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

std::vector<Repeated> repeated(const ObserveRequest& request,
                               const std::optional<std::string>& release,
                               const core::ObservationOpened& opened) {
  std::vector<Repeated> all;
  if (request.samples)
    all.push_back({"--samples", std::to_string(*request.samples), std::to_string(opened.samples)});
  if (request.every)
    all.push_back({"--every", format_duration(*request.every), format_duration(opened.every)});
  if (!request.version.empty())
    all.push_back({"--version", request.version, text_or(opened.version, "none")});
  if (!request.on_miss.empty())
    all.push_back({"--on-miss", request.on_miss, opened.on_miss});
  if (!request.record.empty())
    all.push_back({"--record", request.record, text_or(opened.record, "none")});
  if (release)
    all.push_back({"--release", *release, text_or(opened.release, "none")});
  const auto add = [&](const char* flag, const auto& said, const auto& pinned, const char* none) {
    for (const auto& [name, value] : said) {
      const auto known = pinned.find(name);
      all.push_back(
          {fmt::format("{} {}", flag, name), value, known == pinned.end() ? none : known->second});
    }
  };
  add("--set", request.input.given, opened.vars, "none");
  add("--url", request.urls, opened.urls, "the plan's own address");
  return all;
}

} // namespace

Result<void> meets_pins(const ObserveRequest& request, const std::optional<std::string>& release,
                        const core::State& state, const std::string& program) {
  const core::ObservationOpened& opened = state.observation->opened;
  const std::string stop = fmt::format("end that observation first with `{} observe {} --stop "
                                       "REASON`",
                                       program, shell_word(request.input.plan_path));
  for (const Repeated& flag : repeated(request, release, opened))
    if (flag.said != flag.pinned)
      return fail(ErrorKind::refused,
                  fmt::format("{} is pinned as {} in {}; leave it out, or {}", flag.flag,
                              one_line(flag.pinned, 200), state.release, stop));
  if (!request.stop.empty() || sha256_hex(request.input.plan_text) == opened.plan_digest)
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} is not the plan that {} was begun with (sha256 {:.12}); bring that "
                          "back, or {}",
                          one_line(request.input.plan_path), state.release, opened.plan_digest,
                          stop));
}

} // namespace relctl::cli
