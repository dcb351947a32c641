// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "cli/session.hpp"
#include "core/event.hpp"
#include "core/fields.hpp"
#include "core/window.hpp"
#include "view/json_form.hpp"
#include "view/style.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

// What the commands share that only read.

/// How the reader of standard output sees it.
[[nodiscard]] view::Style answer_style(const Session& session);

/// What `-o json` and `-o jsonl` make of a document that has lists.
[[nodiscard]] view::JsonForm json_form(const Session& session);

/// Knows the secrets that a plan took from the environment.
[[nodiscard]] Redactor redactor_of(const planfile::LoadedPlan& plan);

/// The pinned plan; an empty one, with a warning on standard error, where it cannot be read any
/// more: what has happened can be shown without it.
[[nodiscard]] planfile::LoadedPlan plan_or_none(Session& session, const core::State& state);

/// `alice on build-7 runs relctl advance --wait (pid 4711) since …`; empty when nobody holds the
/// release.
[[nodiscard]] std::string holder_text(ports::AuditLog& log, const std::string& release);

} // namespace relctl::cli
