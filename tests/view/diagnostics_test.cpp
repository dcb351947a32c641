// SPDX-License-Identifier: Apache-2.0
#include "view/diagnostics.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

plan::Diagnostic wrong_side() {
  return {plan::Severity::warning,
          {12, 3},
          "limit-wrong-side",
          "the limit '> 99%' is above 1",
          "write '< 99%'"};
}

plan::Diagnostic unknown_key() {
  return {plan::Severity::error, {4, 1}, "unknown-key", "unknown key 'metrcs'", "write metrics"};
}

} // namespace

TEST_CASE("diagnostics are a line each, as the plan module writes them") {
  const std::vector<FileDiagnostics> files{{"a.yaml", "", {unknown_key(), wrong_side()}}};
  CHECK(diagnostics_text(files, pipe()) ==
        "a.yaml:4:1: error: unknown key 'metrcs'; write metrics [unknown-key]\n"
        "a.yaml:12:3: warning: the limit '> 99%' is above 1; write '< 99%' [limit-wrong-side]\n");
}

TEST_CASE("on a terminal with colour only the severity is coloured") {
  const std::vector<FileDiagnostics> files{{"a.yaml", "", {unknown_key()}}};
  CHECK(diagnostics_text(files, {true, true, 80}) ==
        "a.yaml:4:1: \x1b[31merror:\x1b[0m unknown key 'metrcs'; write metrics [unknown-key]\n");
}

TEST_CASE("github annotations escape percent, line ends, and in properties colon and comma") {
  plan::Diagnostic diagnostic = wrong_side();
  diagnostic.message = "100%\nof a: b, c";
  const std::vector<FileDiagnostics> files{{"a:b,c%.yaml", "", {diagnostic}}};
  CHECK(diagnostics_github(files) ==
        "::warning file=a%3Ab%2Cc%25.yaml,line=12,col=3,title=limit-wrong-side::"
        "100%25%0Aof a: b, c; write '< 99%25'\n");
}

TEST_CASE("a diagnostic about the file as a whole has no line") {
  plan::Diagnostic diagnostic = unknown_key();
  diagnostic.mark = {};
  diagnostic.remedy.clear();
  CHECK(diagnostics_github({{"a.yaml", "", {diagnostic}}}) ==
        "::error file=a.yaml,title=unknown-key::unknown key 'metrcs'\n");
}

TEST_CASE("an unreadable file is an annotation of its own") {
  CHECK(diagnostics_github({{"a.yaml", "a.yaml cannot be read", {}}}) ==
        "::error file=a.yaml,title=unreadable::a.yaml cannot be read\n");
}

TEST_CASE("the summary counts in words") {
  CHECK(diagnostics_summary({{"a.yaml", "", {}}}) == "1 file: no errors, no warnings");
  plan::Diagnostic note = wrong_side();
  note.severity = plan::Severity::note;
  CHECK(diagnostics_summary({{"a.yaml", "", {note}}}) == "1 file: no errors, no warnings, 1 note");
  CHECK(diagnostics_github({{"a.yaml", "", {note}}}).starts_with("::notice file=a.yaml,"));
  CHECK(diagnostics_summary({{"a.yaml", "", {unknown_key(), wrong_side(), wrong_side()}},
                             {"b.yaml", "gone", {}}}) ==
        "2 files: 1 error, 2 warnings, 1 unreadable");
}
