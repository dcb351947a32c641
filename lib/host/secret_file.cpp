// SPDX-License-Identifier: Apache-2.0
#include "host/secret_file.hpp"

#include "host/fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace relctl::host {
namespace {

constexpr std::size_t k_max_bytes = 64 * 1024;

tl::unexpected<Error> unusable(const std::string& path, std::string_view why) {
  return fail(ErrorKind::usage, fmt::format("the secret file {} {}", path, why));
}

} // namespace

Result<std::string> read_secret_file(const std::string& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file)
    return unusable(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status {};
  if (fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode))
    return unusable(path, "is not a regular file");
  std::string text(k_max_bytes + 1, '\0');
  const ssize_t count = read(file.number(), text.data(), text.size());
  if (count < 0)
    return unusable(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  text.resize(static_cast<std::size_t>(count));
  if (text.size() > k_max_bytes)
    return unusable(path, fmt::format("is longer than {} bytes", k_max_bytes));
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.pop_back();
  if (text.empty())
    return unusable(path, "is empty");
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    return unusable(path, "has more than one line or a NUL byte");
  return text;
}

} // namespace relctl::host
