// SPDX-License-Identifier: Apache-2.0
#include "cli/narrator.hpp"

#include "base/text.hpp"
#include "cli/reading.hpp"
#include "core/event_line.hpp"
#include "core/judge.hpp"
#include "core/standing.hpp"
#include "view/progress.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// Readings come with every tick and are no change; messages are told in full, and where they went
/// once that is known.
bool is_told_in_a_line(const core::Event& event) {
  return !std::holds_alternative<core::ReadingsTaken>(event) &&
         !std::holds_alternative<core::MessagePrepared>(event) &&
         !std::holds_alternative<core::DeliveryStarted>(event);
}

std::string ended(std::string text) {
  return text.ends_with('\n') ? text : text + "\n";
}

/// A message of a dry run must not be taken for one to paste.
std::string would_send(const core::MessagePrepared& message) {
  const std::string to = message.to ? " to " + join(*message.to, ", ") : "";
  std::string text = fmt::format("dry run: would send {}{}:\n", one_line(message.comms), to);
  const std::string whole = ended(printable(message.text));
  for (std::string_view rest = whole; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    text += "    " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(end + 1);
  }
  return text;
}

} // namespace

Narrator::Narrator(Session& session, const plan::Plan& plan, bool dry)
    : m_session(session), m_plan(plan), m_dry(dry),
      m_draws(session.surroundings.message.is_terminal && !session.quiet &&
              session.surroundings.environment("TERM") != "dumb") {}

Narrator::~Narrator() {
  make_room();
}

void Narrator::tell(const engine::Turn& turn) {
  for (const auto& recorded : turn.appended)
    tell(turn.view.release, recorded);
  if (!m_draws)
    return;
  m_state = &turn.view.state;
  m_findings.clear();
  for (const auto& track : core::judge_tracks(m_plan, turn.view.state, turn.view.windows, turn.now))
    m_findings.insert(m_findings.end(), track.findings.begin(), track.findings.end());
  m_wake = turn.wake;
  tick(turn.now);
}

void Narrator::tell(const std::string& release, const core::Recorded& recorded) {
  auto& answer = *m_session.surroundings.answer.out;
  if (m_session.format == OutputFormat::jsonl)
    answer << core::encode_event_line(release, recorded, m_session.lost_after) << "\n"
           << std::flush;
  if (const auto* message = std::get_if<core::MessagePrepared>(&recorded.event)) {
    m_messages.push_back(*message);
    if (m_session.format == OutputFormat::table) {
      make_room();
      answer << (m_dry ? would_send(*message) : ended(printable(message->text))) << std::flush;
    }
  }
  const bool is_made_up = m_dry && std::holds_alternative<core::DeliveryEnded>(recorded.event);
  if (is_told_in_a_line(recorded.event) && !is_made_up)
    tell_change(recorded);
}

void Narrator::tell_change(const core::Recorded& recorded) {
  const bool to_answer = m_dry && m_session.format == OutputFormat::table;
  if (m_session.quiet && !to_answer)
    return;
  make_room();
  auto& out = to_answer ? *m_session.surroundings.answer.out : *m_session.surroundings.message.out;
  out << format_clock(recorded.at) << "  " << (m_dry ? "dry run: " : "")
      << one_line(core::describe(recorded.event), 2000) << "\n";
}

void Narrator::tick(Instant now) {
  // Lines that were drawn while nobody read would all come at once.
  const bool is_read = m_session.surroundings.readers.keep_up();
  if (!m_draws || m_state == nullptr || !is_read)
    return;
  // The last column stays free: some terminals wrap when it is written.
  const int columns = m_session.surroundings.message.width - 1;
  *m_session.surroundings.message.out
      << "\r\x1b[K" << view::progress_line(m_plan, *m_state, m_findings, now, m_wake, columns);
  m_line_up = true;
}

void Narrator::make_room() {
  if (m_line_up)
    *m_session.surroundings.message.out << "\r\x1b[K";
  m_line_up = false;
}

} // namespace relctl::cli
