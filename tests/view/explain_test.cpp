// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "support/text_match.hpp"
#include "view/explain.hpp"
#include "view/explain_words.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;

namespace {

/// Errors above the limit for three readings, then a verdict that holds on them.
struct Held {
  plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  Held() {
    for (int i = 0; i < 6; ++i)
      story.read("error_rate", "", minutes(41) + i * seconds(30), i < 3 ? 0.001 : 0.02);
    core::VerdictReached verdict =
        hold({{plan::Cause::pending, "error-rate", "2% > 1%", at(minutes(42)), true},
              {plan::Cause::observing, "", "observed 4m of 30m", at(minutes(40)), true}});
    verdict.findings = core::judge_all(plan, plan.phases[0], story.state, story.window(),
                                       {at(minutes(40)), at(minutes(43) + seconds(40))});
    verdict.retry_at = at(minutes(70));
    verdict.readings_position = 7;
    story.tell(minutes(44), verdict);
  }
  [[nodiscard]] ExplainSubject subject(std::size_t index) const {
    return {"onedish-1.4.0", plan,         story.events[index], story.state,
            story.window(),  story.events, at(minutes(45))};
  }
};

template <std::size_t... Index>
std::vector<core::Event> one_of_each(std::index_sequence<Index...>) {
  return {core::Event(std::variant_alternative_t<Index, core::Event>{})...};
}

} // namespace

TEST_CASE("a verdict is explained by reasons, numbers, readings and what would change it") {
  CHECK(explain_text(Held().subject(7), terminal()) ==
        R"(VerdictReached at position 8, 2026-11-22T02:34:00Z (1m ago) by ops@build-1
release onedish-1.4.0

The gate was judged, and the verdict or the set of its reasons changed.
verdict hold: error-rate: 2% > 1%; observed 4m of 30m

reasons
✖ error-rate, beyond the limit, not yet long enough: 2% > 1% (since 02:32:00Z)
✖ still observing: observed 4m of 30m (since 02:30:00Z)

thresholds
   THRESHOLD   VALUE  BREACH IF  MARGIN     AT         SINCE
✖  error-rate     2%  > 1%       1% beyond  02:33:30Z  02:32:30Z
error-rate: pending: 2% > 1% for 10m, since 02:32:30Z until 02:33:30Z, not
complete

readings (up to position 7; → is the deciding one)
   READING OF  GRID TIME  VALUE
   error-rate  02:32:30Z     2%
   error-rate  02:33:00Z     2%
→  error-rate  02:33:30Z     2%

what would change it
• error-rate: readings within the limit, or a breach once the shape is complete;
held until 2026-11-23T03:30:00Z, a person is asked
• time: the end of the observation
It can change by itself at 2026-11-22T03:00:00Z (in 25m).
)");
}

TEST_CASE("a hold that only a person ends says so") {
  Held held;
  auto& verdict = std::get<core::VerdictReached>(held.story.events[7].event);
  verdict.reasons = {{plan::Cause::approval, "owner", "approval missing", at(minutes(42)), true}};
  verdict.retry_at.reset();
  const std::string text = explain_text(held.subject(7), pipe());
  CHECK(has(text, "• owner: `relctl approve` in the role that is asked for; held until "
                  "2026-11-23T03:30:00Z, a person is asked\n"));
  CHECK(has(text, "It does not change by itself: a person must act.\n"));
}

TEST_CASE("what comes of a hold that lasts is told with the time at which relctl does it") {
  Held held;
  auto& verdict = std::get<core::VerdictReached>(held.story.events[7].event);
  const auto text = [&](plan::Cause cause) {
    verdict.reasons = {{cause, "error-rate", "text", at(minutes(42)), true}};
    return explain_text(held.subject(7), pipe());
  };
  CHECK(has(text(plan::Cause::nodata), "held until 2026-11-23T03:30:00Z, a person is asked"));
  // All of a range of observation may be used before a hold counts as one.
  held.plan.phases[1].observe_max = minutes(30);
  CHECK(has(text(plan::Cause::nodata), "held until 2026-11-23T03:00:00Z, a person is asked"));
  CHECK_FALSE(has(text(plan::Cause::window), "held until"));
  CHECK_FALSE(has(text(plan::Cause::observing), "held until"));
  verdict.phase = "rollback"; // After a way back nothing is escalated.
  CHECK_FALSE(has(text(plan::Cause::nodata), "held until"));
}

