// SPDX-License-Identifier: Apache-2.0
#include "sim/past.hpp"

#include "base/check.hpp"
#include "sim/past_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace relctl::sim {
namespace {

constexpr Duration k_shortest_gap = hours(1);
constexpr std::size_t k_even_readings = 1024;
/// Few, so that a reading with a cause among those without keeps few of them from being even; and
/// never less, so that the blocks of a history without any order are few.
constexpr std::size_t k_uneven_readings = 64;
constexpr std::size_t k_shortest_even = 16;

bool is_number(const std::optional<double>& number) {
  return !number || !std::isnan(*number);
}

/// What is in both; either is in order.
std::vector<Period> in_both(const std::vector<Period>& some, const std::vector<Period>& others) {
  std::vector<Period> both;
  for (std::size_t i = 0, k = 0; i < some.size() && k < others.size();) {
    const Instant from = std::max(some[i].from, others[k].from);
    const Instant to = std::min(some[i].to, others[k].to);
    if (from < to)
      both.push_back({from, to});
    some[i].to < others[k].to ? ++i : ++k;
  }
  return both;
}

} // namespace

std::size_t Past::add(PastSeries series) {
  Column column;
  column.width = place_of(PastWord::count) + series.references.size();
  m_series.push_back(std::move(series));
  m_columns.push_back(std::move(column));
  return m_series.size() - 1;
}

void Past::note_time(Column& column, Instant at) {
  RELCTL_CHECK(!column.last || *column.last < at);
  if (column.last && at - *column.last >= k_shortest_gap)
    column.gaps.push_back({*column.last, at});
  column.last = at;
  ++column.count;
}

void Past::note_next(Column& column) {
  const Block& block = column.blocks.back();
  const bool goes_on = block.form == Form::even && !block.has_volume && !block.has_baseline &&
                       block.count > 1 && block.count < k_even_readings &&
                       block.every < k_shortest_gap;
  column.next = goes_on ? *column.last + block.every : k_never;
}

Result<void> Past::open_block(Column& column, Form form, Instant at) {
  RELCTL_TRY(close_block(column));
  Block block;
  block.form = form;
  block.first = at;
  column.blocks.push_back(block);
  column.words.reserve(form == Form::even ? k_even_readings : k_uneven_readings * column.width);
  return {};
}

Result<void> Past::close_block(Column& column) {
  if (column.words.empty())
    return {};
  column.words.insert(column.words.end(), column.volumes.begin(), column.volumes.end());
  column.words.insert(column.words.end(), column.baselines.begin(), column.baselines.end());
  RELCTL_TRY_ASSIGN(column.blocks.back().offset, m_store->append(column.words));
  column.words.clear();
  column.volumes.clear();
  column.baselines.clear();
  return {};
}

Result<void> Past::append(std::size_t series, const core::Reading& reading) {
  const bool is_of_numbers = reading.value && !reading.cause && !reading.baseline_unknown &&
                             m_series[series].references.empty();
  return is_of_numbers
             ? append(series, reading.at, *reading.value, reading.volume, reading.baseline)
             : append_uneven(series, reading);
}

Result<void> Past::append(std::size_t series, Instant at, double value,
                          const std::optional<double>& volume,
                          const std::optional<double>& baseline) {
  Column& column = m_columns[series];
  if (at == column.next && std::isfinite(value) && !volume && !baseline) {
    column.words.push_back(value);
    column.last = at;
    ++column.count;
    const std::size_t count = ++column.blocks.back().count;
    column.next = count < k_even_readings ? at + column.blocks.back().every : k_never;
    return {};
  }
  const auto has_place = [&](const Block& block) {
    return block.form == Form::even && block.count < k_even_readings &&
           (block.count == 1 || at == *column.last + block.every) &&
           block.has_volume == volume.has_value() && block.has_baseline == baseline.has_value();
  };
  const Block* last = column.blocks.empty() ? nullptr : &column.blocks.back();
  const bool is_even = std::isfinite(value) && is_number(volume) && is_number(baseline);
  const bool fits = last != nullptr && is_even && has_place(*last);
  const bool is_of_no_order = last != nullptr && !fits &&
                              (last->form == Form::uneven ? last->count < k_uneven_readings
                                                          : last->count < k_shortest_even);
  if (!is_even || is_of_no_order) {
    core::Reading reading;
    reading.at = at;
    reading.value = value;
    reading.volume = volume;
    reading.baseline = baseline;
    return append_uneven(series, reading);
  }
  if (!fits) {
    RELCTL_TRY(open_block(column, Form::even, at));
    column.blocks.back().has_volume = volume.has_value();
    column.blocks.back().has_baseline = baseline.has_value();
  }
  Block& block = column.blocks.back();
  if (block.count == 1)
    block.every = at - block.first;
  note_time(column, at);
  ++block.count;
  column.words.push_back(value);
  if (volume)
    column.volumes.push_back(*volume);
  if (baseline)
    column.baselines.push_back(*baseline);
  note_next(column);
  return {};
}

Result<void> Past::append_uneven(std::size_t series, const core::Reading& reading) {
  Column& column = m_columns[series];
  const Block* last = column.blocks.empty() ? nullptr : &column.blocks.back();
  if (last == nullptr || last->form != Form::uneven || last->count == k_uneven_readings)
    RELCTL_TRY(open_block(column, Form::uneven, reading.at));
  note_time(column, reading.at);
  ++column.blocks.back().count;
  for (const double word :
       {word_of(reading.at), word_of(reading.cause, reading.baseline_unknown),
        reading.value.value_or(k_no_number), reading.volume.value_or(k_no_number),
        reading.baseline.value_or(k_no_number)})
    column.words.push_back(word);
  for (const std::string& id : m_series[series].references) {
    const auto found = reading.references.find(id);
    column.words.push_back(found == reading.references.end() ? k_no_number : found->second);
  }
  note_next(column);
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

std::vector<Period> Past::empty(Instant from, Instant to, Duration least) const {
  RELCTL_CHECK(least >= k_shortest_gap);
  std::vector<Period> stretches{{from, to}};
  for (const Column& column : m_columns) {
    if (column.blocks.empty())
      continue;
    std::vector<Period> without{{Instant{INT64_MIN}, column.blocks.front().first}};
    without.insert(without.end(), column.gaps.begin(), column.gaps.end());
    without.push_back({*column.last, k_never});
    stretches = in_both(stretches, without);
  }
  std::erase_if(stretches, [&](const Period& stretch) { return stretch.length() < least; });
  return stretches;
}

} // namespace relctl::sim
