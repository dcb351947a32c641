// SPDX-License-Identifier: Apache-2.0
#include "sim/power.hpp"

#include "base/text.hpp"
#include "cli/argument_values.hpp"
#include "cli/commands.hpp"
#include "cli/history.hpp"
#include "cli/reading.hpp"
#include "cli/request_rate.hpp"
#include "cli/scenarios.hpp"
#include "cli/settings.hpp"
#include "view/power.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

enum class Zero { accepted, refused };

Result<double> read_share(const Arguments& arguments, const std::string& flag, double fallback,
                          Zero zero) {
  if (!arguments.has(flag))
    return fallback;
  const auto share = parse_quantity(arguments.text(flag));
  const bool is_share = share && share->dimension == Dimension::ratio && share->value >= 0.0 &&
                        share->value < 1.0 && (zero == Zero::accepted || share->value > 0.0);
  if (!is_share)
    return fail(ErrorKind::usage, fmt::format("{} is '{}', not a percentage {} 0% {} below 100%",
                                              flag, one_line(arguments.text(flag), 60),
                                              zero == Zero::accepted ? "from" : "above",
                                              zero == Zero::accepted ? "to" : "and"));
  return share->value;
}

constexpr double k_most_rps = 1e9;

/// The rate is measured unless it is given.
bool asks_source(const Arguments& arguments) {
  return arguments.text("--rps", "source") == "source";
}

Result<sim::PowerQuestion> read_question(const Arguments& arguments) {
  sim::PowerQuestion question;
  if (!asks_source(arguments)) {
    const auto rate = parse_number(arguments.text("--rps"));
    if (!rate || *rate <= 0.0 || *rate > k_most_rps)
      return fail(ErrorKind::usage,
                  fmt::format("--rps is '{}', not a number of requests a second above zero and up "
                              "to a thousand million, nor 'source'",
                              one_line(arguments.text("--rps"), 60)));
    question.requests_per_second = *rate;
    if (arguments.has("--over") || arguments.has("--version"))
      return fail(ErrorKind::usage, "--over and --version are for --rps source: they say what it "
                                    "is asked; leave them out");
  }
  RELCTL_TRY_ASSIGN(question.base_rate, read_share(arguments, "--base", 0.0, Zero::accepted));
  RELCTL_TRY_ASSIGN(question.confidence,
                    read_share(arguments, "--confidence", 0.95, Zero::refused));
  if (arguments.has("--want")) {
    RELCTL_TRY_ASSIGN(question.wanted, read_share(arguments, "--want", 0.0, Zero::refused));
  }
  return question;
}

std::vector<view::PowerLine> lines_of(const std::vector<sim::PowerRow>& rows) {
  std::vector<view::PowerLine> lines;
  for (const sim::PowerRow& row : rows)
    lines.push_back({row.phase, row.threshold, row.share, row.requests, row.limit, row.smallest,
                     row.is_simulated, row.false_alarm.value, row.false_alarm.margin,
                     row.needed_window, row.needed_share, row.warning});
  return lines;
}

std::vector<view::PowerGap> gaps_of(const std::vector<sim::NotJudged>& left_out) {
  std::vector<view::PowerGap> gaps;
  for (const sim::NotJudged& one : left_out)
    gaps.push_back({one.threshold, one.reason});
  return gaps;
}

/// A line for each reason, in the order in which they come.
void tell_gaps(const std::vector<view::PowerGap>& gaps, std::ostream& out) {
  std::vector<std::string> reasons;
  for (const view::PowerGap& gap : gaps)
    if (std::find(reasons.begin(), reasons.end(), gap.reason) == reasons.end())
      reasons.push_back(gap.reason);
  for (const std::string& reason : reasons) {
    std::vector<std::string> ids;
    for (const view::PowerGap& gap : gaps)
      if (gap.reason == reason)
        ids.push_back(gap.threshold);
    out << fmt::format("not judged: {}: {}\n", join(ids, ", "), reason);
  }
}

/// Three digits, and none of them an exponent's.
std::string rate_text(double per_second) {
  return per_second < 100.0 ? fmt::format("{:.3g}", per_second) : fmt::format("{:.0f}", per_second);
}

