// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/happening.hpp"

#include <string>
#include <variant>
#include <vector>

namespace relctl::plan {

struct PhaseExpectation {
  std::string phase; ///< That the release is in.
};
struct VerdictExpectation {
  std::string verdict; ///< promote, hold or rollback.
  std::string because; ///< A cause or the subject of a reason; empty: any.
};
struct EndExpectation {
  std::string stage;   ///< core::stage_name(); `held`: in a phase, for a person; of an observation
                       ///< its conclusion.
  std::string because; ///< A cause or the subject of a reason of a no-go; empty: any.
};
/// A rollback was asked for between the moment and `within` after it.
struct RollbackExpectation {
  Duration within;
  std::string because; ///< Part of its reason.
};
struct MessageExpectation {
  std::string comms;
  std::string says; ///< Part of its text.
};
/// These began in this order, others between them or not.
struct StepsExpectation {
  std::vector<std::string> steps;
};
/// No phase was entered or passed in the time.
struct NoPromotionExpectation {
  Duration span;
};
struct ExposureExpectation {
  double share = 0.0;
};
/// A drill of the way back ended until then.
struct DrillExpectation {
  bool passed = true;
};
/// A finding of the observation says this.
struct FindingExpectation {
  std::string says;
};
/// The observation recorded the mean of the metric as baseline; empty: of none.
struct RecordExpectation {
  std::string metric;
};
using ExpectationKind =
    std::variant<PhaseExpectation, VerdictExpectation, EndExpectation, RollbackExpectation,
                 MessageExpectation, StepsExpectation, NoPromotionExpectation, ExposureExpectation,
                 DrillExpectation, FindingExpectation, RecordExpectation>;

struct Expectation {
  Moment at;
  ExpectationKind what;
  std::string text; ///< As written, in one line.
};

} // namespace relctl::plan
