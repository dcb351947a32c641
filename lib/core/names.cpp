// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"

#include "core/standing.hpp"

#include <array>
#include <utility>

namespace relctl::core {
namespace {

template <class Enum, std::size_t Count>
using Names = std::array<std::pair<Enum, std::string_view>, Count>;

constexpr Names<Verdict, 3> k_verdicts{
    {{Verdict::promote, "promote"}, {Verdict::hold, "hold"}, {Verdict::rollback, "rollback"}}};
constexpr Names<Status, 4> k_statuses{{{Status::pass, "pass"},
                                       {Status::pending, "pending"},
                                       {Status::unknown, "unknown"},
                                       {Status::breach, "breach"}}};
constexpr Names<Outcome, 5> k_outcomes{{{Outcome::succeeded, "succeeded"},
                                        {Outcome::failed, "failed"},
                                        {Outcome::timed_out, "timed_out"},
                                        {Outcome::cancelled, "cancelled"},
                                        {Outcome::lost, "lost"}}};
constexpr Names<Part, 2> k_parts{{{Part::act, "act"}, {Part::verify, "verify"}}};
constexpr Names<Next, 5> k_nexts{{{Next::done, "done"},
                                  {Next::verify, "verify"},
                                  {Next::retry, "retry"},
                                  {Next::failed, "failed"},
                                  {Next::doubt, "doubt"}}};

template <class Enum, std::size_t Count>
std::string_view find_name(const Names<Enum, Count>& names, Enum value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value)
      return name;
  return "?";
}

template <class Enum, std::size_t Count>
bool find_value(const Names<Enum, Count>& names, std::string_view name, Enum& value) {
  for (const auto& [candidate, candidate_name] : names)
    if (candidate_name == name)
      return value = candidate, true;
  return false;
}

} // namespace

std::string_view name_of(Verdict value) {
  return find_name(k_verdicts, value);
}
std::string_view name_of(Status value) {
  return find_name(k_statuses, value);
}
std::string_view name_of(Outcome value) {
  return find_name(k_outcomes, value);
}
std::string_view name_of(Part value) {
  return find_name(k_parts, value);
}
std::string_view name_of(Next value) {
  return find_name(k_nexts, value);
}
std::string_view name_of(plan::Cause value) {
  return plan::cause_name(value);
}

bool read_name(std::string_view name, Verdict& value) {
  return find_value(k_verdicts, name, value);
}
bool read_name(std::string_view name, Status& value) {
  return find_value(k_statuses, name, value);
}
bool read_name(std::string_view name, Outcome& value) {
  return find_value(k_outcomes, name, value);
}
bool read_name(std::string_view name, Part& value) {
  return find_value(k_parts, name, value);
}
bool read_name(std::string_view name, Next& value) {
  return find_value(k_nexts, name, value);
}
bool read_name(std::string_view name, plan::Cause& value) {
  const auto cause = plan::parse_cause(name);
  if (cause)
    value = *cause;
  return cause.has_value();
}

std::string_view standing_name(Standing standing) {
  switch (standing) {
  case Standing::rollback_incomplete:
    return "rollback_incomplete";
  case Standing::in_doubt:
    return "in_doubt";
  case Standing::rolled_back:
    return "rolled_back";
  case Standing::breached:
    return "breached";
  case Standing::unknown:
    return "unknown";
  case Standing::no_go:
    return "no_go";
  case Standing::pending:
    return "pending";
  case Standing::ok:
    return "ok";
  }
  return "?";
}

} // namespace relctl::core
