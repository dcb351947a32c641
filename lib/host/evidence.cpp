// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.hpp"

#include "base/sha256.hpp"
#include "host/fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace relctl::host {
namespace {

tl::unexpected<Error> refuse(const std::string& path, const std::string& why) {
  return fail(ErrorKind::usage, fmt::format("{} {}; name a file that can be kept", path, why));
}

Result<std::string> read_whole(const std::string& path, int flags = 0) {
  // Without O_NONBLOCK, opening a FIFO that nobody writes to waits for ever.
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags));
  if (!file)
    return refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status {};
  if (fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode))
    return refuse(path, "is not a regular file");
  std::string bytes;
  std::vector<char> block(64 * 1024);
  for (;;) {
    const ssize_t got = read(file.number(), block.data(), block.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0)
      return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (static_cast<std::int64_t>(bytes.size()) > k_max_evidence_bytes)
      return refuse(path, fmt::format("is larger than {} bytes", k_max_evidence_bytes));
  }
}

bool write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return fsync(file) == 0;
}

/// Under another name first, so that a copy that is there is whole.
Result<void> write_copy(const std::string& copy, std::string_view bytes) {
  const std::string unfinished = fmt::format("{}.{}", copy, getpid());
  const auto failed = [&]() -> Result<void> {
    const std::string why = std::strerror(errno);
    unlink(unfinished.c_str());
    return fail(ErrorKind::failed, fmt::format("{} cannot be written: {}", copy, why));
  };
  const Fd file(open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file || !write_whole(file.number(), bytes))
    return failed();
  if (rename(unfinished.c_str(), copy.c_str()) != 0)
    return failed();
  const Fd folder(
      open(std::filesystem::path(copy).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder)
    (void)fsync(folder.number());
  return {};
}

Evidence evidence_of(const std::string& bytes, const std::string& path) {
  std::error_code ignored;
  return {sha256_hex(bytes), static_cast<std::int64_t>(bytes.size()),
          std::filesystem::absolute(path, ignored).lexically_normal().string(), false};
}

/// Whether what lies at the place of the copy has these bytes itself: a link may lead to others any
/// time.
bool has_bytes(const std::string& copy, const std::string& bytes) {
  const auto kept = read_whole(copy, O_NOFOLLOW);
  return kept && *kept == bytes;
}

} // namespace

Result<Evidence> keep_evidence(const std::string& path, const std::string& folder) {
  RELCTL_TRY_ASSIGN(const std::string bytes, read_whole(path));
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(ErrorKind::failed,
                fmt::format("{} cannot be made: {}", folder, std::strerror(errno)));
  Evidence evidence = evidence_of(bytes, path);
  const std::string copy = folder + "/" + evidence.sha256;
  struct stat found {};
  const bool is_there = lstat(copy.c_str(), &found) == 0;
  if (!is_there || !has_bytes(copy, bytes)) {
    RELCTL_TRY(write_copy(copy, bytes));
    evidence.was_changed = is_there;
  }
  evidence.path = evidence_of("", copy).path;
  return evidence;
}

Result<Evidence> look_at_evidence(const std::string& path) {
  RELCTL_TRY_ASSIGN(const std::string bytes, read_whole(path));
  return evidence_of(bytes, path);
}

} // namespace relctl::host
