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

/// What the file is there for, and where it is.
struct Named {
  std::string kind;
  const std::string& path;
};

auto refuse(const Named& file, const std::string& why, const std::string& remedy) {
  return fail(ErrorKind::usage, fmt::format("{} {}: {}; {}", file.kind, file.path, why, remedy));
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

} // namespace

Result<std::string> read_plan_text(const std::string& path, const std::string& kind) {
  const Named named{kind, path};
  // Without O_NONBLOCK, opening a FIFO that nobody writes to waits for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number < 0)
    return refuse(named, "cannot be read: " + reason(errno),
                  "name a " + kind + " file that you may read");
  struct stat status {};
  if (::fstat(file.number, &status) != 0)
    return refuse(named, "cannot be read: " + reason(errno),
                  "name a " + kind + " file that you may read");
  if (!S_ISREG(status.st_mode))
    return refuse(named, "is not a regular file", "name a " + kind + " file");
  std::string text;
  std::array<char, 16384> block{};
  while (text.size() <= k_max_plan_bytes) {
    const auto got = ::read(file.number, block.data(), block.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return refuse(named, "cannot be read: " + reason(errno), "check the disk");
    if (got == 0)
      return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return refuse(named, fmt::format("is larger than {} bytes", k_max_plan_bytes),
                "move long texts into files that the steps read");
}

} // namespace relctl::planfile
