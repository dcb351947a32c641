// SPDX-License-Identifier: Apache-2.0
#include "view/chart.hpp"

#include "view/chart_scale.hpp"
#include "view/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::view {
namespace {

constexpr double k_width = 920;
constexpr double k_height = 200;
constexpr double k_left = 70;
constexpr double k_right = 14;
constexpr double k_top = 10;
constexpr double k_bottom = 24;
constexpr double k_dot_room = 7; ///< Pixels between readings above which each gets a dot.

/// Where a time and a value lie on the paper.
class Paper {
public:
  explicit Paper(const Chart& chart)
      : m_range(range_of(chart)), m_from(chart.from),
        m_span(std::max<std::int64_t>(1, (chart.to - chart.from).ms)) {}

  [[nodiscard]] double x(Instant at) const { return x(static_cast<double>(at.ms)); }
  [[nodiscard]] double x(double ms) const {
    const double share = (ms - static_cast<double>(m_from.ms)) / static_cast<double>(m_span);
    return k_left + std::clamp(share, 0.0, 1.0) * (k_width - k_left - k_right);
  }
  [[nodiscard]] double y(double value) const {
    const double share = (value - m_range.low) / (m_range.high - m_range.low);
    return k_height - k_bottom - share * (k_height - k_top - k_bottom);
  }
  [[nodiscard]] const Range& range() const { return m_range; }

private:
  Range m_range;
  Instant m_from;
  std::int64_t m_span;
};

struct Spot {
  double x = 0.0;
  std::optional<double> y;
};

/// The line on paper. Of the readings in one column of pixels only the first, the least, the
/// greatest and the last are kept, in their order; the line looks the same.
std::vector<Spot> spots_of(const Chart::Line& line, const Paper& paper) {
  std::vector<Spot> spots;
  std::vector<Spot> column;
  const auto flush = [&] {
    const auto [least, greatest] = std::minmax_element(
        column.begin(), column.end(), [](const Spot& a, const Spot& b) { return a.y < b.y; });
    for (auto spot = column.begin(); spot != column.end(); ++spot)
      if (spot == column.begin() || spot == least || spot == greatest ||
          spot == std::prev(column.end()))
        spots.push_back(*spot);
    column.clear();
  };
  for (const auto& [at, value] : line.points) {
    const double x = paper.x(at);
    if (!column.empty() && std::floor(column.front().x) != std::floor(x))
      flush();
    column.push_back({x, value ? std::optional(paper.y(*value)) : std::nullopt});
  }
  if (!column.empty())
    flush();
  return spots;
}

std::string path_of(const std::vector<Spot>& spots, bool stepped) {
  std::string path;
  bool is_drawing = false;
  for (const Spot& spot : spots) {
    if (!spot.y) {
      is_drawing = false;
      continue;
    }
    if (is_drawing && stepped)
      path += fmt::format("H{:.1f}", spot.x);
    path += fmt::format("{}{:.1f} {:.1f}", is_drawing ? "L" : "M", spot.x, *spot.y);
    is_drawing = true;
  }
  return path;
}

std::string_view class_of(Chart::Kind kind) {
  switch (kind) {
  case Chart::Kind::value:
    return "value";
  case Chart::Kind::baseline:
    return "baseline";
  case Chart::Kind::limit:
    return "limit";
  case Chart::Kind::target:
    return "target";
  }
  return "value";
}

/// A dot for each reading where there is room, and for one that stands alone; a cross on the axis
/// for each that has no value.
std::string marks_of(const std::vector<Spot>& spots) {
  std::string marks;
  const double room = k_width / static_cast<double>(std::max<std::size_t>(1, spots.size()));
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const bool is_alone = (i == 0 || !spots[i - 1].y) && (i + 1 == spots.size() || !spots[i + 1].y);
    if (!spots[i].y)
      marks += fmt::format("<path class=\"unknown\" d=\"M{:.1f} {:.1f}v-7\"/>", spots[i].x,
                           k_height - k_bottom);
    else if (room >= k_dot_room || is_alone)
      marks +=
          fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\"/>", spots[i].x, *spots[i].y);
  }
  return marks;
}

std::string line_svg(const Chart::Line& line, const Paper& paper) {
  const std::vector<Spot> spots = spots_of(line, paper);
  const std::string path = path_of(spots, line.stepped);
  if (path.empty() && line.kind != Chart::Kind::value)
    return {};
  return fmt::format("<g class=\"{}\"><title>{}</title><path d=\"{}\"/>{}</g>\n",
                     class_of(line.kind), html_text(line.name), path,
                     line.kind == Chart::Kind::value && !line.stepped ? marks_of(spots) : "");
}

std::string bands_svg(const Chart& chart, const Paper& paper) {
  std::string svg;
  for (const Chart::Band& band : chart.bands) {
    const double x = paper.x(band.from);
    svg += fmt::format(
        "<rect class=\"band{}\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\">"
        "<title>{}</title></rect>\n",
        band.tone == Tone::bad ? " bad" : "", x, k_top, std::max(0.0, paper.x(band.to) - x),
        k_height - k_top - k_bottom, html_text(band.name));
  }
  return svg;
}

std::string grid_svg(const Chart& chart, const Paper& paper) {
  std::string lines;
  std::string texts;
  for (const Tick& tick : value_ticks(paper.range(), chart.dimension)) {
    lines += fmt::format("M{} {:.1f}H{}", k_left, paper.y(tick.at), k_width - k_right);
    texts += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", k_left - 6,
                         paper.y(tick.at) + 4, html_text(tick.text));
  }
  for (const Tick& tick : time_ticks(chart.from, chart.to)) {
    lines += fmt::format("M{:.1f} {}V{}", paper.x(tick.at), k_top, k_height - k_bottom);
    texts += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                         std::min(paper.x(tick.at), k_width - k_right - 16), k_height - 6,
                         html_text(tick.text));
  }
  return fmt::format("<path class=\"grid\" d=\"{}\"/>{}\n", lines, texts);
}

bool has_numbers(const Chart& chart) {
  return std::any_of(chart.lines.begin(), chart.lines.end(), [](const Chart::Line& line) {
    return std::any_of(line.points.begin(), line.points.end(),
                       [](const auto& point) { return point.second.has_value(); });
  });
}

} // namespace

std::string chart_svg(const Chart& chart) {
  if (!has_numbers(chart))
    return {};
  const Paper paper(chart);
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" "
                                "xmlns=\"http://www.w3.org/2000/svg\">\n",
                                k_width, k_height, html_text(chart.title));
  svg += bands_svg(chart, paper) + grid_svg(chart, paper);
  for (const Chart::Line& line : chart.lines)
    svg += line_svg(line, paper);
  if (chart.cut)
    svg += fmt::format("<path class=\"cut\" d=\"M{:.1f} {}V{}\"/>\n", paper.x(*chart.cut), k_top,
                       k_height - k_bottom);
  return svg + "</svg>\n";
}

} // namespace relctl::view
