// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/field.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::planfile {

/// The name of the plan itself in messages.
constexpr std::string_view k_plan_name = "the plan";

/// Reads the keys of one mapping and knows which of them nobody asked for. A value that is no
/// mapping is reported once and reads as one without keys.
class MapReader {
public:
  /// Keeps `findings`; `field` must outlive the reader.
  MapReader(const Field& field, Findings& findings);

  /// False when the value was no mapping: what it should have held is not worth asking for.
  [[nodiscard]] bool usable() const { return m_map != nullptr; }
  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] plan::Mark mark() const { return m_mark; }

  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] Field optional(const std::string& key);
  /// Reports the key when it is missing; the remedy is to add it unless another one is given.
  [[nodiscard]] Field required(const std::string& key, const std::string& remedy = {});

  /// The one key of `keys` that the mapping has; reports none and several.
  [[nodiscard]] std::string one_of(const std::vector<std::string>& keys);
  /// At most one of `keys`, else a report; empty when there is none.
  [[nodiscard]] std::string at_most_one_of(const std::vector<std::string>& keys);

  /// Reports keys that the language has, but this release of relctl does not.
  void refuse_later(std::initializer_list<const char*> keys);

  /// Reports every key that nobody asked for, with the nearest one that was.
  void finish();

private:
  [[nodiscard]] const Entry* find(std::string_view key) const;

  Findings& m_findings;
  const Node* m_map;
  std::string m_name;
  plan::Mark m_mark;
  std::vector<std::string> m_known;
  std::vector<std::string> m_later;
};

} // namespace relctl::planfile
