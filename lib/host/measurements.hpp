// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "host/http.hpp"
#include "ports/transport.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace relctl::host {

/// The measurements that are under way: each asks its source with any number of HTTP requests and
/// gives its readings once all of them are answered.
class Measurements {
public:
  using Done = std::function<void(std::vector<core::Reading>)>;

  /// `http` and `protocol` outlive this. `protocol` may be null where nothing is measured.
  Measurements(Http& http, const ports::MeasurementProtocol* protocol, Done done);

  /// A request whose key is under way is ignored. GET requests that are the same within one call
  /// are sent once and answered to all.
  void ask(const std::vector<core::MeasurementRequest>& requests);
  /// `metric[series]` of everything under way.
  void add_measuring(std::set<std::string>& names) const;
  /// Gives the readings of measurements that needed no answer.
  void advance();

private:
  struct Pending {
    core::MeasurementRequest request;
    std::vector<ports::HttpReply> replies;
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
  void add_questions(const core::MeasurementRequest& request, std::vector<Question>& questions);
  void answer(const std::vector<Slot>& slots, const ports::HttpReply& reply);

  Http& m_http;
  const ports::MeasurementProtocol* m_protocol;
  Done m_done;
  std::vector<std::shared_ptr<Pending>> m_pending;
};

} // namespace relctl::host
