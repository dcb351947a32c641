// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/yaml_tree.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relctl::planfile {

/// A value of the plan together with the words that name it in messages: `'every' of metric 'p95'`.
/// Without a node it stands for a key that the plan leaves out; every reader passes over it.
struct Field {
  const Node* node = nullptr;
  std::string name;

  explicit operator bool() const { return node != nullptr; }
  [[nodiscard]] plan::Mark mark() const { return node ? node->mark : plan::Mark{}; }
};

/// A scalar that is not empty, or null; anything else is reported as not being `wanted` ("a
/// duration").
[[nodiscard]] const Node* scalar_of(const Field& field, std::string_view wanted,
                                    Findings& findings);

/// A sequence, or null; anything else is reported.
[[nodiscard]] const Node* sequence_of(const Field& field, std::string_view wanted,
                                      Findings& findings);

/// A mapping, or null; anything else is reported.
[[nodiscard]] const Node* mapping_of(const Field& field, std::string_view wanted,
                                     Findings& findings);

/// The parts of a list or mapping, to be gone through once. They end where no further mistake is
/// kept: such a plan is refused anyhow, and reading thousands of parts more would only take time.
template <class T>
class Parts {
public:
  struct End {};

  class Iterator {
  public:
    Iterator(const Parts& parts) : m_parts(parts) {}
    const T& operator*() const { return m_parts.m_parts[m_next]; }
    Iterator& operator++() {
      ++m_next;
      return *this;
    }
    bool operator!=(End) const {
      return m_next < m_parts.m_parts.size() && !m_parts.m_findings.full();
    }

  private:
    const Parts& m_parts;
    std::size_t m_next = 0;
  };

  /// Keeps `findings`.
  Parts(std::vector<T> parts, const Findings& findings)
      : m_parts(std::move(parts)), m_findings(findings) {}
  [[nodiscard]] Iterator begin() const { return {*this}; }
  [[nodiscard]] End end() const { return {}; }
  [[nodiscard]] bool empty() const { return m_parts.empty(); }

private:
  std::vector<T> m_parts;
  const Findings& m_findings;
};

/// The elements of a list, named "item 2 of …"; refused ones are left out.
[[nodiscard]] Parts<Field> list_items(const Field& field, std::string_view wanted,
                                      Findings& findings);

/// One named part of a section: `error_rate: {…}` under `metrics`.
struct NamedField {
  std::string id;
  plan::Mark id_mark;
  Field field;
};

/// The parts of a mapping, each called `kind 'id'`; refuses keys that are no ids.
[[nodiscard]] Parts<NamedField> named_items(const Field& field, std::string_view kind,
                                            Findings& findings);

/// Says that `value` is none of `known`, with the nearest one.
void refuse_choice(plan::Mark mark, const std::string& rule, const std::string& message,
                   std::string_view value, const std::vector<std::string>& known,
                   Findings& findings);

/// Letters, digits, `_`, `-` and `.`, beginning with a letter or digit, at most 64 bytes.
[[nodiscard]] bool is_id(std::string_view text);

/// Letters, digits and `_`, not beginning with a digit: what templates, limits and environments
/// can name.
[[nodiscard]] bool is_name(std::string_view text);

} // namespace relctl::planfile
