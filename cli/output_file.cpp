// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.hpp"

#include "base/text.hpp"
#include "cli/kept_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace relctl::cli {

namespace {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

constexpr mode_t k_plain = 0666; // Less what the umask takes away.
constexpr mode_t k_secret = 0600;

/// Who may read the file that is replaced may read the new one, and nobody else.
bool take_over(int descriptor, const struct stat& replaced) {
  const bool has_owners = ::fchown(descriptor, replaced.st_uid, replaced.st_gid) == 0;
  const mode_t kept = has_owners ? 0777 : 0707; // Of a group that is another one, nothing.
  return ::fchmod(descriptor, replaced.st_mode & kept) == 0;
}

/// Writes a file that does not exist yet; errno says why where it fails.
bool create(const std::string& path, std::string_view text, mode_t mode,
            const struct stat* replaced = nullptr) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0)
    return false;
  const bool is_written =
      (replaced == nullptr || take_over(descriptor, *replaced)) && write_all(descriptor, text);
  const int failure = errno;
  const bool is_closed = ::close(descriptor) == 0;
  if (is_written && is_closed)
    return true;
  if (!is_written)
    errno = failure;
  const int kept = errno;
  ::unlink(path.c_str());
  errno = kept;
  return false;
}

/// Behind a link another file would be lost than the one that was named. The links of the system to
/// what is open (/dev/stdout) lead where the caller wants it.
bool is_link_to_a_file(const std::string& path) {
  struct stat link {};
  struct stat target {};
  return ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode) && !path.starts_with("/dev/") &&
         !path.starts_with("/proc/") &&
         (::stat(path.c_str(), &target) != 0 || S_ISREG(target.st_mode));
}

/// Writes to what is there; errno says why where it fails.
bool overwrite(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (descriptor < 0)
    return false;
  const bool is_written = write_all(descriptor, text);
  const int failure = errno;
  const bool is_closed = ::close(descriptor) == 0;
  if (!is_written)
    errno = failure;
  return is_written && is_closed;
}

ExitCode complain_of(Session& session, const std::string& path) {
  return session.complain(
      Error{ErrorKind::failed, fmt::format("cannot write {}: {}", path, std::strerror(errno))});
}

ExitCode print(Session& session, const std::string& text) {
  *session.surroundings.answer.out << text;
  return ExitCode::ok;
}

} // namespace

ExitCode deliver(Session& session, const std::string& path, const std::string& text) {
  if (path.empty())
    return print(session, text);
  if (const auto kept = kept_file_at(path))
    return session.complain(
        Error{ErrorKind::usage, fmt::format("{} is {} and is not overwritten; name another file",
                                            one_line(path), *kept)});
  if (is_link_to_a_file(path))
    return session.complain(
        Error{ErrorKind::usage,
              fmt::format("{} is a link, and what it leads to would be overwritten; name the file "
                          "itself, or take the link away",
                          one_line(path))});
  struct stat found {};
  const bool is_there = ::lstat(path.c_str(), &found) == 0;
  // A device or a pipe is written to where it is; only a plain file is replaced.
  if (is_there && !S_ISREG(found.st_mode))
    return overwrite(path, text) ? ExitCode::ok : complain_of(session, path);
  const std::string draft = fmt::format("{}.{}.new", path, ::getpid());
  if (!(is_there ? create(draft, text, k_secret, &found) : create(draft, text, k_plain)))
    return complain_of(session, path);
  if (std::rename(draft.c_str(), path.c_str()) == 0)
    return ExitCode::ok;
  const int failure = errno;
  ::unlink(draft.c_str());
  errno = failure;
  return complain_of(session, path);
}

ExitCode deliver_new(Session& session, const std::string& path, const std::string& text) {
  if (path.empty())
    return print(session, text);
  return create(path, text, k_plain) ? ExitCode::ok : complain_of(session, path);
}

ExitCode deliver_secret(Session& session, const std::string& path, const std::string& text) {
  return create(path, text, k_secret) ? ExitCode::ok : complain_of(session, path);
}

} // namespace relctl::cli
