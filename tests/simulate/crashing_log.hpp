// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/audit_log.hpp"

namespace relctl::test {

/// A log whose process dies right after its n-th append is durable: that append and everything
/// later answers with an error, and nothing more is written.
class CrashingLog : public ports::AuditLog {
public:
  CrashingLog(ports::AuditLog& log, int appends) : m_log(log), m_left(appends) {}
  [[nodiscard]] bool has_crashed() const { return m_crashed; }

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    return m_log.read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_log.at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    auto records = m_log.append(request);
    m_crashed = m_left > 0 && --m_left == 0;
    if (m_crashed)
      return fail(ErrorKind::failed, "the process died here");
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
  int m_left;
  bool m_crashed = false;
};

} // namespace relctl::test
