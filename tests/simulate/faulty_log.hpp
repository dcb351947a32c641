// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/audit_log.hpp"

#include <functional>
#include <utility>

namespace relctl::test {

/// What befalls a log, by the number of the append; 0 is never.
struct LogFaults {
  int dies_after = 0; ///< The process dies right after this append is durable.
  int full_from = 0;  ///< The disk is full: this append and all later ones write nothing.
  int rival_at = 0;   ///< Somebody else appends between what was read and this append.
  std::function<void()> rival = {};
};

/// A log that strikes once the engine has appended so often. After its process died nothing more
/// is written.
class FaultyLog : public ports::AuditLog {
public:
  FaultyLog(ports::AuditLog& log, LogFaults faults) : m_log(log), m_faults(std::move(faults)) {}
  [[nodiscard]] bool has_died() const { return m_has_died; }
  [[nodiscard]] bool was_full() const { return m_was_full; }

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    return m_log.read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_log.at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    ++m_appends;
    if (m_appends == m_faults.rival_at)
      m_faults.rival();
    if (m_faults.full_from > 0 && m_appends >= m_faults.full_from) {
      m_was_full = true;
      return fail(ErrorKind::unwritable, "the disk is full here");
    }
    auto records = m_log.append(request);
    if (m_appends == m_faults.dies_after) {
      m_has_died = true;
      return fail(ErrorKind::failed, "the process died here");
    }
    return records;
  }
  Result<ports::Anchor> head() override { return m_log.head(); }
  Result<std::vector<ports::SummaryRow>> summaries() override { return m_log.summaries(); }
  Result<std::unique_ptr<ports::Lock>> lock(const std::string& release,
                                            const ports::Holder& self) override {
    return m_log.lock(release, self);
  }
  Result<ports::Holder> holder(const std::string& release) override {
    return m_log.holder(release);
  }

private:
  ports::AuditLog& m_log;
  LogFaults m_faults;
  int m_appends = 0;
  bool m_has_died = false;
  bool m_was_full = false;
};

} // namespace relctl::test
