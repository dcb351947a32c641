// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/quantity.hpp"
#include "core/reading.hpp"
#include "plan/metric.hpp"
#include "plan/source.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace relctl::core {

/// `track/metric[series]`: what is under way while it is measured.
[[nodiscard]] inline std::string
measured_subject(const std::string& track, const std::string& metric, const std::string& series) {
  return track + "/" + metric + "[" + series + "]";
}

/// What to ask a source: one metric's series on grid times `from`, `from + every`, … `to`. A live
/// poll asks for one grid time (from == to); a backfill for several. All templates are rendered.
struct MeasurementRequest {
  std::string track = "main"; ///< Whose observation asks; its readings carry it.
  std::string metric;
  std::string series;
  Instant from;
  Instant to;
  Duration every;
  Duration window;
  plan::SourceKind source_kind = plan::SourceKind::prometheus;
  std::string source; ///< Id, for messages.
  std::string url;
  std::string method = "GET"; ///< json
  std::string path;           ///< json: below the url, with its parameters; may be empty.
  std::vector<std::pair<std::string, std::string>> headers; ///< json
  std::string body;                                         ///< json
  std::string connection;                                   ///< postgres; a secret.
  std::string file;                                         ///< sqlite: absolute.
  std::vector<std::string> argv;                            ///< command
  std::string directory;                                    ///< command: absolute; where it runs.
  /// postgres, sqlite, command: what queries may name. Their text is not rendered, so that a value
  /// is never read as part of a program.
  plan::Values values;
  std::set<std::string> numbers; ///< Those of `values` that are plain numbers.
  Instant release_start;
  Instant phase_start; ///< Or the start of what is observed instead of a phase.
  /// When the release began to expose its version, or took back a part of it; else `phase_start`.
  Instant exposed_since;
  Duration timeout;
  plan::Credentials credentials;
  Unit unit; ///< Of the source's numbers.
  std::string query;
  std::string volume_query;   ///< Empty: not asked for.
  bool volume_due = false;    ///< A reading of unknown volume is `thin`.
  double volume_at_least = 0; ///< Below it the reading is `thin`.
  std::string baseline_query; ///< Empty: not asked for.
  Duration baseline_offset;   ///< How much before each grid time the baseline query is asked.
  std::string fresh_query;    ///< Empty: not asked for; answers with a Unix time in seconds.
  Duration max_age;           ///< Zero: of any age.
  std::map<std::string, std::string> reference_queries;
  std::vector<Reading>
      earlier; ///< Readings of this series with samples, oldest first, reaching back one window.

  /// `track/metric[series]@from-to`: what makes two requests the same.
  [[nodiscard]] std::string key() const {
    return subject() + "@" + std::to_string(from.ms) + "-" + std::to_string(to.ms);
  }
  [[nodiscard]] std::string subject() const { return measured_subject(track, metric, series); }
};

/// Everything that the source is asked, without times and places: what makes two answers the same.
[[nodiscard]] inline std::string question_of(const MeasurementRequest& request) {
  std::string question = request.source + "\n" + request.query + "\n" + request.volume_query +
                         "\n" + request.baseline_query + "\n" + request.fresh_query;
  for (const auto& [id, query] : request.reference_queries)
    question += "\n" + id + "=" + query;
  return question;
}

} // namespace relctl::core
