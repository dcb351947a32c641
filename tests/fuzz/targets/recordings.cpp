// SPDX-License-Identifier: Apache-2.0
// A file of recorded values, in each of its three forms.
#include "fuzz/claims.hpp"
#include "fuzz/plans.hpp"
#include "fuzz/target.hpp"
#include "metrics/recording.hpp"
#include "metrics/recording_dump.hpp"

#include <cmath>
#include <memory>
#include <string>

namespace relctl::fuzz {
namespace {

void must_be_sound(const metrics::RecordedSample& sample) {
  must(sample.metric != nullptr, "a sample has its metric");
  const metrics::Answers& answers = sample.answers;
  for (const auto& answer : {std::optional(answers.value), answers.volume, answers.baseline})
    must(!answer || !answer->number || std::isfinite(*answer->number), "a number is finite");
}

void check_lines(metrics::RecordingReader& reader, const std::vector<std::string_view>& lines) {
  for (const std::string_view line : lines) {
    const auto sample = reader.read(line);
    if (!sample)
      must_be_one_clear_line(sample.error().message);
    else if (*sample)
      must_be_sound(**sample);
  }
}

/// Whoever takes a line for a plain one knows what it would be read as.
void check_plain_lines(const std::vector<std::string_view>& lines) {
  const auto reader = metrics::make_csv_reader(sound_plan());
  for (const std::string_view line : lines) {
    const std::string whole = std::string(line) + "\n";
    std::string_view text = whole;
    metrics::PlainSample plain;
    const bool is_taken = reader->take_plain(text, plain);
    const auto sample = reader->read(line);
    if (!is_taken)
      continue;
    must(text.empty(), "one line is taken");
    must(sample && *sample, "what is taken can be read");
    const metrics::RecordedSample& same = **sample;
    must(same.metric == &sound_plan().metrics[plain.metric] && same.series.empty() &&
             same.at == plain.at && same.answers.value.number == plain.value &&
             !same.answers.volume && !same.answers.baseline && same.answers.references.empty(),
         "and is the same");
  }
}

void check_dump(const std::vector<std::string_view>& lines) {
  const plan::Plan& plan = sound_plan();
  core::MeasurementRequest question;
  question.metric = "p95";
  question.series = "cart";
  question.query = "api{route=\"cart\"}";
  std::vector<metrics::DumpedSeries> wanted = metrics::plain_series(plan, {question});
  for (const char* text : {"errors=job:errors", "errors.volume=job:requests{code!=\"\"}",
                           "p95[cart].week=api{route=~\"ca.*\"}"})
    wanted.push_back(metrics::parse_dumped_series(plan, text, {}).value());
  metrics::DumpRecording recording(wanted);
  for (const std::string_view line : lines)
    if (const auto added = recording.add(line); !added)
      must_be_one_clear_line(added.error().message);
  for (const metrics::RecordedSample& sample : recording.samples())
    must_be_sound(sample);
  for (const std::string& name : recording.nearest(*wanted.front().metric, question.query))
    must_be_one_clear_line(name);
}

} // namespace

RELCTL_FUZZ_TARGET(recordings) {
  const auto lines = lines_of(input);
  check_lines(*metrics::make_csv_reader(sound_plan()), lines);
  check_lines(*metrics::make_json_lines_reader(sound_plan()), lines);
  check_plain_lines(lines);
  check_dump(lines);
  for (const std::string_view line : lines)
    if (const auto series =
            metrics::parse_dumped_series(sound_plan(), std::string(line), {{"version", "1"}});
        !series)
      must_be_one_clear_line(series.error().message);
}

} // namespace relctl::fuzz
