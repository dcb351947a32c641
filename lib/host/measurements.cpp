// SPDX-License-Identifier: Apache-2.0
#include "host/measurements.hpp"

#include "base/check.hpp"
#include "core/window.hpp"
#include "host/live_world.hpp"

#include <algorithm>
#include <utility>

namespace relctl::host {

Measurements::Measurements(Http& http, const ports::MeasurementProtocol* protocol, Duration grace,
                           Done done)
    : m_http(http), m_protocol(protocol), m_done(std::move(done)), m_processes(grace) {}

bool Measurements::is_under_way(const std::string& key) const {
  return std::any_of(m_pending.begin(), m_pending.end(),
                     [&](const auto& pending) { return pending->request.key() == key; });
}

void Measurements::add_question(ports::HttpRequest request, Slot slot,
                                std::vector<Question>& questions) {
  const auto same = std::find_if(questions.begin(), questions.end(), [&](const Question& asked) {
    return request.method == "GET" && asked.request == request;
  });
  if (same != questions.end())
    same->slots.push_back(std::move(slot));
  else
    questions.push_back({std::move(request), {std::move(slot)}});
}

void Measurements::ask_parts(const std::shared_ptr<Pending>& pending,
                             std::vector<ports::MeasurementTransport> parts,
                             std::vector<Question>& questions) {
  const std::size_t first = pending->replies.size();
  pending->replies.resize(first + parts.size());
  pending->missing += parts.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Slot slot{pending, first + i};
    if (auto* http = std::get_if<ports::HttpRequest>(&parts[i]))
      add_question(std::move(*http), slot, questions);
    else
      m_processes.begin(std::get<ports::ProcessRequest>(std::move(parts[i])),
                        [slot](const ports::ProcessReply& reply) { answer({slot}, reply); });
  }
}

void Measurements::send(std::vector<Question> questions) {
  for (Question& question : questions)
    m_http.send(question.request, [slots = std::move(question.slots)](
                                      const ports::HttpReply& reply) { answer(slots, reply); });
}

void Measurements::ask(const std::vector<core::MeasurementRequest>& requests) {
  RELCTL_CHECK(m_protocol != nullptr || requests.empty());
  std::vector<Question> questions;
  for (const core::MeasurementRequest& request : requests) {
    if (is_under_way(request.key()))
      continue;
    m_pending.push_back(std::make_shared<Pending>());
    m_pending.back()->request = request;
    ask_parts(m_pending.back(), m_protocol->transport(request), questions);
  }
  send(std::move(questions));
}

void Measurements::answer(const std::vector<Slot>& slots, const ports::MeasurementReply& reply) {
  for (const Slot& slot : slots) {
    slot.pending->replies[slot.index] = reply;
    --slot.pending->missing;
  }
}

void Measurements::ask_on() {
  std::vector<Question> questions;
  for (const auto& pending : m_pending)
    if (pending->missing == 0)
      ask_parts(pending, m_protocol->follow_up(pending->request, pending->replies), questions);
  send(std::move(questions));
}

void Measurements::advance() {
  m_processes.advance();
  ask_on();
  const auto waits = [](const auto& pending) { return pending->missing > 0; };
  const auto first_over = std::stable_partition(m_pending.begin(), m_pending.end(), waits);
  const std::vector<std::shared_ptr<Pending>> over(first_over, m_pending.end());
  m_pending.erase(first_over, m_pending.end());
  for (const auto& pending : over) {
    auto readings = m_protocol->interpret(pending->request, pending->replies, system_now());
    for (core::Reading& reading : readings)
      reading.track = pending->request.track;
    m_done(std::move(readings));
  }
}

void Measurements::add_measuring(std::set<std::string>& names) const {
  for (const auto& pending : m_pending)
    names.insert(pending->request.subject());
}

} // namespace relctl::host
