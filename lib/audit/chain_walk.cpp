// SPDX-License-Identifier: Apache-2.0
#include "audit/chain_walk.hpp"

#include "audit/chain.hpp"
#include "audit/schema.hpp"
#include "base/text.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

namespace relctl::audit {

namespace {

Link link_of(const Query& row) {
  return {row.integer(0), row.bytes(1), row.integer(2), row.bytes(3), row.integer(4),
          row.bytes(5),   row.bytes(6), row.bytes(7),   row.bytes(9)};
}

} // namespace

ChainWalk::ChainWalk(std::optional<ports::Anchor> expected)
    : m_expected(std::move(expected)), m_hash(32, '\0') {}

std::optional<Defect> ChainWalk::follow(const Query& row) {
  const Link link = link_of(row);
  const std::int64_t due = m_position + 1;
  const auto defect = [due](std::string finding) { return Defect{due, std::move(finding)}; };
  if (link.position != due)
    return defect(fmt::format("event {} is missing: the next one is {}", due, link.position));
  if (link.previous != m_hash)
    return defect(fmt::format("event {} does not link to the event before it", due));
  const Digest hash = link_hash(link);
  if (row.bytes(10) != as_bytes(hash))
    return defect(fmt::format("event {} was changed: its content does not have its hash", due));
  auto stream = m_streams.find(link.stream);
  if (stream == m_streams.end())
    stream = m_streams.emplace(std::string(link.stream), Stream{}).first;
  if (link.version != stream->second.version + 1)
    return defect(fmt::format("event {} is version {} of {}, where version {} is due", due,
                              link.version, one_line(link.stream, 160),
                              stream->second.version + 1));
  if ((row.integer(8) != 0) != (link.kind == ports::k_reading_kind))
    return defect(fmt::format("event {} is filed in the wrong slice for its kind", due));
  stream->second = {link.version, due};
  m_position = due;
  m_hash = as_bytes(hash);
  if (auto finding = compare_anchor())
    return defect(std::move(*finding));
  return std::nullopt;
}

std::optional<std::string> ChainWalk::compare_anchor() const {
  if (!m_expected || m_expected->position != m_position || m_expected->hash == hex_of(m_hash))
    return std::nullopt;
  return fmt::format(
      "the anchor names {}:{}, the log has {}:{}: the log was rewritten at or before "
      "event {}, or it is another log",
      m_expected->position, m_expected->hash, m_position, hex_of(m_hash), m_position);
}

std::optional<Defect> ChainWalk::finish() const {
  if (!m_expected)
    return std::nullopt;
  if (m_expected->position > m_position)
    return Defect{m_position + 1,
                  fmt::format("the log ends at {}, the anchor names {}: the tail was cut",
                              m_position, m_expected->position)};
  const std::string genesis(64, '0');
  if (m_expected->position == 0 && m_expected->hash != genesis)
    return Defect{1, fmt::format("the anchor names 0:{}, but every log begins at 0:{}",
                                 m_expected->hash, genesis)};
  return std::nullopt;
}

ports::Anchor ChainWalk::head() const {
  return {m_position, hex_of(m_hash)};
}

std::map<std::string, std::int64_t> ChainWalk::releases() const {
  std::map<std::string, std::int64_t> positions;
  for (const auto& [name, stream] : m_streams)
    if (name != ports::k_ledger_stream)
      positions.emplace(name, stream.last_position);
  return positions;
}

} // namespace relctl::audit
