// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/history.hpp"
#include "cli/history_cache.hpp"
#include "host/clock.hpp"
#include "host/http.hpp"
#include "host/live_world.hpp"
#include "metrics/prometheus.hpp"
#include "metrics/prometheus_body.hpp"
#include "metrics/reading_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>

namespace relctl::cli {

namespace {

/// How far asking is ahead of taking in: enough that the source is never idle, and what waits for
/// its turn stays small.
constexpr std::size_t k_pieces_ahead = 12;
/// A whole month takes a source longer than the newest value.
constexpr Duration k_shortest_timeout = minutes(2);
/// A source may still take in late samples of the newest minutes.
constexpr Duration k_settles_after = minutes(10);
/// Nobody wonders yet.
constexpr std::int64_t k_silent_ms = 3'000;
constexpr std::int64_t k_told_every_ms = 30'000;
constexpr std::int64_t k_points = metrics::k_points_max;

/// One series over one stretch of time.
struct Piece {
  std::size_t place = 0; ///< In the history.
  core::MeasurementRequest request;
  std::vector<ports::HttpRequest> exchanges;
  std::vector<ports::HttpReply> replies;
  std::vector<bool> is_fresh; ///< Not from the cache.
  std::size_t missing = 0;
};

/// The range on the metric's grid since 1970, in pieces that begin at the same times whatever the
/// range is, so that their answers are found again.
std::vector<Period> stretches(Instant from, Instant to, Duration every) {
  std::vector<Period> all;
  const std::int64_t last = to.ms / every.ms;
  for (std::int64_t point = from.ms / every.ms; point <= last;) {
    std::int64_t end = std::min(last, (point / k_points + 1) * k_points - 1);
    // One point alone would be asked as of now, and not as a range.
    if (end + 1 == last)
      --end;
    if (end <= point)
      end = point + 1;
    all.push_back({Instant{point * every.ms}, Instant{end * every.ms}});
    point = end + 1;
  }
  return all;
}

class Fetch {
public:
  Fetch(const plan::Plan& plan, const HistoryRange& range, const HistoryFetch& fetch,
        History& history)
      : m_plan(plan), m_history(history), m_instead(fetch.instead), m_fewer(fetch.fewer),
        m_waits(fetch.waits), m_cache(fetch.cache), m_now(host::system_now()),
        m_http([](const std::string&) {}) {
    for (const core::MeasurementRequest& question : fetch.questions)
      cut(question, *range.from, *range.to);
  }

  Result<void> run() {
    std::size_t sent = 0;
    m_tell_at = host::boot_ms() + k_silent_ms;
    for (std::size_t taken = 0; taken < m_pieces.size();) {
      for (; sent < m_pieces.size() && sent < taken + k_pieces_ahead; ++sent)
        ask(m_pieces[sent]);
      m_http.advance();
      if (m_pieces[taken].missing == 0) {
        RELCTL_TRY(take(m_pieces[taken]));
        m_pieces[taken++] = {};
        continue;
      }
      tell_of_waiting(taken);
      host::Watch watch;
      watch.wake_at(host::boot_ms() + 1000);
      m_http.wait(watch);
    }
    for (const std::string& metric : m_valued)
      m_history.silences.erase(metric);
    return {};
  }

  /// What was asked, for who wonders that there is nothing.
  void put_remedy(const core::MeasurementRequest& question) const {
    const plan::Metric& metric = *plan::find_metric(m_plan, question.metric);
    m_history.remedies.try_emplace(
        {core::series_key(question.metric, question.series), "value"},
        fmt::format("{} was asked for {}{}, and has no series of it there: see what its query "
                    "gives{}",
                    question.source, one_line(question.query, 200),
                    m_cached.contains(question.metric) ? "" : " now, not the cache",
                    names_a_version(metric)
                        ? ", or name another version with --version and --stable"
                        : ""));
  }

private:
  void tell_of_waiting(std::size_t taken) {
    if (!m_waits || host::boot_ms() < m_tell_at)
      return;
    m_tell_at = host::boot_ms() + k_told_every_ms;
    const core::MeasurementRequest& request = m_pieces[taken].request;
    m_waits(fmt::format("waiting for source {} about {}: {} of {} answers are there, each may take "
                        "{}",
                        request.source, request.metric, taken, m_pieces.size(),
                        format_duration(request.timeout)));
  }

