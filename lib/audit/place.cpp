// SPDX-License-Identifier: Apache-2.0
#include "audit/place.hpp"

#include "base/shell_word.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace relctl::audit {

namespace {

std::string system_reason() {
  return std::strerror(errno);
}

Result<std::string> real_folder(const std::string& folder, OpenMode mode) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(folder.c_str(), nullptr),
                                                         &std::free);
  if (real)
    return std::string(real.get());
  const ErrorKind kind = mode == OpenMode::read_only ? ErrorKind::not_found : ErrorKind::unwritable;
  if (errno == ENOENT && mode == OpenMode::read_only)
    return fail(kind, fmt::format("there is no audit log in {}, which does not exist; start a "
                                  "release, or name the log with --db or RELCTL_DB",
                                  folder));
  if (errno == ENOENT)
    return fail(kind, fmt::format("the folder {} of the audit log does not exist; create it with "
                                  "`mkdir -p -m 0700 {}` or name another log with --db",
                                  folder, shell_word(folder)));
  return fail(kind, fmt::format("the folder {} of the audit log cannot be used: {}; check its path "
                                "and permissions or name another log with --db",
                                folder, system_reason()));
}

/// Who owns a file may rewrite it whatever its mode says, and root may anyway. Root may see to the
/// log of another user, in a container for instance, as long as all of it is that user's.
Result<void> check_owner(const std::string& what, const std::string& path,
                         const struct stat& status, uid_t folder_owner) {
  const uid_t self = ::geteuid();
  if (status.st_uid == self || status.st_uid == 0 || (self == 0 && status.st_uid == folder_owner))
    return {};
  return fail(ErrorKind::failed,
              fmt::format("{} {} belongs to user {}, who could replace the log; run relctl as that "
                          "user, run `chown {} {}`, or name another log with --db",
                          what, path, status.st_uid, ::geteuid(), shell_word(path)));
}

Result<void> check_folder(const std::string& folder, bool is_writable) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0)
    return fail(ErrorKind::failed, fmt::format("the folder {} of the audit log cannot be read: {}",
                                               folder, system_reason()));
  const bool others_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (others_write && (status.st_mode & S_ISVTX) == 0)
    return fail(ErrorKind::failed,
                fmt::format("the folder {} of the audit log is writable by others (mode {:04o}), "
                            "who could replace the log; run `chmod go-w {}`",
                            folder, status.st_mode & 07777, shell_word(folder)));
  return is_writable ? check_owner("the audit log's folder", folder, status, status.st_uid)
                     : Result<void>{};
}

/// A rename or a creation is durable only when the folder is.
void sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  ::fsync(fd);
  ::close(fd);
}

Result<void> create_file(const std::string& path, const std::string& folder) {
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 && errno == EEXIST) // Another process was first.
    return {};
  if (fd < 0)
    return fail(ErrorKind::unwritable,
                fmt::format("audit log {} cannot be created: {}; check the folder's permissions "
                            "and free space or name another log with --db",
                            path, system_reason()));
  ::fchmod(fd, 0600); // A strict umask must not take the owner's own bits away.
  ::close(fd);
  sync_folder(folder);
  return {};
}

Result<void> check_file(const std::string& path, const struct stat& status) {
  if (S_ISLNK(status.st_mode))
    return fail(ErrorKind::failed,
                fmt::format("audit log {} is a symbolic link, which anybody who may write its "
                            "folder could redirect; name the file it points to with --db",
                            path));
  if (!S_ISREG(status.st_mode))
    return fail(ErrorKind::failed,
                fmt::format("audit log {} is not a regular file; name a file with --db", path));
  return {};
}

