// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "metrics/recorded_fields.hpp"
#include "metrics/sample_number.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <deque>

namespace relctl::metrics {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using Meaning = RecordedFields::Meaning;

class JsonLinesReader final : public RecordingReader {
public:
  explicit JsonLinesReader(const plan::Plan& plan) : m_known(plan) {}

  Result<const RecordedSample*> read(std::string_view line) override {
    line = trim(line);
    if (line.empty() || line.front() == '#')
      return nullptr;
    simdjson::dom::object object;
    if (m_parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS)
      return fail(ErrorKind::usage,
                  fmt::format("'{}' is not one whole JSON object", one_line(line, 60)));
    m_fields.clear();
    m_texts.clear();
    for (const auto& [key, value] : object) {
      const std::string_view name = key; // Clang before 16 captures no structured binding.
      if (std::any_of(m_fields.begin(), m_fields.end(),
                      [&](const RecordedFields::Field& field) { return field.name == name; }))
        return fail(ErrorKind::usage,
                    fmt::format("it says {} twice; leave one of them out", one_line(name, 60)));
      RELCTL_TRY_ASSIGN(const Meaning meaning, m_known.meaning_of(std::string(name)));
      RELCTL_TRY_ASSIGN(auto text, text_of(name, value));
      m_fields.push_back({name, meaning, m_texts.emplace_back(std::move(text))});
    }
    RELCTL_TRY(m_known.read_sample(m_fields, m_sample));
    return &m_sample;
  }

private:
  static Result<std::string> text_of(std::string_view name, const element& value) {
    std::string_view text;
    double number = 0.0;
    if (value.is_null())
      return std::string();
    if (value.get(text) == simdjson::SUCCESS)
      return std::string(text);
    if (value.get(number) == simdjson::SUCCESS)
      return format_sample_number(number);
    return fail(ErrorKind::usage,
                fmt::format("{} is neither a number, a text nor null", one_line(name, 60)));
  }

  RecordedFields m_known;
  simdjson::dom::parser m_parser;
  std::vector<RecordedFields::Field> m_fields;
  std::deque<std::string> m_texts; ///< A deque: its texts stay where they are.
  RecordedSample m_sample;
};

} // namespace

std::unique_ptr<RecordingReader> make_json_lines_reader(const plan::Plan& plan) {
  return std::make_unique<JsonLinesReader>(plan);
}

} // namespace relctl::metrics
