// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/history.hpp"
#include "core/window.hpp"
#include "metrics/reading_rules.hpp"
#include "metrics/recording.hpp"
#include "metrics/recording_dump.hpp"
#include "metrics/selector_match.hpp"
#include "plan/history.hpp"

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

/// Takes samples as they are recorded into the history, by the rules of live readings.
class Intake {
public:
  Intake(History& history, const plan::Plan& plan, const HistoryRange& range)
      : m_history(history), m_places(history.past->series().size()) {
    for (std::size_t i = 0; i < m_places.size(); ++i)
      open_place(*plan::find_metric(plan, history.past->series()[i].metric),
                 history.past->series()[i].series, range, m_places[i]);
    for (const plan::Metric& metric : plan.metrics)
      m_of_metric.push_back(place_in(*history.past, metric.id, ""));
  }

  Result<void> take(const metrics::RecordedSample& sample) {
    Place& place = m_places[find(sample)];
    RELCTL_TRY(check_order(sample, place));
    note_time(sample.at, place);
    if (sample.at < place.from || place.to < sample.at)
      return {};
    note_numbers(sample, place);
    if (const auto numbers = metrics::plain_numbers(place.request, sample.answers))
      return m_history.past->append(place.number, sample.at, numbers->value, numbers->volume,
                                    numbers->baseline);
    return m_history.past->append(
        place.number, metrics::reading_of(place.request, sample.at, sample.answers, sample.at));
  }

  /// The same for a value alone; false where take() has to say what is wrong with it.
  Result<bool> take(const metrics::PlainSample& sample) {
    const auto& number = m_of_metric[sample.metric];
    if (!number)
      return false;
    Place& place = m_places[*number];
    const double value = canonical(sample.value, place.request.unit);
    if ((place.newest && sample.at <= *place.newest) || !std::isfinite(value))
      return false;
    note_time(sample.at, place);
    if (sample.at < place.from || place.to < sample.at)
      return true;
    place.has_value = true;
    RELCTL_TRY(m_history.past->append(place.number, sample.at, value, {}, {}));
    return true;
  }

  /// Once everything is taken.
  void note_all() {
    auto& recorded = m_history.recorded;
    for (const Place& place : m_places) {
      if (place.has_value)
        m_history.numbers.insert({place.metric->id, "value"});
      if (place.newest)
        recorded = recorded ? Period{std::min(recorded->from, place.oldest),
                                     std::max(recorded->to, *place.newest)}
                            : Period{place.oldest, *place.newest};
      if (place.closest) {
        const auto known = m_history.spacing.try_emplace(place.metric->id, *place.closest).first;
        known->second = std::min(known->second, *place.closest);
      }
    }
  }

private:
  struct Place {
    std::size_t number = 0;
    core::MeasurementRequest request; ///< As far as the rules of a reading need it.
    const plan::Metric* metric = nullptr;
    Instant from;
    Instant to;
    Instant oldest; ///< Means nothing before there is a newest.
    std::optional<Instant> newest;
    std::optional<Duration> closest; ///< How far two neighbours are apart.
    bool has_value = false;          ///< In the range.
    bool is_noted = false;
  };

  void open_place(const plan::Metric& metric, const std::string& series, const HistoryRange& range,
                  Place& place) {
    place.number = static_cast<std::size_t>(&place - m_places.data());
    place.metric = &metric;
    place.request.metric = metric.id;
    place.request.series = series;
    place.request.unit = metric.unit;
    place.request.volume_at_least = metric.volume ? metric.volume->at_least : 0.0;
    Duration back = metric.every;
    if (metric.baseline && metric.baseline->earlier)
      back = back + *metric.baseline->earlier;
    place.from = range.from ? *range.from - back : Instant{INT64_MIN};
    place.to = range.to.value_or(k_never);
  }

  /// The series come one after the other or take turns; both end at once.
  std::size_t find(const metrics::RecordedSample& sample) {
    for (std::size_t tried = 0; tried < m_places.size(); ++tried, ++m_next) {
      m_next = m_next < m_places.size() ? m_next : 0;
      const Place& place = m_places[m_next];
      if (place.metric == sample.metric && place.request.series == sample.series)
        return m_next++;
    }
    return 0; // A sample is always of a series of the plan.
  }

  static Result<void> check_order(const metrics::RecordedSample& sample, const Place& place) {
    if (!place.newest || *place.newest < sample.at)
      return {};
    const std::string name = core::series_key(sample.metric->id, sample.series);
    if (*place.newest == sample.at)
      return fail(ErrorKind::usage, fmt::format("{} is there twice at {}; leave one of them out",
                                                name, format_instant(sample.at)));
    return fail(ErrorKind::usage,
                fmt::format("{} at {} comes after the one at {}; sort the file by time", name,
                            format_instant(sample.at), format_instant(*place.newest)));
  }

  static void note_time(Instant at, Place& place) {
    if (place.newest)
      place.closest = std::min(place.closest.value_or(at - *place.newest), at - *place.newest);
    else
      place.oldest = at;
    place.newest = at;
  }

  void note_numbers(const metrics::RecordedSample& sample, Place& place) {
    if (place.is_noted)
      return;
    const std::string& metric = sample.metric->id;
    place.has_value |= sample.answers.value.number.has_value();
    if (sample.answers.volume && sample.answers.volume->number)
      m_history.numbers.insert({metric, "volume"});
    if (sample.answers.baseline && sample.answers.baseline->number)
      m_history.numbers.insert({metric, "baseline"});
    for (const auto& [id, answer] : sample.answers.references)
      if (answer.number)
        m_history.numbers.insert({metric, id});
    const bool has_all =
        sample.answers.value.number &&
        (!sample.metric->volume || (sample.answers.volume && sample.answers.volume->number)) &&
        (!sample.metric->baseline || (sample.answers.baseline && sample.answers.baseline->number));
    place.is_noted = has_all && sample.metric->references.empty();
  }

  History& m_history;
  std::vector<Place> m_places;                         ///< In the order of the history's series.
  std::vector<std::optional<std::size_t>> m_of_metric; ///< Of one without series, by its place.
  std::size_t m_next = 0;
};

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
  Intake intake(history, plan, range);
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
