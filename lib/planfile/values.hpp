// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/template_text.hpp"
#include "planfile/field.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::planfile {

// Each reader gives no value for a field that the plan leaves out, and for a wrong one after having
// reported it.

/// Any text. `${` is refused: the environment is read in sources and credentials only.
[[nodiscard]] std::optional<std::string> read_text(const Field& field, Findings& findings);
[[nodiscard]] std::optional<plan::TemplateText> read_template(const Field& field,
                                                              Findings& findings);
[[nodiscard]] std::optional<std::string> read_id(const Field& field, Findings& findings);
/// An identifier after is_name.
[[nodiscard]] std::optional<std::string> read_name(const Field& field, Findings& findings);
/// One of `known`; else the nearest is named.
[[nodiscard]] std::optional<std::string>
read_choice(const Field& field, const std::vector<std::string>& known, Findings& findings);

/// `true` or `false`, without quotes, and nothing else.
[[nodiscard]] std::optional<bool> read_boolean(const Field& field, Findings& findings);

[[nodiscard]] std::vector<std::string> read_ids(const Field& field, Findings& findings);
/// A list of ids, or one id alone.
[[nodiscard]] std::vector<std::string> read_id_or_ids(const Field& field, Findings& findings);
/// `id` or `id/id`.
[[nodiscard]] std::optional<std::string> read_address(const Field& field, Findings& findings);
/// A list of them.
[[nodiscard]] std::vector<std::string> read_addresses(const Field& field, Findings& findings);
[[nodiscard]] std::vector<std::string> read_texts(const Field& field, Findings& findings);

/// The place of byte `offset` of the scalar's text; the scalar's own place where that is not
/// simple.
[[nodiscard]] plan::Mark mark_inside(const Node& scalar, std::size_t offset);

/// Reports an error of lib/base, whose messages read `cause; remedy`.
void report_error(const Field& field, const std::string& rule, const std::string& message,
                  Findings& findings);

template <class T, class U>
void assign(T& target, std::optional<U> value) {
  if (value)
    target = *std::move(value);
}

} // namespace relctl::planfile