  void cut(core::MeasurementRequest question, Instant from, Instant to) {
    const plan::Metric& metric = *plan::find_metric(m_plan, question.metric);
    question.timeout = std::max(question.timeout, k_shortest_timeout);
    Piece piece;
    piece.place = place_for(question);
    Instant first = from - metric.every;
    if (question.baseline_offset.ms > 0) { // The earlier part of the history is the baseline.
      first = first - question.baseline_offset;
      question.baseline_query.clear();
    }
    for (const auto& [begin, end] : stretches(first, to, metric.every)) {
      piece.request = question;
      piece.request.from = begin;
      piece.request.to = end;
      m_pieces.push_back(piece);
    }
  }

  /// Questions that differ by phase have places of their own.
  std::size_t place_for(const core::MeasurementRequest& question) {
    const auto& all = m_history.past->series();
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].metric == question.metric && all[i].series == question.series &&
          all[i].question == core::question_of(question))
        return i;
    return *place_in(*m_history.past, question.metric, question.series);
  }

  void ask(Piece& piece) {
    piece.exchanges = metrics::prometheus_transport(piece.request);
    piece.replies.resize(piece.exchanges.size());
    piece.is_fresh.assign(piece.exchanges.size(), false);
    for (std::size_t i = 0; i < piece.exchanges.size(); ++i) {
      if (auto body = m_cache.find(piece.exchanges[i])) {
        m_cached.insert(piece.request.metric);
        piece.replies[i].status = 200;
        piece.replies[i].body = *std::move(body);
        continue;
      }
      ++piece.missing;
      piece.is_fresh[i] = true;
      m_http.send(piece.exchanges[i], [&piece, i](const ports::HttpReply& reply) {
        piece.replies[i] = reply;
        --piece.missing;
      });
    }
  }

  Result<void> take(const Piece& piece) {
    for (const ports::HttpReply& reply : piece.replies)
      RELCTL_TRY(check(piece, reply));
    Instant at = piece.request.from;
    std::set<std::string> numbers;
    m_is_silent = false;
    m_has_value = false;
    for (const metrics::Answers& answers :
         metrics::prometheus_answers_of(piece.request, piece.replies)) {
      RELCTL_TRY(append(piece, at, answers, numbers));
      at = at + piece.request.every;
    }
    if (m_has_value)
      numbers.insert("value");
    for (const std::string& number : numbers)
      m_history.numbers.insert({piece.request.metric, number});
    if (m_has_value)
      m_valued.insert(piece.request.metric);
    keep_answers(piece);
    return {};
  }

  /// What has no number at all would be found again once the source is mended, or the past loaded.
  void keep_answers(const Piece& piece) const {
    if ((m_is_silent && !m_has_value) || m_now <= piece.request.to + k_settles_after)
      return;
    for (std::size_t i = 0; i < piece.replies.size(); ++i)
      if (piece.is_fresh[i] && has_series(piece.replies[i]))
        m_cache.keep(piece.exchanges[i], piece.replies[i].body);
  }

  /// Each series begins with its labels. In a text the quotes would be escaped.
  static bool has_series(const ports::HttpReply& reply) {
    return reply.body.find("\"metric\":") != std::string::npos;
  }

  /// A gap, or too few requests, is an answer.
  void note_silence(const core::Reading& reading) {
    m_has_value |= reading.value.has_value();
    if (reading.value || !reading.cause || reading.cause == plan::Cause::nodata ||
        reading.cause == plan::Cause::thin)
      return;
    m_is_silent = true;
    if (m_history.silences.contains(reading.metric))
      return;
    m_history.silences.emplace(
        reading.metric, fmt::format("{}: {}", plan::cause_name(*reading.cause), reading.detail));
  }

  /// Adds to `numbers` which the reading has.
  Result<void> append(const Piece& piece, Instant at, const metrics::Answers& answers,
                      std::set<std::string>& numbers) {
    if (const auto plain = metrics::plain_numbers(piece.request, answers)) {
      if (plain->volume)
        numbers.insert("volume");
      if (plain->baseline)
        numbers.insert("baseline");
      m_has_value = true;
      return m_history.past->append(piece.place, at, plain->value, plain->volume, plain->baseline);
    }
    const core::Reading reading = metrics::reading_of(piece.request, at, answers, at);
    note_silence(reading);
    if (answers.value.number)
      numbers.insert("value");
    if (reading.volume)
      numbers.insert("volume");
    if (reading.baseline)
      numbers.insert("baseline");
    for (const auto& [id, number] : reading.references)
      numbers.insert(id);
    // What is not there is a gap, as anywhere in the history.
    return reading.cause == plan::Cause::nodata ? Result<void>{}
                                                : m_history.past->append(piece.place, reading);
  }

