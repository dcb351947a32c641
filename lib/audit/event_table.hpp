// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/database.hpp"
#include "ports/audit_log.hpp"

#include <memory>
#include <vector>

namespace relctl::audit {

/// The audit log without its lock: events, chain and summaries over one connection. The members
/// mean what ports::AuditLog says of theirs.
class EventTable {
public:
  explicit EventTable(std::unique_ptr<Database> database);

  [[nodiscard]] Result<std::vector<ports::Record>> read(const ports::ReadRequest& request);
  [[nodiscard]] Result<ports::Record> at(std::int64_t position);
  [[nodiscard]] Result<std::vector<ports::Record>> append(const ports::AppendRequest& request);
  [[nodiscard]] Result<ports::Anchor> head();
  [[nodiscard]] Result<std::vector<ports::SummaryRow>> summaries();

  [[nodiscard]] const std::string& path() const { return m_database->path(); }

private:
  std::unique_ptr<Database> m_database;
};

} // namespace relctl::audit
