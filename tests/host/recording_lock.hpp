// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/audit_log.hpp"

#include <functional>
#include <string>
#include <vector>

namespace relctl::testing {

/// A lock that remembers every record, and can be full.
class RecordingLock : public ports::Lock {
public:
  [[nodiscard]] Result<void>
  record_running(const std::vector<ports::RunningGroup>& groups) override {
    if (on_record)
      on_record();
    if (!works)
      return fail(ErrorKind::unwritable, "disk full");
    records.push_back(groups);
    return {};
  }
  [[nodiscard]] const std::vector<ports::RunningGroup>& left_behind() const override {
    return left;
  }
  [[nodiscard]] std::vector<std::string> recorded_ids() const {
    std::vector<std::string> ids;
    if (!records.empty())
      for (const ports::RunningGroup& group : records.back())
        ids.push_back(group.effect_id);
    return ids;
  }

  std::vector<std::vector<ports::RunningGroup>> records;
  std::vector<ports::RunningGroup> left;
  std::function<void()> on_record;
  bool works = true;
};

} // namespace relctl::testing
