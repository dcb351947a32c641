// SPDX-License-Identifier: Apache-2.0
#include "cli/reading.hpp"

#include "base/text.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

namespace relctl::cli {

view::Style answer_style(const Session& session) {
  const Stream& answer = session.surroundings.answer;
  return {answer.is_terminal, answer.colour, answer.width};
}

view::JsonForm json_form(const Session& session) {
  return session.format == OutputFormat::jsonl ? view::JsonForm::lines : view::JsonForm::document;
}

Redactor redactor_of(const planfile::LoadedPlan& plan) {
  Redactor redactor;
  for (const std::string& secret : plan.secrets)
    redactor.add(secret);
  return redactor;
}

planfile::LoadedPlan plan_or_none(Session& session, const core::State& state) {
  auto plan = session.pinned_plan(state);
  if (plan)
    return *std::move(plan);
  session.complain(plan.error());
  return {};
}

std::string holder_text(ports::AuditLog& log, const std::string& release) {
  const auto holder = log.holder(release);
  if (!holder)
    return {};
  return one_line(fmt::format("{} on {} runs `{}` (pid {}) since {}", holder->actor, holder->host,
                              holder->command, holder->pid, view::time_text(holder->since)));
}

} // namespace relctl::cli
