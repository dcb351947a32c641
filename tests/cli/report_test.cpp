// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace relctl::test;

namespace {

/// A release that was rolled back by an incident.
void roll_back(const Workplace& place) {
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place
              .relctl({"incident", "open", "--severity", "P0", "--scope", "orders", "--summary",
                       "orders | <b>lost</b>"})
              .code == 20);
}

} // namespace

TEST_CASE("a report is Markdown unless another format is asked for") {
  const Workplace place;
  roll_back(place);
  const Ran markdown = place.relctl({"report"});
  CHECK(markdown.code == 0);
  CHECK(markdown.out.starts_with("# "));
  CHECK(contains(markdown.out, "orders \\| &lt;b>lost&lt;/b>"));
  CHECK(contains(markdown.out, "1.4.0 is refused"));
  CHECK(
      contains(markdown.out, "**recovered**: not observed: closed once the way back was verified"));
  CHECK(contains(place.relctl({"report", "-o", "json"}).out, R"("observed_afterwards":false)"));
  CHECK(place.relctl({"report", "--format", "html"}).out.starts_with("<!DOCTYPE html>"));
  CHECK(place.relctl({"report", "-o", "json"}).out.starts_with("{\"schema\":\"relctl.report/1\""));
  const Ran unknown = place.relctl({"report", "--format", "pdf"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "--format is markdown, html or json, not 'pdf'"));
}

TEST_CASE("a report is of the release that is named, also after it ended") {
  const Workplace place;
  roll_back(place);
  const Ran named = place.relctl({"report", "demo-1.4.0"});
  const Ran other = place.relctl({"report", "demo-9.9.9"});
  CAPTURE(named.err, other.err);
  CHECK(named.code == 0);
  CHECK(other.code != 0);
  CHECK(contains(other.err, "demo-9.9.9"));
}

TEST_CASE("a report goes to a file, which it replaces as a whole") {
  const Workplace place;
  roll_back(place);
  place.write("report.md", "old");
  const Ran ran = place.relctl({"report", "--out", "report.md"});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(place.read("report.md").starts_with("# "));
  const Ran nowhere = place.relctl({"report", "--out", "no/such/folder.md"});
  CHECK(nowhere.code == 1);
  CHECK(contains(nowhere.err, "cannot write no/such/folder.md"));
}

TEST_CASE("a report that replaces a file is read by those who could read it before") {
  const Workplace place;
  roll_back(place);
  const auto mode_of = [&] {
    struct stat found {};
    REQUIRE(::stat(place.file("report.html").c_str(), &found) == 0);
    return found.st_mode & 07777U;
  };
  place.write("report.html", "old");
  const auto mode = static_cast<mode_t>(GENERATE(0600, 0640, 0664));
  REQUIRE(::chmod(place.file("report.html").c_str(), mode) == 0);
  REQUIRE(place.relctl({"report", "--format", "html", "--out", "report.html"}).code == 0);
  CHECK(place.read("report.html").starts_with("<!DOCTYPE html>"));
  CHECK(mode_of() == mode);
}

TEST_CASE("a plan is not overwritten, however much is said before it begins") {
  const Workplace place;
  roll_back(place);
  const std::size_t lines = GENERATE(10U, 20U, 1000U);
  std::string plan;
  for (std::size_t i = 0; i < lines; ++i)
    plan += "# " + std::string(58, 'x') + "\n";
  plan += quick_plan();
  place.write("plan2.yaml", plan);
  const Ran ran = place.relctl({"report", "--out", "plan2.yaml"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "plan2.yaml is a plan and is not overwritten"));
  CHECK(place.read("plan2.yaml") == plan);
}

TEST_CASE("a report into a device leaves the device where it is") {
  const Workplace place;
  roll_back(place);
  REQUIRE(place.relctl({"report", "--out", "/dev/null"}).code == 0);
  struct stat found {};
  REQUIRE(::stat("/dev/null", &found) == 0);
  CHECK(S_ISCHR(found.st_mode));
}

TEST_CASE("a review is a sheet to fill in") {
  const Workplace place;
  roll_back(place);
  const Ran review = place.relctl({"report", "--review"});
  CHECK(review.code == 0);
  CHECK(contains(review.out, "## Five whys"));
  CHECK(contains(review.out, "| came from | action | owner | due | done |"));
  CHECK(place.relctl({"report", "--review", "--format", "json"}).code == 2);
}

TEST_CASE("a report of a log that was edited says so, itself and beside it") {
  const Workplace place;
  roll_back(place);
  CHECK(place.relctl({"report"}).err.empty());
  edit_log(place, "DROP TRIGGER event_update; UPDATE event SET body = CAST(replace(CAST(body AS "
                  "TEXT), 'orders', 'invoices') AS BLOB) WHERE kind = 'IncidentOpened';");
  const Ran ran = place.relctl({"report"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "relctl: the log is broken at position "));
  CHECK(contains(ran.out, "none: the log is broken at position "));
}
