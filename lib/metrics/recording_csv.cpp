// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "metrics/plain_lines.hpp"
#include "metrics/recorded_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace relctl::metrics {
namespace {

using Meaning = RecordedFields::Meaning;

/// The fields of a line; quoted ones are unquoted into `unquoted`.
Result<void> split(std::string_view line, std::vector<std::string_view>& fields,
                   std::deque<std::string>& unquoted) {
  fields.clear();
  unquoted.clear();
  for (std::size_t from = 0; from <= line.size();) {
    if (from < line.size() && line[from] == '"') {
      std::string& text = unquoted.emplace_back();
      std::size_t at = from + 1;
      for (; at < line.size() && (line[at] != '"' || line.substr(at, 2) == "\"\""); ++at) {
        text += line[at];
        if (line[at] == '"')
          ++at;
      }
      if (at >= line.size() || (at + 1 < line.size() && line[at + 1] != ','))
        return fail(ErrorKind::usage, "a quoted field does not end with a quote and a comma");
      fields.push_back(text);
      from = at + 2;
      continue;
    }
    const std::size_t comma = std::min(line.find(',', from), line.size());
    fields.push_back(trim(line.substr(from, comma - from)));
    from = comma + 1;
  }
  return {};
}

class CsvReader final : public RecordingReader {
public:
  explicit CsvReader(const plan::Plan& plan) : m_plan(plan), m_known(plan) {}

  Result<const RecordedSample*> read(std::string_view line) override {
    line = trim(line);
    if (line.empty() || line.front() == '#')
      return nullptr;
    if (is_split_plain(line)) {
      RELCTL_TRY(m_known.read_sample(m_fields, m_sample));
      return &m_sample;
    }
    RELCTL_TRY(split(line, m_texts, m_unquoted));
    if (m_fields.empty()) {
      RELCTL_TRY(read_header());
      return nullptr;
    }
    if (m_texts.size() != m_fields.size())
      return fail(ErrorKind::usage, fmt::format("it has {} fields where the header has {}",
                                                m_texts.size(), m_fields.size()));
    for (std::size_t i = 0; i < m_fields.size(); ++i)
      m_fields[i].text = m_texts[i];
    RELCTL_TRY(m_known.read_sample(m_fields, m_sample));
    return &m_sample;
  }

  bool take_plain(std::string_view& text, PlainSample& sample) override {
    return m_plain && m_plain->take(text, sample);
  }

private:
  /// Puts the fields of a line without a quote, as nearly all are; false for any other, and where
  /// they are not as many as the header has.
  bool is_split_plain(std::string_view line) {
    if (m_fields.empty() || line.find('"') != std::string_view::npos)
      return false;
    bool is_over = false;
    for (RecordedFields::Field& field : m_fields) {
      if (is_over)
        return false;
      const std::size_t comma = line.find(',');
      is_over = comma == std::string_view::npos;
      const std::string_view text = line.substr(0, comma);
      const bool is_bare = !text.empty() && text.front() > ' ' && text.back() > ' ';
      field.text = is_bare ? text : trim(text);
      line.remove_prefix(is_over ? line.size() : comma + 1);
    }
    return is_over;
  }

  Result<void> read_header() {
    std::vector<std::string> names(m_texts.begin(), m_texts.end());
    for (const char* needed : {"time", "metric", "value"})
      if (std::count(names.begin(), names.end(), needed) != 1)
        return fail(ErrorKind::usage,
                    fmt::format("the header is '{}' and does not name {} once; it begins with "
                                "time,metric,value",
                                one_line(join(names, ","), 100), needed));
    if (names == std::vector<std::string>{"time", "metric", "value"})
      m_plain.emplace(m_plan);
    m_names = std::move(names);
    for (const std::string& name : m_names) {
      if (std::count(m_names.begin(), m_names.end(), name) != 1)
        return fail(ErrorKind::usage, fmt::format("the header names {} twice; leave one of them "
                                                  "out",
                                                  one_line(name, 60)));
      RELCTL_TRY_ASSIGN(const Meaning meaning, m_known.meaning_of(name));
      m_fields.push_back({name, meaning, {}});
    }
    return {};
  }

  const plan::Plan& m_plan;
  RecordedFields m_known;
  std::vector<std::string> m_names;
  std::vector<RecordedFields::Field> m_fields; ///< In the header's order; names lie in `m_names`.
  std::vector<std::string_view> m_texts;
  std::deque<std::string> m_unquoted; ///< A deque: its texts stay where they are.
  RecordedSample m_sample;
  std::optional<PlainLines> m_plain; ///< Where the header names no more than what has to be there.
};

} // namespace

std::unique_ptr<RecordingReader> make_csv_reader(const plan::Plan& plan) {
  return std::make_unique<CsvReader>(plan);
}

} // namespace relctl::metrics
