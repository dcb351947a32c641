// SPDX-License-Identifier: Apache-2.0
#include "cli/reserve_log.hpp"

#include "audit/file_lock.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace relctl::cli {

namespace {

/// A lock where none can be had: the file system takes no file.
class NoLock final : public ports::Lock {
public:
  Result<void> record_running(const std::vector<ports::RunningGroup>&) override { return {}; }
  const std::vector<ports::RunningGroup>& left_behind() const override { return m_none; }

private:
  std::vector<ports::RunningGroup> m_none;
};

/// The lock of a disk that is full: held, but not able to note which processes run.
class ForgetfulLock final : public ports::Lock {
public:
  explicit ForgetfulLock(std::unique_ptr<ports::Lock> lock) : m_lock(std::move(lock)) {}
  Result<void> record_running(const std::vector<ports::RunningGroup>& groups) override {
    auto noted = m_lock->record_running(groups);
    if (!noted && noted.error().kind != ErrorKind::unwritable)
      return noted;
    return {};
  }
  const std::vector<ports::RunningGroup>& left_behind() const override {
    return m_lock->left_behind();
  }

private:
  std::unique_ptr<ports::Lock> m_lock;
};

bool is_wanted(const ports::Record& record, const ports::ReadRequest& request) {
  const bool is_reading = record.kind == ports::k_reading_kind;
  return (request.stream.empty() || record.stream == request.stream) &&
         record.position > request.after_position &&
         (request.slice == ports::Slice::all ||
          (request.slice == ports::Slice::readings) == is_reading);
}

} // namespace

ReserveLog::ReserveLog(ports::AuditLog* behind, OnLoss on_loss)
    : m_behind(behind), m_on_loss(std::move(on_loss)), m_hash(64, '0') {}

void ReserveLog::suppose(const ports::NewRecord& record) {
  const auto version = 1 + std::count_if(m_kept.begin(), m_kept.end(), [&](const auto& other) {
                         return other.stream == record.stream;
                       });
  m_kept.push_back(kept(record, version));
  m_supposed = m_kept.size();
}

std::vector<ports::Record> ReserveLog::unwritten() const {
  return {m_kept.begin() + static_cast<std::ptrdiff_t>(m_supposed), m_kept.end()};
}

bool ReserveLog::does_without(const Error& why) {
  if (!m_must_go_on || why.kind != ErrorKind::unwritable)
    return false;
  lose(why);
  return true;
}

void ReserveLog::must_go_on() {
  (void)head(); // The last one that is known if the disk dies before anything is appended.
  m_must_go_on = true;
}

void ReserveLog::lose(const Error& why) {
  m_lost = true;
  const bool is_known = m_behind != nullptr && m_position > 0;
  m_on_loss(why, is_known ? ports::anchor_text({m_position, m_hash}) : "");
}

Result<std::vector<ports::Record>> ReserveLog::read(const ports::ReadRequest& request) {
  std::vector<ports::Record> records;
  if (is_asked()) {
    auto read = m_behind->read(request);
    if (read)
      records = std::move(*read);
    else if (!does_without(read.error()))
      return read;
  }
  std::copy_if(m_kept.begin(), m_kept.end(), std::back_inserter(records),
               [&](const auto& record) { return is_wanted(record, request); });
  if (request.limit > 0 && records.size() > static_cast<std::size_t>(request.limit))
    records.resize(static_cast<std::size_t>(request.limit));
  return records;
}

Result<ports::Record> ReserveLog::at(std::int64_t position) {
  const auto found = std::find_if(m_kept.begin(), m_kept.end(),
                                  [&](const auto& record) { return record.position == position; });
  if (found != m_kept.end())
    return *found;
  if (m_behind == nullptr)
    return fail(ErrorKind::not_found, "there is no event " + std::to_string(position));
  return m_behind->at(position);
}

Result<std::vector<ports::Record>> ReserveLog::append(const ports::AppendRequest& request) {
  if (m_lost)
    return keep(request);
  Error why{ErrorKind::unwritable, "no audit log can be used"};
  if (m_behind != nullptr) {
    auto appended = m_behind->append(request);
    if (appended && !appended->empty()) {
      m_position = appended->back().position;
      m_hash = appended->back().hash;
    }
    if (appended || appended.error().kind != ErrorKind::unwritable)
      return appended;
    why = appended.error();
    if (!m_must_go_on)
      RELCTL_TRY(head());
  }
  lose(why);
  return keep(request);
}

Result<ports::Anchor> ReserveLog::head() {
  if (!m_lost && m_behind != nullptr) {
    const auto head = m_behind->head();
    if (!head && !does_without(head.error()))
      return head;
    if (head) {
      m_position = head->position;
      m_hash = head->hash;
    }
  }
  return ports::Anchor{m_position, m_hash};
}

Result<std::vector<ports::SummaryRow>> ReserveLog::summaries() {
  return m_behind == nullptr ? std::vector<ports::SummaryRow>{} : m_behind->summaries();
}

Result<std::unique_ptr<ports::Lock>> ReserveLog::lock(const std::string& release,
                                                      const ports::Holder& self) {
  if (m_behind == nullptr && m_beside.empty())
    return std::make_unique<NoLock>();
  auto lock = m_behind == nullptr ? audit::lock_file(m_beside, release, self)
                                  : m_behind->lock(release, self);
  if (lock)
    return std::make_unique<ForgetfulLock>(std::move(*lock));
  if (lock.error().kind == ErrorKind::unwritable)
    return std::make_unique<NoLock>();
  return lock;
}

Result<ports::Holder> ReserveLog::holder(const std::string& release) {
  if (m_behind != nullptr)
    return m_behind->holder(release);
  if (!m_beside.empty())
    return audit::read_holder(m_beside, release);
  return fail(ErrorKind::not_found, "nobody is known to hold " + release);
}

Result<std::vector<ports::Record>> ReserveLog::keep(const ports::AppendRequest& request) {
  ports::Expected version = request.expected;
  std::vector<ports::Record> records;
  for (const auto& record : request.records) {
    auto& of_stream =
        record.stream == ports::k_ledger_stream ? version.ledger_version : version.release_version;
    records.push_back(kept(record, ++of_stream));
  }
  m_kept.insert(m_kept.end(), records.begin(), records.end());
  return records;
}

ports::Record ReserveLog::kept(const ports::NewRecord& record, std::int64_t version) {
  return {++m_position, record.stream, version,     record.track, record.at,
          record.actor, record.kind,   record.body, m_hash};
}

} // namespace relctl::cli
