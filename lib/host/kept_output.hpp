// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relctl::host {

/// The head and the tail of a stream of any length, in fixed memory.
class KeptOutput {
public:
  /// Keeps at most `max_bytes`, and at least a few lines.
  explicit KeptOutput(std::size_t max_bytes = 64 * 1024);
  void add(std::string_view bytes);
  [[nodiscard]] std::size_t total_bytes() const { return m_total; }
  [[nodiscard]] bool is_cut() const { return m_total > m_head.size() + m_tail.size(); }
  /// Where something is missing in the middle, a line says so.
  [[nodiscard]] std::string text() const;

private:
  std::size_t m_head_bytes;
  std::size_t m_tail_bytes;
  std::string m_head;
  std::string m_tail; ///< A ring once it is full; the oldest byte stands at m_tail_begin.
  std::size_t m_tail_begin = 0;
  std::size_t m_total = 0;
};

/// `utf8` cut to at most `bytes` on whole characters: its head, a line that tells how many bytes of
/// `total_bytes` are missing, and its tail. Text that fits stays as it is.
[[nodiscard]] std::string keep_ends(std::string_view utf8, std::size_t bytes,
                                    std::size_t total_bytes);

} // namespace relctl::host