/// On read-only media nobody may write, nor change the mode.
bool is_on_read_only_media(const std::string& folder) {
  struct statvfs system {};
  return ::statvfs(folder.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
}

/// The log and what SQLite keeps beside it: who may write any of them may rewrite the log.
Result<void> check_others(const std::string& path, const std::string& folder) {
  struct stat around {};
  const uid_t folder_owner = ::stat(folder.c_str(), &around) == 0 ? around.st_uid : 0;
  for (const char* side : {"", "-wal", "-shm"}) {
    const std::string file = path + side;
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0 || S_ISLNK(status.st_mode))
      continue;
    RELCTL_TRY(check_owner("the audit log's file", file, status, folder_owner));
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
      continue;
    return fail(ErrorKind::failed,
                fmt::format("the audit log's file {} is writable by others (mode {:04o}), who "
                            "could rewrite the log; run `chmod 600 {}`",
                            file, status.st_mode & 07777, shell_word(file)));
  }
  return {};
}

Result<void> check_access(const std::string& path, OpenMode mode) {
  const int wanted = mode == OpenMode::read_write ? R_OK | W_OK : R_OK;
  if (::faccessat(AT_FDCWD, path.c_str(), wanted, AT_EACCESS) == 0)
    return {};
  return fail(mode == OpenMode::read_write ? ErrorKind::unwritable : ErrorKind::failed,
              fmt::format("audit log {} cannot be {}: {}; run as the user who owns it, or remount "
                          "its file system",
                          path, mode == OpenMode::read_write ? "written" : "read",
                          system_reason()));
}

/// Makes the file or says that there is none.
Result<void> missing_file(const std::string& path, const std::string& folder, OpenMode mode) {
  if (mode == OpenMode::read_write)
    return create_file(path, folder);
  return fail(ErrorKind::not_found,
              fmt::format("there is no audit log at {}; start a release, or name the log with --db "
                          "or RELCTL_DB",
                          path));
}

Result<bool> check_network(const std::string& folder, OpenMode mode) {
  struct statfs system {};
  if (::statfs(folder.c_str(), &system) != 0 ||
      !is_network_file_system(static_cast<long>(system.f_type)))
    return false;
  if (mode == OpenMode::read_only)
    return true;
  return fail(ErrorKind::failed,
              fmt::format("the folder {} of the audit log is on a network file system, where locks "
                          "between hosts do not hold; name a log on a local disk with --db",
                          folder));
}

} // namespace

bool is_network_file_system(long f_type) {
  switch (static_cast<unsigned long>(f_type) & 0xffffffffUL) {
  case 0x6969:     // NFS
  case 0x517b:     // SMB
  case 0xff534d42: // CIFS
  case 0xfe534d42: // SMB2
  case 0x5346414f: // AFS
  case 0x73757245: // Coda
  case 0x564c:     // NCP
  case 0x00c36400: // Ceph
    return true;
  default:
    return false;
  }
}

bool is_checkpointed(const std::string& path) {
  struct stat status {};
  return ::lstat((path + "-wal").c_str(), &status) != 0 ? errno == ENOENT : status.st_size == 0;
}

Result<Place> find_place(const std::string& path, OpenMode mode) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..")
    return fail(
        ErrorKind::usage,
        fmt::format("'{}' does not name a file for the audit log; name one with --db", path));
  const std::string parent =
      slash == std::string::npos ? "." : (slash == 0 ? "/" : path.substr(0, slash));
  RELCTL_TRY_ASSIGN(const std::string folder, real_folder(parent, mode));
  const bool is_writable = mode == OpenMode::read_write || !is_on_read_only_media(folder);
  RELCTL_TRY(check_folder(folder, is_writable));
  Place place{(folder == "/" ? "" : folder) + "/" + name, false};
  RELCTL_TRY_ASSIGN(place.network, check_network(folder, mode));
  struct stat status {};
  if (::lstat(place.path.c_str(), &status) == 0)
    RELCTL_TRY(check_file(place.path, status));
  else if (errno == ENOENT)
    RELCTL_TRY(missing_file(place.path, folder, mode));
  if (is_writable)
    RELCTL_TRY(check_others(place.path, folder));
  RELCTL_TRY(check_access(place.path, mode));
  return place;
}

} // namespace relctl::audit
