// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace relctl::core {

/// Under which name the number of an answer stands among CheckAnswered::values.
inline constexpr const char* k_answer_number = "value";

/// The number of a check with a limit, canonical. A bare number has the check's unit; without one
/// it must come with a unit where the limit has one. Refuses (usage) what is no finite number of
/// that kind.
[[nodiscard]] Result<double> number_of(const plan::Check& check, const std::string& text);

/// Why the number in `text` is not within the check's limit, `75% is not >= 80%`; none when it is,
/// or without a limit.
[[nodiscard]] std::optional<std::string> limit_objection(const plan::Check& check,
                                                         const std::string& text);

/// Why a person's yes does not pass the check: outside the limit, or without a value that must come
/// with it. None for a no.
[[nodiscard]] std::optional<std::string> answer_objection(const plan::Check& check,
                                                          const CheckAnswered& answered);

/// A yes needs a drill of the way back first: the newest of this release has to be complete and in
/// time, or there was none.
[[nodiscard]] bool lacks_drill(const plan::Check& check, const State& state);

/// What came with an answer: the number, the values and the note, `83%`, `dataset=v3, strategy=v7;
/// tuned by hand`. The note of a no says already what was wrong with them.
[[nodiscard]] std::string word_answer(const CheckAnswered& answered);

/// The check of that id, before the start, in any phase, of a readmission or after; null when the
/// plan has none.
[[nodiscard]] const plan::Check* find_check(const plan::Plan& plan, const std::string& id);

/// The check of that id that is asked there: `before` (a readmission's among them), `after`, or a
/// phase by its name; else the one that find_check() finds without a place.
[[nodiscard]] const plan::Check* find_check(const plan::Plan& plan, const std::string& place,
                                            const std::string& id);

/// The question as a person reads it, templates rendered. One that names what there is no value for
/// stays as it is written.
[[nodiscard]] std::string question_of(const plan::Plan& plan, const State& state,
                                      const plan::Check& check);

/// What a person types to pass the check, without the program: `check coverage --value NUMBER`.
/// One that relctl runs itself is passed by `advance`.
[[nodiscard]] std::string passing_command(const plan::Check& check);

/// The check behind the address of a step that relctl runs for it; null for any other step.
[[nodiscard]] const plan::Check* check_at(const plan::Plan& plan, const StepAddress& address);

/// The last line with something on it of what a command printed.
[[nodiscard]] std::string last_line(std::string_view output);

/// The end of a check's command with what it printed taken into account: the number on its last
/// line must be within the limit.
[[nodiscard]] EffectEnded judged_by_output(const plan::Check& check, EffectEnded ended);

} // namespace relctl::core
