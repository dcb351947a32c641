// SPDX-License-Identifier: Apache-2.0
#include "planfile/quantities.hpp"

#include "base/text.hpp"
#include "plan/traffic.hpp"

#include <fmt/format.h>

#include <charconv>

namespace relctl::planfile {

namespace {

std::optional<Duration> parse_part(const Field& field, std::string_view text, Findings& findings) {
  const auto duration = parse_duration(trim(text));
  if (duration)
    return *duration;
  report_error(field, "bad-duration", duration.error().message, findings);
  return std::nullopt;
}

/// Reports a share that is out of bounds or has no percent sign.
std::optional<double> parse_share(const Field& field, const std::string& text, Findings& findings) {
  if (const auto share = plan::parse_share(text))
    return share;
  findings.error(field.mark(), "bad-percentage",
                 fmt::format("{} is '{}', not a percentage", field.name, one_line(text, 60)),
                 "write one from 0% to 100%, with the sign");
  return std::nullopt;
}

} // namespace

std::optional<int> read_whole(const Field& field, int least, int most, Findings& findings) {
  const Node* node = scalar_of(field, "a whole number", findings);
  if (!node)
    return std::nullopt;
  const std::string& text = node->text;
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (digits && !leading_zero && code == std::errc{} && value >= least && value <= most)
    return value;
  findings.error(field.mark(), "not-a-whole-number",
                 fmt::format("{} is '{}', not a whole number from {} to {}", field.name,
                             one_line(text, 60), least, most),
                 "write it in decimal digits, without sign or leading zero");
  return std::nullopt;
}

std::optional<double> read_number(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a number", findings);
  if (!node)
    return std::nullopt;
  const auto number = parse_number(node->text);
  if (number)
    return *number;
  report_error(field, "bad-number", number.error().message, findings);
  return std::nullopt;
}

std::optional<Quantity> read_quantity(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a quantity", findings);
  if (!node)
    return std::nullopt;
  const auto quantity = parse_quantity(node->text);
  if (quantity)
    return *quantity;
  report_error(field, "bad-quantity", quantity.error().message, findings);
  return std::nullopt;
}

std::optional<double> read_share(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a percentage", findings);
  return node ? parse_share(field, node->text, findings) : std::nullopt;
}

std::optional<plan::TemplateText> read_traffic(const Field& field, Findings& findings) {
  auto text = read_template(field, findings);
  if (text && text->text.find("{{") == std::string::npos &&
      !parse_share(field, text->text, findings))
    return std::nullopt;
  return text;
}

std::optional<Unit> read_unit(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a unit", findings);
  if (!node)
    return std::nullopt;
  auto unit = parse_unit(node->text);
  if (unit)
    return *std::move(unit);
  report_error(field, "unknown-unit", unit.error().message, findings);
  return std::nullopt;
}

std::optional<Duration> read_duration(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a duration", findings);
  const auto duration = node ? parse_part(field, node->text, findings) : std::nullopt;
  if (!duration || duration->ms > 0)
    return duration;
  findings.error(field.mark(), "bad-duration", field.name + " is zero", "write a longer one");
  return std::nullopt;
}

std::optional<DurationRange> read_duration_range(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a duration", findings);
  if (!node)
    return std::nullopt;
  const std::string_view text = node->text;
  const auto dots = text.find("..");
  const auto least = parse_part(field, text.substr(0, dots), findings);
  if (!least || dots == std::string_view::npos)
    return least ? std::optional(DurationRange{*least, *least}) : std::nullopt;
  const auto most = parse_part(field, text.substr(dots + 2), findings);
  if (!most)
    return std::nullopt;
  if (*least <= *most)
    return DurationRange{*least, *most};
  findings.error(field.mark(), "bad-range",
                 fmt::format("{} ends before it begins: '{}'", field.name, one_line(text, 60)),
                 "write the shorter duration first");
  return std::nullopt;
}

std::optional<plan::Limit> read_limit(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a limit such as \"> 1%\"", findings);
  if (!node)
    return std::nullopt;
  auto limit = plan::parse_limit(node->text);
  if (limit)
    return *std::move(limit);
  findings.error(mark_inside(*node, limit.error().offset), "bad-limit",
                 fmt::format("{}: {}", field.name, limit.error().message), limit.error().remedy);
  return std::nullopt;
}

} // namespace relctl::planfile
