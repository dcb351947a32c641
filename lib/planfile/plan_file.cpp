// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_bytes.hpp"
#include "planfile/plan_yaml.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace relctl::planfile {

namespace {

struct Descriptor {
  int number;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0)
      ::close(number);
  }
};

auto refuse(const std::string& path, const std::string& why, const char* remedy) {
  return fail(ErrorKind::usage, fmt::format("plan {}: {}; {}", path, why, remedy));
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

} // namespace

Result<std::string> read_plan_text(const std::string& path) {
  // Without O_NONBLOCK, opening a FIFO that nobody writes to waits for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number < 0)
    return refuse(path, "cannot be read: " + reason(errno), "name a plan file that you may read");
  struct stat status {};
  if (::fstat(file.number, &status) != 0)
    return refuse(path, "cannot be read: " + reason(errno), "name a plan file that you may read");
  if (!S_ISREG(status.st_mode))
    return refuse(path, "is not a regular file", "name a plan file");
  std::string text;
  std::array<char, 16384> block{};
  while (text.size() <= k_max_plan_bytes) {
    const auto got = ::read(file.number, block.data(), block.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return refuse(path, "cannot be read: " + reason(errno), "check the disk");
    if (got == 0)
      return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return refuse(path, fmt::format("is larger than {} bytes", k_max_plan_bytes),
                "move long texts into files that the steps read");
}

} // namespace relctl::planfile
