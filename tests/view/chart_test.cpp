// SPDX-License-Identifier: Apache-2.0
#include "view/chart.hpp"
#include "view/chart_scale.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using view::test::at;
using view::test::k_opened;

namespace {

Chart chart_with(std::vector<std::optional<double>> values) {
  Chart chart;
  chart.title = "error rate";
  chart.dimension = Dimension::ratio;
  chart.from = k_opened;
  chart.to = k_opened + minutes(static_cast<std::int64_t>(values.size()));
  Chart::Line line{"error rate", Chart::Kind::value, {}};
  Duration since;
  for (const std::optional<double>& value : values) {
    line.points.emplace_back(at(since), value);
    since = since + minutes(1);
  }
  chart.lines = {line};
  return chart;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t i = text.find(part); i != text.npos; i = text.find(part, i + 1))
    ++found;
  return found;
}

std::vector<std::string> texts(const std::vector<Tick>& ticks) {
  std::vector<std::string> all;
  for (const Tick& tick : ticks)
    all.push_back(tick.text);
  return all;
}

} // namespace

TEST_CASE("a line has a gap, and the axis a mark, where a reading has no value") {
  const std::string svg = chart_svg(chart_with({0.1, 0.2, {}, 0.3, 0.2}));
  CHECK(count(svg, "class=\"unknown\"") == 1);
  CHECK(count(svg, "M70.0") >= 1);
  CHECK(count(svg, "<circle") == 4);
  const std::size_t path = svg.find("<g class=\"value\">");
  CHECK(count(svg.substr(svg.find("<path d=", path)), "M") >= 2);
}

TEST_CASE("a chart without any number is not drawn") {
  CHECK(chart_svg(chart_with({})).empty());
  CHECK(chart_svg(chart_with({{}, {}})).empty());
  CHECK_FALSE(chart_svg(chart_with({0.0})).empty());
}

TEST_CASE("a long series is thinned and keeps its peak") {
  std::vector<std::optional<double>> values(20'000, 0.01);
  values[777] = 0.5;
  Chart chart = chart_with(values);
  const std::string svg = chart_svg(chart);
  CHECK(svg.size() < 60'000);
  chart.lines[0].points[777].second = 0.01;
  CHECK(range_of(chart).high < 0.02);
  CHECK(chart_svg(chart) != svg);
  CHECK(svg.find(" 22.3") != svg.npos); // The peak's height on paper.
}

TEST_CASE("names in a chart are text") {
  Chart chart = chart_with({0.1, 0.2});
  chart.title = "\"><script>";
  chart.bands = {{"<b>", k_opened, k_opened + minutes(1)}};
  const std::string svg = chart_svg(chart);
  CHECK(svg.find("<script") == svg.npos);
  CHECK(svg.find("<b>") == svg.npos);
}

TEST_CASE("the value axis begins at zero unless the numbers lie close together far from it") {
  CHECK(range_of(chart_with({0.01, 0.03})).low == 0);
  CHECK(range_of(chart_with({0.990, 0.999})).low > 0.98);
  CHECK(range_of(chart_with({-1.0, 2.0})).low < -1);
  const Range flat = range_of(chart_with({0.0}));
  CHECK(flat.high > flat.low);
}

TEST_CASE("axes have round values in the metric's unit and round times") {
  CHECK(texts(value_ticks({0, 0.05}, Dimension::ratio)) ==
        std::vector<std::string>{"0%", "1%", "2%", "3%", "4%", "5%"});
  CHECK(texts(value_ticks({0, 0.31}, Dimension::time)) ==
        std::vector<std::string>{"0s", "100ms", "200ms", "300ms"});
  CHECK(texts(value_ticks({0, 4096}, Dimension::bytes)).back() == "4 KiB");
  CHECK(texts(time_ticks(at(seconds(-50)), at(minutes(1)))) ==
        std::vector<std::string>{"01:49:30", "01:50:00", "01:50:30", "01:51:00"});
  CHECK(texts(time_ticks(k_opened, at(hours(1)))).front() == "01:50");
  CHECK(texts(time_ticks(k_opened, at(hours(30)))).front() == "11-22 06:00");
  CHECK(texts(time_ticks(k_opened, at(hours(24 * 40)))).front().size() == 5);
}
