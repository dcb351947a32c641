// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "host/http.hpp"
#include "host/measuring_processes.hpp"
#include "ports/transport.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace relctl::host {

/// The measurements that are under way: each asks its source with any number of HTTP requests and
/// processes, may ask on with what came, and gives its readings once all is answered.
class Measurements {
public:
  using Done = std::function<void(std::vector<core::Reading>)>;

  /// `http` and `protocol` outlive this. `protocol` may be null where nothing is measured. `grace`
  /// lies between TERM and KILL of a process.
  Measurements(Http& http, const ports::MeasurementProtocol* protocol, Duration grace, Done done);

  /// A request whose key is under way is ignored. GET requests that are the same within one call
  /// are sent once and answered to all.
  void ask(const std::vector<core::MeasurementRequest>& requests);
  /// MeasurementRequest::subject() of everything under way.
  void add_measuring(std::set<std::string>& names) const;
  /// Does what can be done without waiting: asks on, and gives the readings of what is answered.
  void advance();
  /// What the processes wait for; the exchanges are waited for by `http`.
  void watch(Watch& watch) const { m_processes.watch(watch); }

private:
  struct Pending {
    core::MeasurementRequest request;
    std::vector<ports::MeasurementReply> replies;
    std::size_t missing = 0;
  };
  /// Where one answer goes: the n-th reply of a measurement.
  struct Slot {
    std::shared_ptr<Pending> pending;
    std::size_t index = 0;
  };
  struct Question {
    ports::HttpRequest request;
    std::vector<Slot> slots;
  };

  [[nodiscard]] bool is_under_way(const std::string& key) const;
  /// Begins the processes at once; HTTP requests join `questions`.
  void ask_parts(const std::shared_ptr<Pending>& pending,
                 std::vector<ports::MeasurementTransport> parts, std::vector<Question>& questions);
  static void add_question(ports::HttpRequest request, Slot slot, std::vector<Question>& questions);
  void send(std::vector<Question> questions);
  static void answer(const std::vector<Slot>& slots, const ports::MeasurementReply& reply);
  void ask_on();

  Http& m_http;
  const ports::MeasurementProtocol* m_protocol;
  Done m_done;
  MeasuringProcesses m_processes;
  std::vector<std::shared_ptr<Pending>> m_pending;
};

} // namespace relctl::host