/// A rate of each metric that has a volume; for the others the largest, since all requests are
/// those of one service.
Result<void> measure(Session& session, const Arguments& arguments, const plan::Plan& plan,
                     const plan::Values& vars, sim::PowerQuestion& question) {
  const auto over = parse_duration(arguments.text("--over", "24h"));
  if (!over || over->ms == 0)
    return fail(ErrorKind::usage, fmt::format("--over is '{}', not a length of time such as 24h",
                                              one_line(arguments.text("--over"), 60)));
  for (const plan::Metric& metric : plan.metrics)
    if (metric.volume && !arguments.has("--version") &&
        (metric.volume->query.text.find("{{version}}") != std::string::npos ||
         metric.volume->query.text.find("{{stable}}") != std::string::npos))
      return fail(
          ErrorKind::usage,
          fmt::format("the volume of metric {} names a version: say --version, the one that "
                      "runs, or give the rate with --rps N",
                      metric.id));
  plan::Scenario scenario;
  RELCTL_TRY(read_version(arguments, "--version", scenario.version));
  scenario.stable = scenario.version;
  RELCTL_TRY_ASSIGN(const auto rates,
                    measure_request_rates(plan, scenario, vars, *over, waits_told_by(session)));
  for (const RequestRate& rate : rates) {
    question.measured[rate.metric] = rate.per_second;
    question.requests_per_second = std::max(question.requests_per_second, rate.per_second);
    if (!session.quiet)
      *session.surroundings.message.out << fmt::format(
          "{}: {} requests a second, the mean of {} reading{} over {}, each of {}\n", rate.metric,
          rate_text(rate.per_second), rate.readings, rate.readings == 1 ? "" : "s",
          format_duration(*over), format_duration(rate.counted_over));
  }
  return question.requests_per_second > 0.0
             ? Result<void>{}
             : fail(ErrorKind::usage, "the sources have seen no request at all in that time; ask "
                                      "over a longer one with --over, or give the rate with "
                                      "--rps N");
}

ExitCode run_power(Session& session, const Arguments& arguments) {
  auto question = read_question(arguments);
  if (!question)
    return session.complain(question.error());
  const auto plan = read_plan_to_rehearse(session, arguments.text("PLAN"), Observed::refused);
  if (!plan)
    return session.complain(plan.error());
  const auto settings = settings_of(arguments);
  if (!settings)
    return session.complain(settings.error());
  const auto vars = plan::pin_variables((*plan)->plan, *settings, session.surroundings.environment);
  if (!vars)
    return session.complain(vars.error());
  if (asks_source(arguments))
    if (const auto measured = measure(session, arguments, (*plan)->plan, *vars, *question);
        !measured)
      return session.complain(
          {measured.error().kind, redactor_of(**plan).mask(measured.error().message)});
  const auto lines = lines_of(sim::power_of((*plan)->plan, *vars, *question));
  const auto gaps = gaps_of(sim::not_judged((*plan)->plan, *question));
  *session.surroundings.answer.out
      << (session.format == OutputFormat::table
              ? view::power_text(lines, question->wanted.has_value(), answer_style(session))
              : view::power_json(lines, gaps, json_form(session)));
  if (!session.quiet)
    tell_gaps(gaps, *session.surroundings.message.out);
  const bool is_blind = std::any_of(lines.begin(), lines.end(),
                                    [](const auto& line) { return !line.warning.empty(); });
  return is_blind ? ExitCode::findings : ExitCode::ok;
}

} // namespace

const Command& power_command() {
  static const Command command{
      "power",
      "what each phase can see: requests, the smallest regression caught, false alarms",
      "relctl power plan.yaml --rps 50\n"
      "relctl power plan.yaml --rps source --version 1.3.2 --over 7d\n"
      "relctl power plan.yaml --rps 50 --base 0.1% --want 2% --confidence 99%",
      {{"PLAN", "PLAN", "the plan file", true},
       {"--rps", "N",
        "requests a second of the whole service; else, or with 'source', what the plan's own "
        "Prometheus sources, which have two minutes for each answer, say of its volumes"},
       {"--over", "D", "the time until now that the sources are asked about; else 24h"},
       {"--version", "V", "the version that runs now, where the queries of volumes name one"},
       {"--base", "RATE",
        "share of failures without a regression, and what baselines read; else 0%"},
       {"--want", "RATE",
        "say which window or exposure it takes to catch that share of failures; – where none does"},
       {"--confidence", "C", "with which a regression must be caught; else 95%"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true}},
      run_power,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