TEST_CASE("a promotion leaves nothing to change") {
  Held held;
  std::get<core::VerdictReached>(held.story.events[7].event).verdict = core::Verdict::promote;
  CHECK_FALSE(has(explain_text(held.subject(7), pipe()), "what would change it"));
}

TEST_CASE("nothing changes the hold of a release that is closed") {
  Held held;
  CHECK(has(explain_text(held.subject(7), pipe()), "what would change it"));
  ExplainSubject subject = held.subject(7);
  subject.is_closed = true;
  CHECK_FALSE(has(explain_text(subject, pipe()), "what would change it"));
}

TEST_CASE("any other event is explained by its meaning and its neighbours") {
  Held held;
  const std::vector<core::Recorded> around(held.story.events.begin() + 2,
                                           held.story.events.begin() + 5);
  const ExplainSubject subject{"onedish-1.4.0",  held.plan,           held.story.events[3],
                               held.story.state, held.story.window(), around,
                               at(minutes(45))};
  CHECK(explain_text(subject, terminal()) ==
        R"(PhaseStarted at position 4, 2026-11-22T01:56:00Z (39m ago) by ops@build-1
release onedish-1.4.0

The last step of the phase was verified: its observation and its grid of
measurements began here.
internal has started

around it
  TIME                   POS  ACTOR           KIND                EVENT
  2026-11-22T01:55:00Z     3  ops@build-1     PhaseEntered        entering internal at 5%
→ 2026-11-22T01:56:00Z     4  ops@build-1     PhaseStarted        internal has started
  2026-11-22T02:26:00Z     5  ops@build-1     PhasePassed         internal has passed
)");
}

TEST_CASE("the readings behind a finding reach back to where the run began") {
  const Held held;
  core::Finding finding;
  finding.threshold = "error-rate";
  finding.at = at(minutes(43));
  CHECK(readings_behind(held.plan, finding, held.story.window(), 20).size() == 5);
  finding.since = at(minutes(42));
  const auto since = readings_behind(held.plan, finding, held.story.window(), 20);
  REQUIRE(since.size() == 3);
  CHECK(since.front().at == at(minutes(42)));
  CHECK(since.back().at == at(minutes(43)));
  CHECK(readings_behind(held.plan, finding, held.story.window(), 2).front().at ==
        at(minutes(42) + seconds(30)));
  finding.threshold = "gone";
  CHECK(readings_behind(held.plan, finding, held.story.window(), 20).empty());
}

TEST_CASE("every kind of event has a meaning") {
  for (const core::Event& event :
       one_of_each(std::make_index_sequence<std::variant_size_v<core::Event>>())) {
    INFO(core::kind_of(event));
    CHECK_FALSE(meaning_of(event).empty());
  }
}

TEST_CASE("every cause has a way out") {
  for (const std::string& name : plan::cause_names()) {
    INFO(name);
    CHECK_FALSE(way_out_of(plan::parse_cause(name).value()).empty());
  }
}

TEST_CASE("what a step printed is shown whole, line by line, and leaves the terminal alone") {
  Held held;
  core::StepEnded ended;
  ended.address = {"main", "p20", "enter", "shift"};
  ended.output = "connecting\n\x1b[31mrefused\n";
  held.story.events[7].event = ended;
  CHECK(has(explain_text(held.subject(7), terminal()), "\noutput\n  connecting\n  ?[31mrefused\n"));
}
