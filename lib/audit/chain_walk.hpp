// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/database.hpp"
#include "ports/audit_log.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::audit {

/// What is wrong, and from which event on.
struct Defect {
  std::int64_t position = 0;
  std::string finding;
};

/// Follows the chain from genesis, event by event, and remembers what the rest of the log must
/// agree with. Nothing is taken from the log that the chain does not cover.
class ChainWalk {
public:
  /// `expected` is compared when the walk comes to its position.
  explicit ChainWalk(std::optional<ports::Anchor> expected);

  /// The next row of k_walk; a defect ends the walk.
  [[nodiscard]] std::optional<Defect> follow(const Query& row);
  /// After the last row: the anchor must have been met.
  [[nodiscard]] std::optional<Defect> finish() const;

  /// The last event that was in order.
  [[nodiscard]] ports::Anchor head() const;
  /// Last position of each release, by its id; the ledger is none.
  [[nodiscard]] std::map<std::string, std::int64_t> releases() const;

  static constexpr const char* k_walk =
      "SELECT position, stream, version, track, at_ms, actor, kind, body, is_reading, previous, "
      "hash FROM event NOT INDEXED ORDER BY position";

private:
  struct Stream {
    std::int64_t version = 0;
    std::int64_t last_position = 0;
  };

  std::optional<std::string> compare_anchor() const;

  std::optional<ports::Anchor> m_expected;
  std::int64_t m_position = 0;
  std::string m_hash;
  std::map<std::string, Stream, std::less<>> m_streams;
};

} // namespace relctl::audit
