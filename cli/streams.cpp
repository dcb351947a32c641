// SPDX-License-Identifier: Apache-2.0
#include "cli/streams.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <optional>

namespace relctl::cli {

namespace {

constexpr std::size_t k_kept_max = 1 << 20;

std::optional<bool> named_choice(const std::string& choice) {
  if (choice == "always")
    return true;
  if (choice == "never")
    return false;
  return std::nullopt;
}

bool is_set(const std::optional<std::string>& variable) {
  return variable && !variable->empty();
}

} // namespace

DescriptorBuffer::DescriptorBuffer(int descriptor) : m_descriptor(descriptor), m_bytes() {
  setp(m_bytes.data(), m_bytes.data() + m_bytes.size());
}

DescriptorBuffer::~DescriptorBuffer() {
  if (m_own >= 0)
    ::close(m_own);
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character) {
  if (!drain())
    return traits_type::eof();
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(character);
    pbump(1);
  }
  return traits_type::not_eof(character);
}

int DescriptorBuffer::sync() {
  return drain() ? 0 : -1;
}

void DescriptorBuffer::write_all(std::string_view bytes) {
  while (m_error == 0 && !bytes.empty()) {
    const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      m_error = errno;
  }
}

bool DescriptorBuffer::drain() {
  const std::string_view bytes(pbase(), static_cast<std::size_t>(pptr() - pbase()));
  if (m_waits)
    write_all(bytes);
  else if (m_kept.size() + bytes.size() <= k_kept_max)
    m_kept += bytes;
  else
    m_has_lost = true;
  setp(m_bytes.data(), m_bytes.data() + m_bytes.size());
  (void)keep_up();
  return m_error == 0;
}

void DescriptorBuffer::never_wait() {
  if (!m_waits)
    return;
  m_waits = false;
  struct stat kind {};
  // O_NONBLOCK belongs to the open file, which other processes share; this one is nobody else's.
  if (::fstat(m_descriptor, &kind) == 0 && (S_ISFIFO(kind.st_mode) || ::isatty(m_descriptor) == 1))
    m_own = ::open(fmt::format("/proc/self/fd/{}", m_descriptor).c_str(),
                   O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

bool DescriptorBuffer::takes_now(int timeout_ms) const {
  pollfd watched{m_own >= 0 ? m_own : m_descriptor, POLLOUT, 0};
  // Where the system does not say, a write will.
  return ::poll(&watched, 1, timeout_ms) != 0;
}

ssize_t DescriptorBuffer::write_without_waiting(std::string_view bytes) const {
  if (m_own >= 0)
    return ::write(m_own, bytes.data(), bytes.size());
  const auto sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK)
    return sent;
  if (!takes_now(0)) {
    errno = EAGAIN;
    return -1;
  }
  // A file takes all; a pipe that could not be opened once more takes so much at least.
  return ::write(m_descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
}

bool DescriptorBuffer::keep_up() {
  std::string_view rest = m_kept;
  while (m_error == 0 && !rest.empty()) {
    const auto written = write_without_waiting(rest);
    if (written >= 0)
      rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno == EAGAIN)
      break;
    else if (errno != EINTR)
      m_error = errno;
  }
  m_kept.erase(0, m_error == 0 ? m_kept.size() - rest.size() : m_kept.size());
  return m_kept.empty();
}

bool DescriptorBuffer::wait_for_reader(std::chrono::steady_clock::time_point until) {
  while (!keep_up()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      m_has_lost = true;
      m_kept.clear();
      break;
    }
    (void)takes_now(static_cast<int>(left.count()));
  }
  return error() == 0;
}

int DescriptorBuffer::error() const {
  return m_error == 0 && m_has_lost ? ETIMEDOUT : m_error;
}

void occupy_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
      // Read-only also for 1 and 2: a write must go on failing.
      (void)::open("/dev/null", O_RDONLY);
  }
}

bool wants_colour(const std::string& choice, const plan::Environment& environment,
                  bool is_terminal) {
  if (const auto named = named_choice(choice))
    return *named;
  if (choice.empty()) {
    if (const auto named = named_choice(environment("RELCTL_COLOR").value_or("")))
      return *named;
  }
  if (is_set(environment("NO_COLOR")))
    return false;
  const auto forced = environment("CLICOLOR_FORCE");
  if (is_set(forced) && *forced != "0")
    return true;
  if (environment("CLICOLOR") == "0" || environment("TERM") == "dumb")
    return false;
  return is_terminal;
}

int terminal_width(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

} // namespace relctl::cli
