// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/history_intake.hpp"
#include "core/window.hpp"
#include "metrics/recording_dump.hpp"
#include "metrics/selector_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>

namespace relctl::cli {

namespace {

constexpr std::size_t k_piece_bytes = 1U << 16U;
constexpr std::size_t k_line_max_bytes = 1U << 20U;

using Line = std::function<Result<void>(std::string_view line)>;
/// Takes as many whole lines off the text as it can, and says how many.
using Lines = std::function<Result<std::size_t>(std::string_view& text)>;

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
constexpr const char* k_standard_input = "-";

std::string origin_of(const std::string& path) {
  return path == k_standard_input ? "standard input" : path;
}

/// Calls `line` for each line of the file that `lines` does not take; errors come with file and
/// line number.
Result<void> each_line(const std::string& path, const Lines& lines, const Line& line) {
  const std::string origin = one_line(origin_of(path));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      path == k_standard_input ? stdin : std::fopen(path.c_str(), "re"), std::fclose);
  if (!file)
    return fail(ErrorKind::usage,
                fmt::format("--data {} cannot be read: {}", one_line(path), std::strerror(errno)));
  std::size_t number = 0;
  const auto take = [&](std::string_view one) -> Result<void> {
    if (number++ == 0 && one.starts_with(k_byte_order_mark))
      one.remove_prefix(k_byte_order_mark.size()); // As spreadsheets begin UTF-8.
    auto taken = line(one);
    if (!taken)
      return fail(taken.error().under(fmt::format("{}:{}", origin, number)));
    return taken;
  };
  std::vector<char> piece(k_piece_bytes);
  std::string begun; // A line that goes on in the next piece.
  while (const std::size_t read = std::fread(piece.data(), 1, piece.size(), file.get())) {
    std::string_view text(piece.data(), read);
    for (;;) {
      if (begun.empty()) {
        RELCTL_TRY_ASSIGN(const std::size_t taken, lines(text));
        number += taken;
      }
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos)
        break;
      if (begun.empty()) {
        RELCTL_TRY(take(text.substr(0, end)));
      } else {
        begun += text.substr(0, end);
        RELCTL_TRY(take(begun));
        begun.clear();
      }
      text.remove_prefix(end + 1);
    }
    begun += text;
    if (begun.size() > k_line_max_bytes)
      return fail(ErrorKind::usage, fmt::format("{}:{}: the line has more than {} bytes", origin,
                                                number + 1, k_line_max_bytes));
  }
  if (std::ferror(file.get()) != 0)
    return fail(ErrorKind::usage,
                fmt::format("--data {} cannot be read: {}", one_line(path), std::strerror(errno)));
  return begun.empty() ? Result<void>{} : take(begun);
}

enum class Form { unknown, csv, json_lines, dump };

Form form_of(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.front() == '#')
    return Form::unknown;
  if (line.front() != '{')
    return Form::csv;
  return line.size() > 1 && (line[1] == '"' || line.back() == '}') ? Form::json_lines : Form::dump;
}

Result<void> check_form(Form form, const DumpNaming& naming) {
  if (naming.mappings.empty() || form == Form::unknown || form == Form::dump)
    return {};
  return fail(ErrorKind::usage,
              fmt::format("--series is for the text of promtool tsdb dump; this is {}, which names "
                          "its metrics itself: leave --series out",
                          form == Form::csv ? "CSV" : "JSON lines"));
}

/// The mappings, and what they leave of the series that are known without them.
Result<std::vector<metrics::DumpedSeries>> wanted_series(const plan::Plan& plan,
                                                         const DumpNaming& naming) {
  std::vector<metrics::DumpedSeries> wanted;
  for (const std::string& text : naming.mappings) {
    RELCTL_TRY_ASSIGN(auto mapped, metrics::parse_dumped_series(plan, text, naming.values));
    const auto count = std::count_if(wanted.begin(), wanted.end(), [&](const auto& other) {
      return metrics::name_of(other) == metrics::name_of(mapped);
    });
    if (count > 0)
      return fail(ErrorKind::usage, fmt::format("--series {} is given {} times; give it once",
                                                metrics::name_of(mapped), count + 1));
    wanted.push_back(std::move(mapped));
  }
  const std::size_t mapped = wanted.size();
  for (metrics::DumpedSeries& one : metrics::plain_series(plan, naming.questions))
    if (std::none_of(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(mapped),
                     [&](const metrics::DumpedSeries& other) {
                       return metrics::name_of(other) == metrics::name_of(one);
                     }))
      wanted.push_back(std::move(one));
  return wanted;
}

