// SPDX-License-Identifier: Apache-2.0
#include "reader/kinds.hpp"
#include "reader/limits.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <exception>
#include <string>

namespace {

constexpr int k_failed = 1;
constexpr int k_usage = 2;

std::string read_all() {
  std::string text;
  std::array<char, 64 * 1024> chunk{};
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (count > 0)
      text.append(chunk.data(), static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      return text;
  }
}

bool write_all(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = write(STDOUT_FILENO, &text[at], text.size() - at);
    if (count < 0 && errno != EINTR)
      return false;
    at += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  return true;
}

} // namespace

/// relctl-reader KIND SECONDS: the request on stdin, the answer on stdout; what went wrong, where
/// there is no answer, on stderr.
int main(int count, char** words) {
  unsigned seconds = 0;
  const std::string limit = count == 3 ? words[2] : "";
  std::from_chars(limit.data(), limit.data() + limit.size(), seconds);
  const relctl::reader::Kind kind = count == 3 ? relctl::reader::find_kind(words[1]) : nullptr;
  if (kind == nullptr || seconds == 0) {
    std::fputs("relctl-reader is run by relctl: relctl-reader KIND SECONDS\n", stderr);
    return k_usage;
  }
  relctl::reader::set_limits(seconds);
  try {
    return write_all(kind(read_all())) ? 0 : k_failed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return k_failed;
  }
}
