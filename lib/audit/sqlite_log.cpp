// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"

#include "audit/connection.hpp"
#include "audit/event_table.hpp"
#include "audit/file_lock.hpp"

namespace relctl::audit {

namespace {

class SqliteLog final : public ports::AuditLog {
public:
  explicit SqliteLog(std::unique_ptr<Database> database) : m_events(std::move(database)) {}

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    return m_events.read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_events.at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    return m_events.append(request);
  }
  Result<ports::Anchor> head() override { return m_events.head(); }
  Result<std::vector<ports::SummaryRow>> summaries() override { return m_events.summaries(); }
  Result<std::unique_ptr<ports::Lock>> lock(const std::string& release,
                                            const ports::Holder& self) override {
    return lock_file(m_events.path(), release, self);
  }
  Result<ports::Holder> holder(const std::string& release) override {
    return read_holder(m_events.path(), release);
  }

private:
  EventTable m_events;
};

} // namespace

Result<std::unique_ptr<ports::AuditLog>> open_log(const std::string& path, OpenMode mode,
                                                  int busy_timeout_ms) {
  auto database = connect(path, mode, busy_timeout_ms);
  if (!database)
    return fail(database.error());
  return std::make_unique<SqliteLog>(std::move(*database));
}

} // namespace relctl::audit
