// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/audit_log.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace relctl::cli {

/// The audit log for a rollback, which nothing may stop: as long as the log behind it can be
/// written it is that log; from the first append on that finds it full, read-only or corrupt it
/// keeps events in memory after what can still be read. Once the release has been read, a log that
/// fails is not asked again at all: a disk that dies refuses both, and each answer may take long.
class ReserveLog final : public ports::AuditLog {
public:
  /// Called once, when the first event cannot be written, with the head of the log behind as text;
  /// empty where it is not known.
  using OnLoss = std::function<void(const Error& why, const std::string& after)>;

  /// `behind` outlives it; none where not even reading is possible.
  ReserveLog(ports::AuditLog* behind, OnLoss on_loss);
  /// Where there is no log behind: locks are those beside the database at `path`.
  void lock_beside(std::string path) { m_beside = std::move(path); }

  /// The release has been read: from now on a log that cannot be read is done without.
  void must_go_on();
  /// Takes a record as read, where nothing can be.
  void suppose(const ports::NewRecord& record);

  [[nodiscard]] bool has_lost() const { return m_lost; }
  /// What was appended since, and is in no log.
  [[nodiscard]] std::vector<ports::Record> unwritten() const;

  [[nodiscard]] Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override;
  [[nodiscard]] Result<ports::Record> at(std::int64_t position) override;
  [[nodiscard]] Result<std::vector<ports::Record>>
  append(const ports::AppendRequest& request) override;
  /// The last anchor of the log behind: what is only in memory has no witness.
  [[nodiscard]] Result<ports::Anchor> head() override;
  [[nodiscard]] Result<std::vector<ports::SummaryRow>> summaries() override;
  /// Free where not even a lock file can be written.
  [[nodiscard]] Result<std::unique_ptr<ports::Lock>> lock(const std::string& release,
                                                          const ports::Holder& self) override;
  [[nodiscard]] Result<ports::Holder> holder(const std::string& release) override;

private:
  /// Whether the log behind is asked.
  [[nodiscard]] bool is_asked() const { return m_behind != nullptr && !(m_lost && m_must_go_on); }
  /// Whether it is done without from now on, since it failed like this.
  bool does_without(const Error& why);
  void lose(const Error& why);
  [[nodiscard]] Result<std::vector<ports::Record>> keep(const ports::AppendRequest& request);
  ports::Record kept(const ports::NewRecord& record, std::int64_t version);

  ports::AuditLog* m_behind;
  std::string m_beside; ///< Empty: nobody can hold the release.
  OnLoss m_on_loss;
  bool m_must_go_on = false;
  bool m_lost = false;
  std::int64_t m_position = 0; ///< Of the newest event, as far as it is known.
  std::string m_hash;
  std::vector<ports::Record> m_kept;
  std::size_t m_supposed = 0; ///< The first of them were taken as read.
};

} // namespace relctl::cli
