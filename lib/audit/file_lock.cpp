// SPDX-License-Identifier: Apache-2.0
#include "audit/file_lock.hpp"

#include "audit/descriptor.hpp"
#include "audit/holder_file.hpp"
#include "audit/release_name.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

namespace relctl::audit {

namespace {

struct LockPaths {
  std::string lock;
  std::string holder;
};

constexpr const char* k_lock_infix = ".lock-";

LockPaths paths_of(const std::string& database_path, const std::string& release) {
  return {database_path + k_lock_infix + release, database_path + ".holder-" + release};
}

Error lock_failure(const std::string& path, int code) {
  if (code == ELOOP)
    return {ErrorKind::failed,
            fmt::format("lock file {} is a symbolic link; remove it and run this again", path)};
  return {ErrorKind::unwritable,
          fmt::format("lock file {} cannot be opened: {}; check the folder's permissions and free "
                      "space, then run this again",
                      path, std::strerror(code))};
}

Result<Descriptor> open_lock(const std::string& path) {
  constexpr int k_flags = O_CLOEXEC | O_NOFOLLOW;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | k_flags, 0600);
  if (fd >= 0) {
    ::fchmod(fd, 0600); // A strict umask must not take the owner's own bits away.
    return Descriptor(fd);
  }
  const int code = errno;
  // A lock file that is already there can be locked on a file system that takes no writes.
  if (code != ELOOP) {
    const int reading = ::open(path.c_str(), O_RDONLY | k_flags);
    if (reading >= 0)
      return Descriptor(reading);
  }
  return fail(lock_failure(path, code));
}

/// flock without waiting, but for longer than read_holder ever holds its probe.
bool take(int fd) {
  constexpr int k_tries = 20;
  for (int attempt = 0; attempt < k_tries; ++attempt) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

class FileLock final : public ports::Lock {
public:
  FileLock(Descriptor file, std::string record_path, const ports::Holder& self)
      : m_file(std::move(file)), m_path(std::move(record_path)), m_owner(::getpid()) {
    if (const auto previous = read_holder_file(m_path))
      m_left_behind = previous->groups;
    // The groups stay on record until record_running says what has become of them.
    m_record = {self, m_left_behind};
    // Where the record cannot be written the old one names a dead process; it is worth keeping
    // only for its groups.
    if (!replace_holder_file(m_path, m_record) && m_left_behind.empty())
      ::unlink(m_path.c_str());
  }

  ~FileLock() override {
    // A forked child shares the lock and must not give it up.
    if (::getpid() != m_owner)
      return;
    if (m_record.groups.empty())
      ::unlink(m_path.c_str());
    ::flock(m_file.get(), LOCK_UN);
  }

  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  Result<void> record_running(const std::vector<ports::RunningGroup>& groups) override {
    m_record.groups = groups;
    if (replace_holder_file(m_path, m_record))
      return {};
    return fail(ErrorKind::unwritable,
                fmt::format("{} cannot be written: {}; a process left behind by this one would not "
                            "be found, so free space or remount, then run this again",
                            m_path, std::strerror(errno)));
  }

  const std::vector<ports::RunningGroup>& left_behind() const override { return m_left_behind; }

private:
  Descriptor m_file;
  std::string m_path;
  pid_t m_owner;
  HolderRecord m_record;
  std::vector<ports::RunningGroup> m_left_behind;
};

Error locked_error(const std::string& release, const std::optional<HolderRecord>& record) {
  if (!record)
    return {ErrorKind::locked,
            fmt::format("release {} is held by another relctl that left no name; wait for it, or "
                        "look for it with `pgrep -a relctl`",
                        release)};
  return {ErrorKind::locked,
          fmt::format("release {} is held by {}; wait for it, end it with `kill {}`, or go back "
                      "with `relctl rollback`",
                      release, describe(record->holder), record->holder.pid)};
}

} // namespace

Result<std::unique_ptr<ports::Lock>>
lock_file(const std::string& database_path, const std::string& release, const ports::Holder& self) {
  RELCTL_TRY(check_release_name(release));
  const LockPaths paths = paths_of(database_path, release);
  auto file = open_lock(paths.lock);
  if (!file)
    return fail(file.error());
  if (!take(file->get()))
    return fail(locked_error(release, read_holder_file(paths.holder)));
  return std::make_unique<FileLock>(std::move(*file), paths.holder, self);
}

Result<ports::Holder> read_holder(const std::string& database_path, const std::string& release) {
  RELCTL_TRY(check_release_name(release));
  const LockPaths paths = paths_of(database_path, release);
  const auto nobody =
      fail(ErrorKind::not_found, fmt::format("no relctl holds release {}", release));
  const Descriptor file(::open(paths.lock.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT)
    return nobody;
  if (file.get() < 0)
    return fail(lock_failure(paths.lock, errno));
  if (::flock(file.get(), LOCK_SH | LOCK_NB) == 0)
    return nobody;
  const auto record = read_holder_file(paths.holder);
  return record ? record->holder : ports::Holder{};
}

std::vector<std::string> held_releases(const std::string& database_path) {
  const std::filesystem::path path(database_path);
  const std::string prefix = path.filename().string() + k_lock_infix;
  std::vector<std::string> held;
  std::error_code failure;
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (const std::string name = entry->path().filename().string(); name.starts_with(prefix))
      if (std::string release = name.substr(prefix.size()); read_holder(database_path, release))
        held.push_back(std::move(release));
  return held;
}

std::vector<ports::RunningGroup> groups_on_record(const std::string& database_path,
                                                  const std::string& release) {
  if (!check_release_name(release))
    return {};
  const auto record = read_holder_file(paths_of(database_path, release).holder);
  return record ? record->groups : std::vector<ports::RunningGroup>{};
}

} // namespace relctl::audit
