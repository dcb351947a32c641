// SPDX-License-Identifier: Apache-2.0
#include "audit/holder_file.hpp"

#include "audit/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

namespace relctl::audit {

namespace {

bool write_whole(const std::string& path, std::string_view text) {
  ::unlink(path.c_str());
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0)
    return false;
  ::fchmod(file.get(), 0600);
  while (!text.empty()) {
    const ssize_t count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

} // namespace

std::optional<HolderRecord> read_holder_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0)
    return std::nullopt;
  constexpr std::size_t k_longest = 1 << 20;
  std::string text;
  char block[4096];
  for (ssize_t count = 0; (count = ::read(file.get(), block, sizeof block)) > 0;) {
    text.append(block, static_cast<std::size_t>(count));
    if (text.size() > k_longest)
      return std::nullopt;
  }
  return parse_holder(text);
}

bool replace_holder_file(const std::string& path, const HolderRecord& record) {
  const std::string fresh = path + ".new";
  if (write_whole(fresh, format_holder(record)) && ::rename(fresh.c_str(), path.c_str()) == 0)
    return true;
  const int code = errno;
  ::unlink(fresh.c_str());
  errno = code;
  return false;
}

} // namespace relctl::audit
