// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <utility>

namespace relctl::host {

/// Owns one file descriptor and closes it.
class Fd {
public:
  Fd() = default;
  explicit Fd(int number) : m_number(number) {}
  Fd(Fd&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(m_number, other.m_number);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int number() const { return m_number; }
  [[nodiscard]] explicit operator bool() const { return m_number >= 0; }
  void reset() {
    if (const int number = std::exchange(m_number, -1); number >= 0)
      close(number);
  }

private:
  int m_number = -1;
};

} // namespace relctl::host
