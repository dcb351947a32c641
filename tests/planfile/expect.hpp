// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/plan_yaml.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::planfile {

/// An environment that holds exactly `values`.
plan::Environment environment_of(std::map<std::string, std::string> values);

/// `line:col rule` of each diagnostic, in order.
std::vector<std::string> places(const std::vector<plan::Diagnostic>& diagnostics);

/// A small plan without a mistake, in which `find` is replaced by `with` (once; it must occur).
std::string sound_plan();
std::string sound_plan_with(const std::string& find, const std::string& with);

/// The one diagnostic that replacing `find` by `with` in the sound plan brings about, as
/// `line:col rule: message; remedy`; several stand in several lines.
std::string mistake_of(const std::string& find, const std::string& with,
                       std::map<std::string, std::string> environment = {});

/// The step `smoke` of the sound plan, as it is written there.
inline constexpr const char* k_smoke = "run: [./smoke]";

/// The step `smoke` with these keys instead.
plan::Step load_smoke(const std::string& keys, std::map<std::string, std::string> environment = {});

} // namespace relctl::planfile
