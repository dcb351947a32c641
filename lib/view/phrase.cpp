// SPDX-License-Identifier: Apache-2.0
#include "view/phrase.hpp"

#include "base/quantity.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::view {
namespace {

constexpr int k_wide = 2;

std::size_t length_of_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return length;
}

/// The next piece that must not be broken: a wide character, or a run of others up to a space.
/// Leading spaces are part of it.
std::string_view take_piece(std::string_view& rest) {
  std::size_t end = std::min(rest.find_first_not_of(' '), rest.size());
  const std::size_t first = end;
  while (end < rest.size() && rest[end] != ' ' && rest[end] != '\n') {
    const std::size_t length = length_of_character(rest.substr(end));
    const bool is_wide = display_width(rest.substr(end, length)) >= k_wide;
    if (is_wide && end > first)
      break;
    end += length;
    if (is_wide)
      break;
  }
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end);
  return piece;
}

} // namespace

std::string short_duration(Duration duration) {
  if (milliseconds(0) < duration && duration < seconds(1))
    return format_duration(duration);
  const std::int64_t s = std::max<std::int64_t>(0, duration.ms) / 1000;
  if (s < 60)
    return fmt::format("{}s", s);
  if (s < 3600)
    return s % 60 == 0 ? fmt::format("{}m", s / 60) : fmt::format("{}m{:02}s", s / 60, s % 60);
  const std::int64_t m = s / 60;
  if (m < 24 * 60)
    return m % 60 == 0 ? fmt::format("{}h", m / 60) : fmt::format("{}h{:02}m", m / 60, m % 60);
  const std::int64_t h = m / 60;
  return h % 24 == 0 ? fmt::format("{}d", h / 24) : fmt::format("{}d{}h", h / 24, h % 24);
}

std::string time_text(Instant instant) {
  return format_instant(instant == k_never ? instant : Instant{instant.ms - instant.ms % 1000});
}

std::string share_text(double share) {
  return format_quantity(share, Dimension::ratio);
}

std::string version_text(const std::string& version) {
  return version.empty() ? "(none)" : "v" + version;
}

std::string words_of(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string finding_name(const core::Finding& finding) {
  return finding.series.empty() ? finding.threshold
                                : finding.threshold + "[" + finding.series + "]";
}

Dimension dimension_of(const plan::Plan& plan, const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(plan, finding.threshold);
  const plan::Metric* metric =
      threshold == nullptr ? nullptr : plan::find_metric(plan, threshold->metric);
  return metric == nullptr ? Dimension::none : metric->unit.dimension;
}

std::string limit_text(const plan::Plan& plan, const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(plan, finding.threshold);
  const bool has_limit = threshold != nullptr && threshold->breach;
  const auto* burn =
      threshold == nullptr ? nullptr : std::get_if<plan::BurnRate>(&threshold->shape);
  if (burn != nullptr &&
      has_limit) // The limit of one reading is the objective, which may be missed.
    return std::string(plan::comparison_text(threshold->breach->comparison)) + " " +
           format_quantity(plan::is_upper(threshold->breach->comparison)
                               ? plan::burning_share(*burn)
                               : 1.0 - plan::burning_share(*burn),
                           Dimension::ratio);
  if (!finding.limit)
    return has_limit ? threshold->breach->text : "";
  const std::string value = format_quantity(*finding.limit, dimension_of(plan, finding));
  if (!has_limit)
    return value;
  return std::string(plan::comparison_text(threshold->breach->comparison)) + " " + value;
}

std::string value_text(const plan::Plan& plan, const core::Finding& finding) {
  return finding.value ? format_quantity(*finding.value, dimension_of(plan, finding)) : "–";
}

std::optional<double> planned_share(const plan::Plan& plan, const plan::Phase& phase,
                                    const plan::Values& values) {
  std::string text;
  for (const plan::Phase& candidate : plan.phases) {
    if (candidate.track == phase.track && !candidate.traffic.text.empty())
      text = candidate.traffic.text;
    if (candidate.id == phase.id && candidate.track == phase.track)
      break;
  }
  const auto share = parse_quantity(plan::render(text, values));
  if (!share || share->dimension != Dimension::ratio)
    return std::nullopt;
  return share->value;
}

std::string bar(double done, int columns) {
  const int full = static_cast<int>(std::floor(std::clamp(done, 0.0, 1.0) * columns));
  std::string text = "[";
  for (int i = 0; i < columns; ++i)
    text += i < full ? "█" : "░";
  return text + "]";
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines(1);
  int column = 0;
  for (std::string_view rest = text; !rest.empty();) {
    if (rest.front() == '\n') {
      rest.remove_prefix(1);
      lines.emplace_back();
      column = 0;
      continue;
    }
    std::string_view piece = take_piece(rest);
    if (column > 0 && column + display_width(piece) > width) {
      lines.emplace_back();
      column = 0;
      piece = trim(piece);
    }
    lines.back() += piece;
    column += display_width(piece);
  }
  return lines;
}

} // namespace relctl::view