/// What a source would be asked for that number; empty where it would not be asked.
std::string query_for(const core::MeasurementRequest& question, const std::string& number) {
  if (number == "volume")
    return question.volume_query;
  if (number == "baseline")
    return question.baseline_query;
  const auto reference = question.reference_queries.find(number);
  return number == "value"                               ? question.query
         : reference == question.reference_queries.end() ? ""
                                                         : reference->second;
}

/// The selector that was looked for, the query where it is none.
std::string looked_for(const metrics::DumpRecording& dump, const metrics::DumpedSeries& missing,
                       const std::string& query) {
  for (const metrics::DumpedSeries& wanted : dump.wanted())
    if (metrics::name_of(wanted) == metrics::name_of(missing))
      return metrics::selector_text(wanted.selector);
  return query;
}

/// How to name a series that was not found, with those that are there and come closest.
std::string naming_remedy(const metrics::DumpRecording& dump, const metrics::DumpedSeries& missing,
                          const std::string& query) {
  const std::vector<std::string> nearest = dump.nearest(*missing.metric, query);
  const std::string why = metrics::is_plain_selector(query)
                              ? "no series is " + one_line(query, 200)
                              : "its query is computed, and a dump has only what was stored";
  const std::string there =
      nearest.empty() ? ""
                      : fmt::format(", the nearest there {} {}", nearest.size() == 1 ? "is" : "are",
                                    join(nearest, " and "));
  return fmt::format(
      "{}{}; say which it is with --series '{}={}'{}", why, there, metrics::name_of(missing),
      nearest.empty() ? "SELECTOR" : nearest.front(),
      names_a_version(*missing.metric) ? ", or which version with --version and --stable" : "");
}

void put_remedies(const metrics::DumpRecording& dump, const plan::Plan& plan,
                  const std::vector<core::MeasurementRequest>& questions, History& history) {
  for (const core::MeasurementRequest& question : questions) {
    const plan::Metric& metric = *plan::find_metric(plan, question.metric);
    std::vector<std::string> numbers{"value", "volume", "baseline"};
    for (const auto& [id, query] : question.reference_queries)
      numbers.push_back(id);
    for (const std::string& number : numbers) {
      const metrics::DumpedSeries missing{&metric, question.series, number, {}};
      const std::string query = looked_for(dump, missing, query_for(question, number));
      if (!query.empty() && !dump.has(metric, question.series, number))
        history.remedies.try_emplace({core::series_key(metric.id, question.series), number},
                                     naming_remedy(dump, missing, query));
    }
  }
}

} // namespace

Result<History> read_history_file(const std::string& path, const plan::Plan& plan,
                                  const HistoryRange& range, const DumpNaming& naming) {
  RELCTL_TRY_ASSIGN(auto wanted, wanted_series(plan, naming));
  RELCTL_TRY_ASSIGN(auto history, open_history(origin_of(path), plan));
  HistoryIntake intake(history, plan, range);
  metrics::DumpRecording dump(std::move(wanted));
  std::unique_ptr<metrics::RecordingReader> reader;
  Form form = Form::unknown;
  const auto take_plain = [&](std::string_view& text) -> Result<std::size_t> {
    std::size_t taken = 0;
    std::string_view rest = text;
    for (metrics::PlainSample sample; reader && reader->take_plain(rest, sample); ++taken) {
      RELCTL_TRY_ASSIGN(const bool is_taken, intake.take(sample));
      if (!is_taken)
        break;
      text = rest;
    }
    return taken;
  };
  RELCTL_TRY(each_line(path, take_plain, [&](std::string_view line) -> Result<void> {
    if (form == Form::unknown) {
      form = form_of(line);
      if (form == Form::csv)
        reader = metrics::make_csv_reader(plan);
      else if (form == Form::json_lines)
        reader = metrics::make_json_lines_reader(plan);
      if (auto fits = check_form(form, naming); !fits)
        return fits;
    }
    if (form == Form::dump)
      return dump.add(line);
    if (!reader)
      return {};
    RELCTL_TRY_ASSIGN(const metrics::RecordedSample* sample, reader->read(line));
    return sample != nullptr ? intake.take(*sample) : Result<void>{};
  }));
  if (form == Form::unknown)
    return fail(ErrorKind::usage,
                fmt::format("{} is empty: it has no readings", one_line(history.origin)));
  if (form == Form::dump)
    put_remedies(dump, plan, naming.questions, history);
  for (const metrics::RecordedSample& sample : dump.samples())
    RELCTL_TRY(intake.take(sample));
  intake.note_all();
  if (form == Form::csv && !history.recorded)
    return fail(ErrorKind::usage,
                fmt::format("{} has a header, and no readings below it", one_line(history.origin)));
  return history;
}

} // namespace relctl::cli
