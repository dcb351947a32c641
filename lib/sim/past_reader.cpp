// SPDX-License-Identifier: Apache-2.0
#include "sim/past_reader.hpp"

#include "sim/past_words.hpp"

#include <algorithm>

namespace relctl::sim {
namespace {

std::optional<double> number_of(double word) {
  return std::isnan(word) ? std::nullopt : std::optional(word);
}

/// Where that time lies among readings that are `every` apart, of which there are so many.
std::size_t even_place(Instant first, Duration every, std::size_t count, Instant at) {
  return every.ms == 0 ? 0
                       : std::min(static_cast<std::size_t>((at - first).ms / every.ms), count - 1);
}

/// The newest reading at or before `at`, from `near` on where that is not too late already.
std::size_t uneven_place(const double* words, std::size_t width, std::size_t count,
                         std::size_t near, Instant at) {
  const auto is_reached = [&](std::size_t place) {
    return place < count && time_of(words + place * width) <= at;
  };
  std::size_t low = is_reached(near) ? near : 0; // Never after `at`.
  if (is_reached(low + 1))
    ++low;
  if (is_reached(low + 1))
    for (std::size_t high = count; high - low > 1;) {
      const std::size_t middle = (low + high) / 2;
      (is_reached(middle) ? low : high) = middle;
    }
  return low;
}

} // namespace

PastReader::PastReader(const Past& past) : m_past(past), m_cursors(past.m_columns.size()) {}

PastReader::Cursor* PastReader::cursor_at(std::size_t series, Instant at) {
  const Past::Column& column = m_past.m_columns[series];
  if (column.blocks.empty() || at < column.blocks.front().first)
    return nullptr;
  Cursor& cursor = m_cursors[series];
  if (at < cursor.from || at >= cursor.until)
    move_to_block(column, at, cursor);
  return &cursor;
}

void PastReader::move_to_block(const Past::Column& column, Instant at, Cursor& cursor) const {
  const auto& blocks = column.blocks;
  const auto after =
      std::upper_bound(blocks.begin(), blocks.end(), at,
                       [](Instant time, const Past::Block& block) { return time < block.first; });
  const Past::Block& block = *std::prev(after);
  cursor.block = &block;
  cursor.from = block.first;
  cursor.until = after == blocks.end() ? k_never : after->first;
  cursor.place = 0;
  const bool is_even = block.form == Past::Form::even;
  if (block.offset < 0) {
    cursor.words = column.words.data();
    cursor.volumes = block.has_volume ? column.volumes.data() : nullptr;
    cursor.baselines = block.has_baseline ? column.baselines.data() : nullptr;
    return;
  }
  const std::size_t rows = 1U + (block.has_volume ? 1U : 0U) + (block.has_baseline ? 1U : 0U);
  cursor.kept.resize(block.count * (is_even ? rows : column.width));
  m_past.m_store->read(block.offset, cursor.kept);
  cursor.words = cursor.kept.data();
  cursor.volumes = block.has_volume ? cursor.words + block.count : nullptr;
  cursor.baselines = block.has_baseline ? cursor.words + (rows - 1) * block.count : nullptr;
}

std::optional<PastNumbers> PastReader::numbers(std::size_t series, Instant at) {
  Cursor* cursor = cursor_at(series, at);
  if (cursor == nullptr)
    return std::nullopt;
  const Past::Block& block = *cursor->block;
  PastNumbers numbers;
  if (block.form == Past::Form::even) {
    const std::size_t place = even_place(block.first, block.every, block.count, at);
    numbers.at = block.first + static_cast<std::int64_t>(place) * block.every;
    numbers.value = cursor->words[place];
    numbers.volume = cursor->volumes == nullptr ? k_no_number : cursor->volumes[place];
    numbers.baseline = cursor->baselines == nullptr ? k_no_number : cursor->baselines[place];
    return numbers;
  }
  const std::size_t width = m_past.m_columns[series].width;
  cursor->place = uneven_place(cursor->words, width, block.count, cursor->place, at);
  const double* words = cursor->words + cursor->place * width;
  numbers.at = time_of(words);
  numbers.cause = cause_of(words);
  numbers.baseline_unknown = baseline_cause_of(words);
  numbers.value = words[place_of(PastWord::value)];
  numbers.volume = words[place_of(PastWord::volume)];
  numbers.baseline = words[place_of(PastWord::baseline)];
  numbers.references = {words + place_of(PastWord::count), width - place_of(PastWord::count)};
  return numbers;
}

std::optional<core::Reading> PastReader::newest(std::size_t series, Instant at) {
  const auto found = numbers(series, at);
  if (!found)
    return std::nullopt;
  const PastSeries& named = m_past.m_series[series];
  core::Reading reading;
  reading.metric = named.metric;
  reading.series = named.series;
  reading.at = found->at;
  reading.cause = found->cause;
  reading.baseline_unknown = found->baseline_unknown;
  reading.value = number_of(found->value);
  reading.volume = number_of(found->volume);
  reading.baseline = number_of(found->baseline);
  for (std::size_t i = 0; i < found->references.size(); ++i)
    if (const auto number = number_of(found->references[i]))
      reading.references[named.references[i]] = *number;
  return reading;
}

PastStretch PastReader::stretch(std::size_t series, Instant at, Duration every, Instant to) {
  const Cursor* cursor = cursor_at(series, at);
  if (cursor == nullptr || cursor->block->form != Past::Form::even ||
      cursor->block->every != every || to < at)
    return {};
  const Past::Block& block = *cursor->block;
  const auto place = static_cast<std::size_t>((at - block.first).ms / every.ms);
  if (place >= block.count)
    return {};
  const std::size_t count =
      std::min(static_cast<std::size_t>((to - at).ms / every.ms) + 1, block.count - place);
  const auto part = [&](const double* row) {
    return row == nullptr ? std::span<const double>() : std::span(row + place, count);
  };
  return {part(cursor->words), part(cursor->volumes), part(cursor->baselines)};
}

} // namespace relctl::sim
