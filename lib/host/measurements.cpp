// SPDX-License-Identifier: Apache-2.0
#include "host/measurements.hpp"

#include "base/check.hpp"
#include "host/live_world.hpp"

#include <algorithm>
#include <utility>

namespace relctl::host {

Measurements::Measurements(Http& http, const ports::MeasurementProtocol* protocol, Done done)
    : m_http(http), m_protocol(protocol), m_done(std::move(done)) {}

bool Measurements::is_under_way(const std::string& key) const {
  return std::any_of(m_pending.begin(), m_pending.end(),
                     [&](const auto& pending) { return pending->request.key() == key; });
}

void Measurements::add_questions(const core::MeasurementRequest& request,
                                 std::vector<Question>& questions) {
  const std::vector<ports::HttpRequest> parts = m_protocol->transport(request);
  auto pending = std::make_shared<Pending>();
  pending->request = request;
  pending->replies.resize(parts.size());
  pending->missing = parts.size();
  m_pending.push_back(pending);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto same = std::find_if(questions.begin(), questions.end(), [&](const Question& asked) {
      return parts[i].method == "GET" && asked.request == parts[i];
    });
    if (same != questions.end())
      same->slots.push_back({pending, i});
    else
      questions.push_back({parts[i], {{pending, i}}});
  }
}

void Measurements::ask(const std::vector<core::MeasurementRequest>& requests) {
  RELCTL_CHECK(m_protocol != nullptr || requests.empty());
  std::vector<Question> questions;
  for (const core::MeasurementRequest& request : requests)
    if (!is_under_way(request.key()))
      add_questions(request, questions);
  for (Question& question : questions)
    m_http.send(question.request, [this, slots = std::move(question.slots)](
                                      const ports::HttpReply& reply) { answer(slots, reply); });
}

void Measurements::answer(const std::vector<Slot>& slots, const ports::HttpReply& reply) {
  for (const Slot& slot : slots) {
    slot.pending->replies[slot.index] = reply;
    --slot.pending->missing;
  }
}

void Measurements::advance() {
  const auto waits = [](const auto& pending) { return pending->missing > 0; };
  const auto first_over = std::stable_partition(m_pending.begin(), m_pending.end(), waits);
  const std::vector<std::shared_ptr<Pending>> over(first_over, m_pending.end());
  m_pending.erase(first_over, m_pending.end());
  for (const auto& pending : over)
    m_done(m_protocol->interpret(pending->request, pending->replies, system_now()));
}

void Measurements::add_measuring(std::set<std::string>& names) const {
  for (const auto& pending : m_pending)
    names.insert(pending->request.metric + "[" + pending->request.series + "]");
}

} // namespace relctl::host
