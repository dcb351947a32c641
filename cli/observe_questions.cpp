// SPDX-License-Identifier: Apache-2.0
#include "cli/observe_questions.hpp"

#include "base/text.hpp"
#include "cli/facts.hpp"
#include "core/observation_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

using Kind = core::Question::Kind;

/// `y looks fine`: the letter, and what stands behind it.
struct Reply {
  char letter = '\0';
  std::string note;
};

Reply reply_of(const std::string& line) {
  const std::string text(trim(line));
  if (text.empty())
    return {};
  const auto space = text.find(' ');
  const char first = text.front();
  const char lower = first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first;
  return {lower, space == std::string::npos ? "" : std::string(trim(text.substr(space)))};
}

std::string words_of(const core::Question& question) {
  switch (question.kind) {
  case Kind::first_sample:
    return fmt::format("first sample: {}\nis it as expected? [y/n, and a note] ", question.text);
  case Kind::checkpoint:
    return fmt::format("{}: {} [y/n, and a note] ", question.subject, question.text);
  case Kind::miss:
    break;
  }
  return fmt::format("sample {} missed {}: {}\n[c]ontinue, [e]xtend or [s]top, and why? ",
                     question.sample, question.subject, question.text);
}

std::string role_of_checkpoint(const plan::Plan& plan, const std::string& id) {
  for (const plan::Checkpoint& checkpoint : plan.observe->checkpoints)
    if (checkpoint.id == id)
      return checkpoint.role;
  return {};
}

} // namespace

std::optional<core::Event> Questions::ask(const Acting& acting, const core::Question& question) {
  show(question);
  if (!m_session.surroundings.has_line(milliseconds(250)))
    return std::nullopt;
  m_shown.clear();
  return answer(acting, question, m_session.surroundings.read_line());
}

void Questions::show(const core::Question& question) {
  const std::string words = words_of(question);
  if (words == m_shown)
    return;
  m_shown = words;
  *m_session.surroundings.message.out << words << std::flush;
}

std::optional<core::Event> Questions::answer(const Acting& acting, const core::Question& question,
                                             const std::string& line) {
  const Reply reply = reply_of(line);
  if (reply.letter == '\0') {
    m_asks = false;
    *m_session.surroundings.message.out << "not asking any more; what is open stays open\n";
    return std::nullopt;
  }
  const bool is_yes = reply.letter == 'y';
  if (question.kind == Kind::miss) {
    const int more = std::max(1, acting.view().state.observation->opened.samples / 2);
    const std::string choice = reply.letter == 'e'   ? "extend"
                               : reply.letter == 's' ? "stop"
                                                     : "continue";
    if (reply.letter != 'c' && choice == "continue")
      return std::nullopt; // Asked again.
    return core::MissDecided{
        question.sample,   {question.subject}, choice, choice == "extend" ? more : 0,
        m_session.actor(), reply.note};
  }
  if (!is_yes && reply.letter != 'n')
    return std::nullopt;
  if (question.kind == Kind::first_sample)
    return core::FirstSampleConfirmed{is_yes, m_session.actor(), reply.note};
  const auto may =
      may_act_as(m_session, acting.plan(), role_of_checkpoint(acting.plan(), question.subject));
  if (!may) {
    m_session.complain(may.error());
    m_asks = false;
    return std::nullopt;
  }
  return core::CheckAnswered{core::k_observe_phase, question.subject, is_yes, m_session.actor(),
                             reply.note};
}

} // namespace relctl::cli
