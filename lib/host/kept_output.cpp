// SPDX-License-Identifier: Apache-2.0
#include "host/kept_output.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::host {
namespace {

constexpr std::size_t k_gap_bytes = 64; ///< Room for the line about what is missing.

std::string gap(std::size_t missing_bytes) {
  return fmt::format("\n[… {} bytes left out …]\n", missing_bytes);
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

} // namespace

KeptOutput::KeptOutput(std::size_t max_bytes)
    : m_head_bytes(std::max(max_bytes / 2, 2 * k_gap_bytes)),
      m_tail_bytes(m_head_bytes - k_gap_bytes) {}

void KeptOutput::add(std::string_view bytes) {
  m_total += bytes.size();
  const std::size_t to_head = std::min(bytes.size(), m_head_bytes - m_head.size());
  m_head += bytes.substr(0, to_head);
  bytes.remove_prefix(to_head);
  if (bytes.size() > m_tail_bytes)
    bytes.remove_prefix(bytes.size() - m_tail_bytes);
  const std::size_t to_grow = std::min(bytes.size(), m_tail_bytes - m_tail.size());
  m_tail += bytes.substr(0, to_grow);
  bytes.remove_prefix(to_grow);
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), m_tail_bytes - m_tail_begin);
    bytes.copy(m_tail.data() + m_tail_begin, count);
    m_tail_begin = (m_tail_begin + count) % m_tail_bytes;
    bytes.remove_prefix(count);
  }
}

std::string KeptOutput::text() const {
  const std::size_t missing = m_total - m_head.size() - m_tail.size();
  return m_head + (missing > 0 ? gap(missing) : "") + m_tail.substr(m_tail_begin) +
         m_tail.substr(0, m_tail_begin);
}

std::string keep_ends(std::string_view utf8, std::size_t bytes, std::size_t total_bytes) {
  if (utf8.size() <= bytes)
    return std::string(utf8);
  std::size_t head = (bytes - k_gap_bytes) / 2;
  std::size_t tail = utf8.size() - (bytes - k_gap_bytes) / 2;
  while (head > 0 && continues_character(utf8[head]))
    --head;
  while (tail < utf8.size() && continues_character(utf8[tail]))
    ++tail;
  const std::size_t kept = head + utf8.size() - tail;
  return std::string(utf8.substr(0, head)) + gap(std::max(total_bytes, utf8.size()) - kept) +
         std::string(utf8.substr(tail));
}

} // namespace relctl::host
