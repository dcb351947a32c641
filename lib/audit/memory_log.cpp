// SPDX-License-Identifier: Apache-2.0
#include "audit/event_table.hpp"
#include "audit/schema.hpp"
#include "audit/sqlite_log.hpp"
#include "base/check.hpp"

namespace relctl::audit {

namespace {

class FreeLock final : public ports::Lock {
public:
  Result<void> record_running(const std::vector<ports::RunningGroup>&) override { return {}; }
  const std::vector<ports::RunningGroup>& left_behind() const override { return m_nothing; }

private:
  std::vector<ports::RunningGroup> m_nothing;
};

class MemoryLog final : public ports::AuditLog {
public:
  explicit MemoryLog(std::unique_ptr<Database> database) : m_events(std::move(database)) {}

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    return m_events.read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_events.at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    return m_events.append(request);
  }
  Result<ports::Anchor> head() override { return m_events.head(); }
  Result<std::vector<ports::SummaryRow>> summaries() override { return m_events.summaries(); }
  Result<std::unique_ptr<ports::Lock>> lock(const std::string&, const ports::Holder&) override {
    return std::make_unique<FreeLock>();
  }
  Result<ports::Holder> holder(const std::string& release) override {
    return fail(ErrorKind::not_found, "nobody holds release " + release + ": its log is in memory");
  }

private:
  EventTable m_events;
};

std::unique_ptr<Database> open_memory() {
  auto database = Database::open("in memory", Access::memory, 0);
  RELCTL_CHECK(database.has_value());
  return std::move(*database);
}

/// A log without events. A backtest opens one for each of its releases, and to copy this costs a
/// tenth of running the schema. A connection belongs to one thread.
Database& empty_log() {
  thread_local const std::unique_ptr<Database> empty = [] {
    auto database = open_memory();
    RELCTL_CHECK(create_schema(*database).has_value());
    return database;
  }();
  return *empty;
}

} // namespace

std::unique_ptr<ports::AuditLog> open_memory_log() {
  auto database = open_memory();
  RELCTL_CHECK(database->become(empty_log()).has_value());
  return std::make_unique<MemoryLog>(std::move(database));
}

} // namespace relctl::audit