  [[nodiscard]] Result<void> check(const Piece& piece, const ports::HttpReply& reply) const {
    const core::MeasurementRequest& request = piece.request;
    const std::string what =
        fmt::format("source {} about {} from {} to {}", request.source, request.metric,
                    format_instant(request.from), format_instant(request.to));
    if (reply.failure != ports::TransportFailure::none)
      return fail(ErrorKind::failed,
                  fmt::format("cannot ask {}: {}; see that it can be reached, or {}", what,
                              reply.failure_text, m_instead));
    if (reply.status == 200)
      return {};
    const auto body = metrics::parse_prometheus_body(reply.body);
    const std::string said = body ? "" : one_line(body.error().message, 200);
    const bool is_range = said.find("points") != std::string::npos ||
                          said.find("resolution") != std::string::npos ||
                          said.find("samples") != std::string::npos;
    const std::int64_t points = (request.to - request.from).ms / request.every.ms + 1;
    if (is_range && reply.status < 500)
      return fail(
          ErrorKind::usage,
          fmt::format("{} refuses a range of {} points (HTTP {}: {}); ask for fewer with {}", what,
                      points, reply.status, said, m_fewer));
    return fail(ErrorKind::failed, fmt::format("{} answers HTTP {}: {}", what, reply.status, said));
  }

  const plan::Plan& m_plan;
  History& m_history;
  std::string m_instead;
  std::string m_fewer;
  std::function<void(const std::string&)> m_waits;
  HistoryCache m_cache;
  Instant m_now;
  std::int64_t m_tell_at = 0;
  std::set<std::string> m_valued; ///< Metrics with a value at some time.
  std::set<std::string> m_cached; ///< Metrics of which something was found in the cache.
  bool m_has_value = false;       ///< Of the piece that is taken in.
  bool m_is_silent = false;       ///< A reading of it lacks a value, and not by a gap.
  std::deque<Piece> m_pieces;
  host::Http m_http; ///< Last: its exchanges refer to the pieces.
};

/// The thresholds that can be judged all the same, for `--only`; empty where there are none.
std::string judged_without(const plan::Plan& plan) {
  std::vector<std::string> asked;
  for (const sim::NeededMetric& needed : sim::needed_metrics(plan))
    if (const auto* source = plan::find_source(plan, needed.metric->source);
        source != nullptr && source->kind == plan::SourceKind::prometheus)
      asked.insert(asked.end(), needed.thresholds.begin(), needed.thresholds.end());
  return asked.empty() ? "" : ", or judge without it: --only " + join(asked, ",");
}

Result<void> check_source(const plan::Plan& plan, const core::MeasurementRequest& question,
                          const std::string& instead) {
  if (question.source_kind != plan::SourceKind::prometheus)
    return fail(ErrorKind::usage,
                fmt::format("metric {} is read from source {} of kind {}, which is not asked about "
                            "the past; record it and give --data FILE{}",
                            question.metric, question.source,
                            plan::source_kind_name(question.source_kind), judged_without(plan)));
  if (question.url.find("//unset.invalid") != std::string::npos)
    return fail(ErrorKind::usage,
                fmt::format("the url of source {} needs a variable of the environment that is not "
                            "set; set it, or {}",
                            question.source, instead));
  return plan::find_metric(plan, question.metric) == nullptr
             ? fail(ErrorKind::failed, "a metric is asked for that the plan does not have")
             : Result<void>{};
}

} // namespace

std::function<void(const std::string& line)> waits_told_by(Session& session) {
  if (session.quiet)
    return {};
  return [&session](const std::string& line) {
    *session.surroundings.message.out << "relctl: " << line << "\n";
  };
}

Result<History> fetch_history(const plan::Plan& plan, const HistoryRange& range,
                              const HistoryFetch& fetch) {
  if (!range.from || !range.to)
    return fail(ErrorKind::usage, "say --from and --to, or give recorded readings with --data");
  RELCTL_TRY_ASSIGN(auto history, open_history("the sources' history", plan));
  history.is_asked = true;
  std::map<std::pair<std::string, std::string>, int> count;
  for (const core::MeasurementRequest& question : fetch.questions) {
    RELCTL_TRY(check_source(plan, question, fetch.instead));
    ++count[{question.metric, question.series}];
  }
  for (const core::MeasurementRequest& question : fetch.questions)
    if (count[{question.metric, question.series}] > 1) {
      const auto place = place_in(*history.past, question.metric, question.series);
      history.past->add({question.metric, question.series,
                         history.past->series()[*place].references, core::question_of(question)});
    }
  Fetch fetching(plan, range, fetch, history);
  RELCTL_TRY(fetching.run());
  for (const core::MeasurementRequest& question : fetch.questions)
    fetching.put_remedy(question);
  return history;
}

} // namespace relctl::cli
