// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/report.hpp"
#include "view/sample.hpp"

namespace relctl::view::test {

/// A text that would be markup, or would break out of a table, a block, an attribute or a page.
inline constexpr const char* k_hostile =
    "a|b `c` <script>alert(1)</script> \"q' [x](http://evil.example.com) &lt; *d* _e_\n```\n# f";

/// The sample release with its whole record: a hold on thin data, a hostile incident and note, an
/// approval, messages, a breach in p20, the way back with a step that was tried twice, the
/// recovery.
struct ReportStory {
  plan::Plan plan;
  Story story;
  std::vector<core::Recorded> events;
  std::vector<core::Recorded> readings;
  Instant now;

  [[nodiscard]] ReportSubject subject() const {
    return {plan, story.state, events, readings, now, "61:00ff"};
  }
};
[[nodiscard]] ReportStory rolled_back_story();

/// The same plan's release, observing p20 without a breach.
[[nodiscard]] ReportStory observing_story();

} // namespace relctl::view::test
