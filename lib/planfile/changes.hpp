// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/yaml_tree.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// Puts changes to be tried into the tree of a plan: `error-rate.breach = "> 2%"`, `p20.observe =
/// 20m`, `error_rate.volume.at_least = 200`. What stands before the first point of a field is the
/// id of a threshold, a phase (`write/p20` where tracks share it) or a metric. Quotes around a
/// value may be left out. One of the ways in which a breach is complete (`for`, `windows`, …)
/// replaces the plan's. Refused, with what there is instead: an unknown name or field, fields on
/// which it depends what is measured, and two changes of the same.
void apply_changes(Node& root, const std::vector<std::string>& changes, Findings& findings);

} // namespace relctl::planfile
