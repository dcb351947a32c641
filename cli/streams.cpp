// SPDX-License-Identifier: Apache-2.0
#include "cli/streams.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace relctl::cli {

namespace {

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

bool DescriptorBuffer::drain() {
  const char* from = pbase();
  while (m_error == 0 && from < pptr()) {
    const auto written = ::write(m_descriptor, from, static_cast<std::size_t>(pptr() - from));
    if (written >= 0)
      from += written;
    else if (errno != EINTR)
      m_error = errno;
  }
  setp(m_bytes.data(), m_bytes.data() + m_bytes.size());
  return m_error == 0;
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
