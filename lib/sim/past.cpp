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

Result<void> Past::append(std::size_t series, const core::Reading& reading) {
  Column& column = m_columns[series];
  RELCTL_CHECK(!column.last || *column.last < reading.at);
  if (column.tail.empty())
    column.blocks.push_back({reading.at, -1});
  column.last = reading.at;
  ++column.count;
  column.tail.push_back(std::bit_cast<double>(reading.at.ms));
  column.tail.push_back(std::bit_cast<double>(cause_bits(reading.cause) |
                                              cause_bits(reading.baseline_unknown) << 8U));
  column.tail.push_back(reading.value.value_or(k_absent));
  column.tail.push_back(reading.volume.value_or(k_absent));
  column.tail.push_back(reading.baseline.value_or(k_absent));
  for (const std::string& id : m_series[series].references) {
    const auto found = reading.references.find(id);
    column.tail.push_back(found == reading.references.end() ? k_absent : found->second);
  }
  return column.tail.size() == k_block_readings * column.width ? flush(column) : Result<void>{};
}

Result<void> Past::flush(Column& column) {
  RELCTL_TRY_ASSIGN(column.blocks.back().offset, m_store->append(column.tail));
  column.tail.clear();
  return {};
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

PastReader::PastReader(const Past& past) : m_past(past), m_loaded(past.m_columns.size()) {}

const std::vector<double>& PastReader::load(std::size_t series, std::size_t block) {
  const Past::Column& column = m_past.m_columns[series];
  if (column.blocks[block].offset < 0)
    return column.tail;
  Loaded& loaded = m_loaded[series];
  if (loaded.block != block) {
    loaded.words.resize(k_block_readings * column.width);
    m_past.m_store->read(column.blocks[block].offset, loaded.words);
    loaded.block = block;
  }
  return loaded.words;
}

std::optional<core::Reading> PastReader::newest(std::size_t series, Instant at) {
  const Past::Column& column = m_past.m_columns[series];
  const auto after =
      std::upper_bound(column.blocks.begin(), column.blocks.end(), at,
                       [](Instant time, const Past::Block& block) { return time < block.first; });
  if (after == column.blocks.begin())
    return std::nullopt;
  const std::vector<double>& words =
      load(series, static_cast<std::size_t>(after - column.blocks.begin()) - 1);
  std::size_t low = 0; // Its first reading is not after `at`.
  for (std::size_t high = words.size() / column.width; high - low > 1;) {
    const std::size_t middle = (low + high) / 2;
    (time_of(words[middle * column.width]) <= at ? low : high) = middle;
  }
  const double* word = words.data() + low * column.width;
  const auto causes = std::bit_cast<std::uint64_t>(word[1]);
  const PastSeries& named = m_past.m_series[series];
  core::Reading reading;
  reading.metric = named.metric;
  reading.series = named.series;
  reading.at = time_of(word[0]);
  reading.cause = cause_of(causes & 0xFFU);
  reading.baseline_unknown = cause_of(causes >> 8U & 0xFFU);
  reading.value = number_of(word[2]);
  reading.volume = number_of(word[3]);
  reading.baseline = number_of(word[4]);
  for (std::size_t i = 0; i < named.references.size(); ++i)
    if (const auto number = number_of(word[k_fixed_words + i]))
      reading.references[named.references[i]] = *number;
  return reading;
}

} // namespace relctl::sim
