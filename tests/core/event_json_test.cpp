// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"
#include "core/summary.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using core::Event;

namespace {

/// Puts a value that differs from the default into every field.
struct Fill {
  int n = 0;

  void put(std::string& value) { value = "text " + std::to_string(++n) + " \"\\\n灰度"; }
  void put(bool& value) { value = !value; }
  void put(int& value) { value = ++n; }
  void put(std::int64_t& value) { value = ++n; }
  void put(double& value) { value = ++n + 0.1; }
  void put(Duration& value) { value.ms = ++n; }
  void put(Instant& value) { value.ms = ++n; }
  void put(core::Verdict& value) { value = core::Verdict::rollback; }
  void put(core::Status& value) { value = core::Status::breach; }
  void put(core::Outcome& value) { value = core::Outcome::timed_out; }
  void put(core::Part& value) { value = core::Part::verify; }
  void put(core::Next& value) { value = core::Next::doubt; }
  void put(plan::Cause& value) { value = plan::Cause::stale; }
  template <class T>
  void put(std::vector<T>& values) {
    put(values.emplace_back());
  }
  template <class T>
  void put(std::map<std::string, T>& values) {
    put(values["key"]);
  }
  template <class T>
  void put(std::optional<T>& value) {
    put(value.emplace());
  }
  template <class T>
  requires requires(T& value, Fill& fill) { T::fields(value, fill); }
  void put(T& value) { T::fields(value, *this); }
  template <class T>
  void operator()(const char*, T& value) {
    put(value);
  }
};

template <std::size_t Index = 0>
std::vector<Event> one_of_each_kind() {
  if constexpr (Index == std::variant_size_v<Event>) {
    return {};
  } else {
    std::vector<Event> events = one_of_each_kind<Index + 1>();
    std::variant_alternative_t<Index, Event> event;
    Fill fill;
    decltype(event)::fields(event, fill);
    events.insert(events.begin(), event);
    return events;
  }
}

} // namespace

TEST_CASE("every kind of event reads back as it was written, with every field") {
  for (const Event& event : one_of_each_kind()) {
    const std::string body = core::encode_event(event);
    const auto read = core::decode_event(core::kind_of(event), body);
    INFO(core::kind_of(event) << " " << body);
    REQUIRE(read);
    CHECK(core::encode_event(*read) == body);
    CHECK(body != core::encode_event(*core::decode_event(core::kind_of(event), "{}")));
  }
}

TEST_CASE("an event's bytes are canonical: sorted keys, no white space, milliseconds as integers") {
  core::PhaseEntered entered{"main", "p20", 0.2};
  CHECK(core::encode_event(entered) == R"({"phase":"p20","track":"main","traffic":0.2})");
  core::HoldEscalated escalated{"main", "p5", "nodata", "error-rate", "ask"};
  CHECK(core::encode_event(escalated) ==
        R"({"cause":"nodata","phase":"p5","subject":"error-rate","then":"ask","track":"main"})");
  core::ReleaseRecovered recovered{seconds(90)};
  CHECK(core::encode_event(recovered) == R"({"took_ms":90000})");
}

TEST_CASE("numbers that stay as they were are written like any other") {
  core::ReadingsTaken taken{"main", "p5", {}, {}};
  core::ReadingRun run;
  run.metric = "errors";
  run.every = seconds(15);
  run.values = {0.25, 0.25, 1e-9, 1e-9, 0.0, -0.0, -0.0, 0.1 + 0.2, 0.1 + 0.2};
  taken.runs = {run};
  CHECK(core::encode_event(taken).find("\"values\":[0.25,0.25,1e-09,1e-09,0.0,-0.0,-0.0,"
                                       "0.30000000000000004,0.30000000000000004]") !=
        std::string::npos);
}

TEST_CASE("fields of a newer relctl are skipped and missing ones take their default") {
  const auto event = core::decode_event("PhaseEntered", R"({"phase":"p5","colour":"blue"})");
  REQUIRE(event);
  CHECK(std::get<core::PhaseEntered>(*event).phase == "p5");
  CHECK(std::get<core::PhaseEntered>(*event).traffic == 0.0);
}

TEST_CASE("what cannot be read is an error that names kind and field") {
  CHECK(core::decode_event("Vanished", "{}").error().message.find("Vanished") != std::string::npos);
  CHECK(core::decode_event("Van\x1bished\n", "{}").error().message.find_first_of("\x1b\n") ==
        std::string::npos);
  CHECK(core::decode_event("PhaseEntered", "[]").error().message.find("PhaseEntered") !=
        std::string::npos);
  CHECK(
      core::decode_event("PhaseEntered", R"({"traffic":"much"})").error().message.find("traffic") !=
      std::string::npos);
  CHECK_FALSE(core::decode_event("VerdictReached", R"({"verdict":"maybe"})"));
  CHECK_FALSE(core::decode_event("VerdictReached", R"({"reasons":[{"cause":3}]})"));
}

TEST_CASE("a number that does not fit is an error and is not cut down") {
  CHECK(core::decode_event("StepStarted", R"({"attempt":2147483647})"));
  CHECK_FALSE(core::decode_event("StepStarted", R"({"attempt":4294967297})"));
  CHECK_FALSE(core::decode_event("StepStarted", R"({"timeout_ms":9223372036854775808})"));
  CHECK_FALSE(core::decode_event("ReadingsTaken", R"({"readings":[{"at_ms":1e3}]})"));
}

TEST_CASE("a release's summary reads back") {
  core::Summary summary;
  Fill fill;
  core::Summary::fields(summary, fill);
  const auto read = core::decode_summary(core::encode_summary(summary));
  REQUIRE(read);
  CHECK(core::encode_summary(*read) == core::encode_summary(summary));
  CHECK_FALSE(core::decode_summary("nonsense"));
}
