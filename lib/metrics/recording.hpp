// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/answer.hpp"
#include "plan/plan.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace relctl::metrics {

/// What a metric's queries gave at one time, as a file has recorded it.
struct RecordedSample {
  const plan::Metric* metric = nullptr; ///< Of the plan that the reader knows.
  std::string series;                   ///< The value of `each`; empty without it.
  Instant at;
  Answers answers; ///< Of what the file can say; numbers in the source's unit.
};

/// The value of a metric without `each`, and nothing besides.
struct PlainSample {
  std::size_t metric = 0; ///< Its place in the plan.
  Instant at;
  double value = 0.0; ///< Finite, in the source's unit.
};

/// Reads a recording line by line. What is wrong with a line comes without its place, which the
/// caller knows.
class RecordingReader {
public:
  virtual ~RecordingReader() = default;
  /// Null for an empty line, a comment (`#`) and a header. The sample is there until the next line.
  [[nodiscard]] virtual Result<const RecordedSample*> read(std::string_view line) = 0;
  /// Takes a whole line with its end off `text` where all it says is a PlainSample, as nearly all
  /// lines of most files do. False where read() has to say what it is, and `text` as it was.
  [[nodiscard]] virtual bool take_plain(std::string_view& text, PlainSample& sample) {
    (void)text, (void)sample;
    return false;
  }
};

/// Lines of values under a header `time,metric,value[,volume][,baseline][,…]`, in which further
/// columns bear the name of a reference or of a label of `each`; quotes as in RFC 4180, but no line
/// break inside. Times are RFC 3339 or Unix seconds. An empty value is `nodata`; `NaN` and
/// infinities are `nan`. The plan outlives the reader.
[[nodiscard]] std::unique_ptr<RecordingReader> make_csv_reader(const plan::Plan& plan);

/// The same fields as one JSON object a line; `null` and an absent field are empty values.
[[nodiscard]] std::unique_ptr<RecordingReader> make_json_lines_reader(const plan::Plan& plan);

} // namespace relctl::metrics
