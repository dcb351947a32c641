// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// A plan's metrics are about to be sampled without a release. The stream is the observation's own.
struct ObservationOpened {
  static constexpr std::string_view kind = "ObservationOpened";
  std::string plan;
  std::string title;
  std::string plan_digest; ///< SHA-256 of plan_text, hexadecimal.
  std::string plan_path;   ///< As given, for people.
  std::string directory;   ///< Absolute folder of the plan; commands run there.
  std::string plan_text;
  std::map<std::string, std::string> vars; ///< Pinned values.
  std::map<std::string, std::string> urls; ///< Addresses that replace those of sources, by id.
  int samples = 0;
  Duration every;
  std::string release; ///< What is rolled back when the service is found dead; empty: nothing is.
  std::string version; ///< Of that release, else as handed over; for queries.
  std::string stable;
  std::string on_miss; ///< What follows a miss where nobody can be asked: continue, extend, stop.
  std::string record;  ///< Name under which the means are recorded; empty: they are not.
  std::optional<Instant> begin_at; ///< When sampling begins; none: at once.
  std::optional<Instant> midnight; ///< Of the day whose clock times the plan's schedule names.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("title", self.title);
    visit("plan_digest", self.plan_digest);
    visit("plan_path", self.plan_path);
    visit("directory", self.directory);
    visit("plan_text", self.plan_text);
    visit("vars", self.vars);
    visit("urls", self.urls);
    visit("samples", self.samples);
    visit("every_ms", self.every);
    visit("release", self.release);
    visit("version", self.version);
    visit("stable", self.stable);
    visit("on_miss", self.on_miss);
    visit("record", self.record);
    visit("begin_at_ms", self.begin_at);
    visit("midnight_ms", self.midnight);
  }
};

/// A clock time of the schedule has come.
struct ScheduleReached {
  static constexpr std::string_view kind = "ScheduleReached";
  int item = 0;      ///< From 0.
  std::string clock; ///< `09:10`
  std::string title;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("item", self.item);
    visit("clock", self.clock);
    visit("title", self.title);
  }
};

/// One metric's series at one sample.
struct SampledValue {
  std::string metric;
  std::string series;
  std::optional<double> value;      ///< Canonical unit.
  std::optional<plan::Cause> cause; ///< Why there is none.
  std::string detail;
  std::optional<double> baseline = {}; ///< That came with the value, canonical unit.
  std::map<std::string, double> references = {};
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("metric", self.metric);
    visit("series", self.series);
    visit("value", self.value);
    visit("cause", self.cause);
    visit("detail", self.detail);
    visit("baseline", self.baseline);
    visit("references", self.references);
  }
};

/// Every answer of one grid time is in, or will not come.
struct SampleTaken {
  static constexpr std::string_view kind = "SampleTaken";
  int sample = 0; ///< From 1; its grid time is the beginning + sample * every.
  Instant grid_at;
  std::vector<SampledValue> values;
  std::vector<std::string> families; ///< Metric families of the plan that were exposed.
  std::vector<std::string> families_unknown = {}; ///< Those about which the source gave no answer.
  std::vector<std::string> missed; ///< Thresholds, with their series, whose target is not met.
  std::vector<std::string> alerts; ///< Those whose breach limit is passed, in their shape.
  std::string text;                ///< In one line, for a person.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("sample", self.sample);
    visit("grid_at_ms", self.grid_at);
    visit("values", self.values);
    visit("families", self.families);
    visit("families_unknown", self.families_unknown);
    visit("missed", self.missed);
    visit("alerts", self.alerts);
    visit("text", self.text);
  }
};

/// The first sample has been looked at.
struct FirstSampleConfirmed {
  static constexpr std::string_view kind = "FirstSampleConfirmed";
  bool ok = false;
  std::string as; ///< `relctl` where nobody could be asked.
  std::string text;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("ok", self.ok);
    visit("as", self.as);
    visit("text", self.text);
  }
};

/// A person's question is due; it stays open until CheckAnswered.
struct CheckpointReached {
  static constexpr std::string_view kind = "CheckpointReached";
  std::string check;
  int sample = 0;
  std::string ask;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("check", self.check);
    visit("sample", self.sample);
    visit("ask", self.ask);
  }
};

/// What follows a miss.
struct MissDecided {
  static constexpr std::string_view kind = "MissDecided";
  int sample = 0;
  std::vector<std::string> subjects;
  std::string choice; ///< continue, extend or stop.
  int extend_by = 0;  ///< Further samples.
  std::string as;     ///< `relctl` where nobody could be asked.
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("sample", self.sample);
    visit("subjects", self.subjects);
    visit("choice", self.choice);
    visit("extend_by", self.extend_by);
    visit("as", self.as);
    visit("reason", self.reason);
  }
};

/// The liveness probe has failed: the only thing for which an observation may go back.
struct LivenessLost {
  static constexpr std::string_view kind = "LivenessLost";
  int sample = 0;
  std::string detail;
  std::string release; ///< Which release goes back; empty: none.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("sample", self.sample);
    visit("detail", self.detail);
    visit("release", self.release);
  }
};

} // namespace relctl::core
