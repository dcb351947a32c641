// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/variables.hpp"

#include <array>
#include <streambuf>
#include <string>

namespace relctl::cli {

/// A file descriptor to write to, which remembers why a write failed: an answer that was lost is an
/// error, a reader that went away is not. Does not own the descriptor.
class DescriptorBuffer : public std::streambuf {
public:
  explicit DescriptorBuffer(int descriptor);

  /// errno of the first write that failed; 0 for none.
  [[nodiscard]] int error() const { return m_error; }

protected:
  int_type overflow(int_type character) override;
  int sync() override;

private:
  bool drain();

  int m_descriptor;
  int m_error = 0;
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
