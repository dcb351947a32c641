// SPDX-License-Identifier: Apache-2.0
#include "sim/past.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace relctl::sim {
namespace {

constexpr std::size_t k_block_readings = 1024;
constexpr std::size_t k_fixed_words = 5; // time, causes, value, volume, baseline
constexpr double k_absent = std::numeric_limits<double>::quiet_NaN();

std::uint64_t cause_bits(const std::optional<plan::Cause>& cause) {
  return cause ? static_cast<std::uint64_t>(*cause) + 1 : 0;
}

std::optional<plan::Cause> cause_of(std::uint64_t bits) {
  return bits == 0 ? std::nullopt : std::optional(static_cast<plan::Cause>(bits - 1));
}

std::optional<double> number_of(double word) {
  return std::isnan(word) ? std::nullopt : std::optional(word);
}

Instant time_of(double word) {
  return {std::bit_cast<std::int64_t>(word)};
}

} // namespace

std::size_t Past::add(PastSeries series) {
  Column column;
  column.width = k_fixed_words + series.references.size();
  m_series.push_back(std::move(series));
  m_columns.push_back(std::move(column));
  return m_series.size() - 1;
}

/// The other words are filled in, then comes end().
double* Past::begin(Column& column, Instant at) {
  RELCTL_CHECK(!column.last || *column.last < at);
  if (column.tail.empty()) {
    column.tail.reserve(k_block_readings * column.width);
    column.blocks.push_back({at, -1});
  }
  column.last = at;
  ++column.count;
  column.tail.resize(column.tail.size() + column.width);
  double* words = column.tail.data() + (column.tail.size() - column.width);
  words[0] = std::bit_cast<double>(at.ms);
  return words;
}

Result<void> Past::end(Column& column) {
  if (column.tail.size() < k_block_readings * column.width)
    return {};
  RELCTL_TRY_ASSIGN(column.blocks.back().offset, m_store->append(column.tail));
  column.tail.clear();
  return {};
}

Result<void> Past::append(std::size_t series, const core::Reading& reading) {
  Column& column = m_columns[series];
  double* words = begin(column, reading.at);
  words[1] =
      std::bit_cast<double>(cause_bits(reading.cause) | cause_bits(reading.baseline_unknown) << 8U);
  words[2] = reading.value.value_or(k_absent);
  words[3] = reading.volume.value_or(k_absent);
  words[4] = reading.baseline.value_or(k_absent);
  words += k_fixed_words;
  for (const std::string& id : m_series[series].references) {
    const auto found = reading.references.find(id);
    *words++ = found == reading.references.end() ? k_absent : found->second;
  }
  return end(column);
}

Result<void> Past::append(std::size_t series, Instant at, double value,
                          const std::optional<double>& volume,
                          const std::optional<double>& baseline) {
  Column& column = m_columns[series];
  double* words = begin(column, at);
  words[1] = std::bit_cast<double>(std::uint64_t{0});
  words[2] = value;
  words[3] = volume.value_or(k_absent);
  words[4] = baseline.value_or(k_absent);
  std::fill(words + k_fixed_words, words + column.width, k_absent);
  return end(column);
}

std::optional<Instant> Past::first(std::size_t series) const {
  const auto& blocks = m_columns[series].blocks;
  return blocks.empty() ? std::nullopt : std::optional(blocks.front().first);
}

std::optional<Instant> Past::last(std::size_t series) const {
  return m_columns[series].last;
}

std::int64_t Past::count(std::size_t series) const {
  return m_columns[series].count;
}

std::optional<plan::Cause> PastNumbers::cause() const {
  return cause_of(std::bit_cast<std::uint64_t>(m_words[1]) & 0xFFU);
}

std::optional<plan::Cause> PastNumbers::baseline_unknown() const {
  return cause_of(std::bit_cast<std::uint64_t>(m_words[1]) >> 8U & 0xFFU);
}

PastReader::PastReader(const Past& past) : m_past(past), m_cursors(past.m_columns.size()) {}

void PastReader::move_to_block(const Past::Column& column, Instant at, Cursor& cursor) const {
  const auto& blocks = column.blocks;
  const auto after =
      std::upper_bound(blocks.begin(), blocks.end(), at,
                       [](Instant time, const Past::Block& block) { return time < block.first; });
  const Past::Block& block = *std::prev(after);
  cursor.from = block.first;
  cursor.until = after == blocks.end() ? k_never : after->first;
  cursor.place = 0;
  if (block.offset < 0) {
    cursor.words = column.tail.data();
    cursor.count = column.tail.size() / column.width;
  } else {
    cursor.kept.resize(k_block_readings * column.width);
    m_past.m_store->read(block.offset, cursor.kept);
    cursor.words = cursor.kept.data();
    cursor.count = k_block_readings;
  }
}

std::optional<PastNumbers> PastReader::numbers(std::size_t series, Instant at) {
  const Past::Column& column = m_past.m_columns[series];
  if (column.blocks.empty() || at < column.blocks.front().first)
    return std::nullopt;
  Cursor& cursor = m_cursors[series];
  if (at < cursor.from || at >= cursor.until)
    move_to_block(column, at, cursor);
  const auto is_reached = [&](std::size_t place) {
    return place < cursor.count && time_of(cursor.words[place * column.width]) <= at;
  };
  std::size_t low = is_reached(cursor.place) ? cursor.place : 0; // Never after `at`.
  if (is_reached(low + 1))
    ++low;
  if (is_reached(low + 1))
    for (std::size_t high = cursor.count; high - low > 1;) {
      const std::size_t middle = (low + high) / 2;
      (is_reached(middle) ? low : high) = middle;
    }
  cursor.place = low;
  return PastNumbers(cursor.words + low * column.width);
}

std::optional<core::Reading> PastReader::newest(std::size_t series, Instant at) {
  const auto found = numbers(series, at);
  if (!found)
    return std::nullopt;
  const PastSeries& named = m_past.m_series[series];
  core::Reading reading;
  reading.metric = named.metric;
  reading.series = named.series;
  reading.at = found->at();
  reading.cause = found->cause();
  reading.baseline_unknown = found->baseline_unknown();
  reading.value = number_of(found->value());
  reading.volume = number_of(found->volume());
  reading.baseline = number_of(found->baseline());
  for (std::size_t i = 0; i < named.references.size(); ++i)
    if (const auto number = number_of(found->reference(i)))
      reading.references[named.references[i]] = *number;
  return reading;
}

} // namespace relctl::sim
