// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/variables.hpp"

#include <sys/types.h>

#include <array>
#include <chrono>
#include <streambuf>
#include <string>
#include <string_view>

namespace relctl::cli {

/// A file descriptor to write to, which remembers why a write failed: an answer that was lost is an
/// error, a reader that went away is not. Does not own the descriptor.
class DescriptorBuffer : public std::streambuf {
public:
  explicit DescriptorBuffer(int descriptor);
  ~DescriptorBuffer() override;
  DescriptorBuffer(const DescriptorBuffer&) = delete;
  DescriptorBuffer& operator=(const DescriptorBuffer&) = delete;

  /// From now on no write waits for the reader: what a full pipe or a stopped terminal does not
  /// take is kept, up to a mebibyte, and goes first at the next write. Whoever else writes to the
  /// same pipe or terminal notices nothing.
  void never_wait();
  /// Writes what was kept, as far as it is taken; true when nothing is left.
  bool keep_up();
  /// Waits for the reader until then at most; what is left is lost, and error() is ETIMEDOUT.
  bool wait_for_reader(std::chrono::steady_clock::time_point until);

  /// errno of the first write that failed; ETIMEDOUT where nobody read; 0 for none.
  [[nodiscard]] int error() const;

protected:
  int_type overflow(int_type character) override;
  int sync() override;

private:
  bool drain();
  void write_all(std::string_view bytes);
  [[nodiscard]] ssize_t write_without_waiting(std::string_view bytes) const;
  [[nodiscard]] bool takes_now(int timeout_ms) const;

  int m_descriptor;
  int m_own = -1; ///< The same pipe or terminal, opened once more so that it need not wait.
  bool m_waits = true;
  int m_error = 0;
  bool m_has_lost = false; ///< Something that was kept too long, or was too much.
  std::string m_kept;
  std::array<char, 8192> m_bytes;
};

/// Makes sure that descriptors 0, 1 and 2 are open, so that no database ever becomes one of them.
/// Writing to a standard output that was closed goes on being an error.
void occupy_standard_descriptors();

/// Whether to colour a stream. `choice` is --color: always, never, auto or empty; then RELCTL_COLOR
/// with the same words, NO_COLOR, CLICOLOR_FORCE, CLICOLOR=0, TERM=dumb, and at last whether the
/// stream is a terminal.
[[nodiscard]] bool wants_colour(const std::string& choice, const plan::Environment& environment,
                                bool is_terminal);

/// Columns of the terminal behind the descriptor; 80 where that is unknown.
[[nodiscard]] int terminal_width(int descriptor);

} // namespace relctl::cli
