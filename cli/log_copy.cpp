// SPDX-License-Identifier: Apache-2.0
#include "cli/log_copy.hpp"

#include "audit/sqlite_log.hpp"
#include "ports/audit_log.hpp"

#include <algorithm>

namespace relctl::cli {

namespace {

Result<std::vector<ports::Record>> records_in_order(ports::AuditLog& log,
                                                    const std::string& release) {
  RELCTL_TRY_ASSIGN(auto records, log.read({release, 0, ports::Slice::all, 0}));
  RELCTL_TRY_ASSIGN(const auto ledger, log.read({ports::k_ledger_stream, 0, ports::Slice::all, 0}));
  records.insert(records.end(), ledger.begin(), ledger.end());
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return records;
}

} // namespace

Result<std::unique_ptr<ports::AuditLog>> copy_in_memory(ports::AuditLog& log,
                                                        const std::string& release) {
  RELCTL_TRY_ASSIGN(const auto records, records_in_order(log, release));
  auto copy = audit::open_memory_log();
  ports::Expected expected;
  for (const auto& record : records) {
    ports::AppendRequest request;
    request.release = release;
    request.expected = expected;
    request.records = {
        {record.stream, record.track, record.kind, record.body, record.at, record.actor}};
    RELCTL_TRY(copy->append(request));
    (record.stream == ports::k_ledger_stream ? expected.ledger_version : expected.release_version) =
        record.version;
  }
  return copy;
}

} // namespace relctl::cli
