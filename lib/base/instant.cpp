// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace relctl {
namespace {

using Days = std::chrono::sys_days;

/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z: what RFC 3339 can write.
constexpr std::int64_t k_earliest_ms = -62'167'219'200'000;
constexpr std::int64_t k_latest_ms = 253'402'300'799'999;

bool writable(Instant instant) {
  return instant.ms >= k_earliest_ms && instant.ms <= k_latest_ms;
}

std::chrono::sys_time<std::chrono::milliseconds> time_point(Instant instant) {
  return std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(instant.ms));
}

std::string clock_text(Instant instant, bool with_ms) {
  const auto time = time_point(instant);
  const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  std::string text = fmt::format("{:02}:{:02}:{:02}", clock.hours().count(),
                                 clock.minutes().count(), clock.seconds().count());
  if (with_ms && clock.subseconds().count() != 0)
    text += fmt::format(".{:03}", clock.subseconds().count());
  return text + "Z";
}

/// Reads a text of fixed layout from the left; once something does not match it stays failed.
class Reader {
public:
  explicit Reader(std::string_view text) : m_rest(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = take();
      if (c < '0' || c > '9')
        m_failed = true;
      value = value * 10 + (c - '0');
    }
    return value;
  }
  char take() {
    if (m_rest.empty()) {
      m_failed = true;
      return '\0';
    }
    const char c = m_rest.front();
    m_rest.remove_prefix(1);
    return c;
  }
  void expect(char wanted) { m_failed = take() != wanted || m_failed; }
  char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
  bool ended_well() const { return !m_failed && m_rest.empty(); }

private:
  std::string_view m_rest;
  bool m_failed = false;
};

std::int64_t fraction_ms(Reader& reader) {
  if (reader.peek() != '.')
    return 0;
  reader.take();
  std::int64_t ms = reader.digits(1) * 100;
  for (std::int64_t scale = 10; reader.peek() >= '0' && reader.peek() <= '9'; scale /= 10)
    ms += reader.digits(1) * scale;
  return ms;
}

/// The zone's distance from UTC in minutes; no value for an impossible one.
std::optional<int> zone_minutes(Reader& reader) {
  const char sign = reader.take();
  if (sign == 'Z' || sign == 'z')
    return 0;
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  if ((sign != '+' && sign != '-') || hour > 23 || minute > 59)
    return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hour * 60 + minute);
}

std::optional<Instant> read_instant(std::string_view text) {
  Reader reader(text);
  const int year = reader.digits(4);
  reader.expect('-');
  const int month = reader.digits(2);
  reader.expect('-');
  const int day = reader.digits(2);
  const char separator = reader.take();
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  reader.expect(':');
  const int second = reader.digits(2);
  const std::int64_t ms = fraction_ms(reader);
  const auto zone = zone_minutes(reader);
  if (!reader.ended_well() || !zone || (separator != 'T' && separator != 't'))
    return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  const std::int64_t day_count = Days(date).time_since_epoch().count();
  const std::int64_t minutes_of_day = hour * 60 + minute - *zone;
  return Instant{day_count * 86'400'000 + minutes_of_day * 60'000 + second * 1000 + ms};
}

} // namespace

std::string format_instant(Instant instant) {
  if (instant == k_never)
    return "never";
  if (!writable(instant))
    return fmt::format("{}ms since 1970", instant.ms);
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(time_point(instant)));
  return fmt::format("{:04}-{:02}-{:02}T", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())) +
         clock_text(instant, true);
}

std::string format_clock(Instant instant) {
  return writable(instant) ? clock_text(instant, false) : format_instant(instant);
}

Result<Instant> parse_instant(std::string_view text) {
  const auto instant = read_instant(text);
  if (!instant || !writable(*instant))
    return fail(ErrorKind::usage,
                "time " + one_line("'" + std::string(text) + "'", 60) +
                    " is not RFC 3339; write for instance 2026-11-22T01:51:28Z or "
                    "2026-11-22T09:51:28+08:00");
  return *instant;
}

} // namespace relctl
