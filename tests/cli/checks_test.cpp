// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

/// The quick plan with this in place of its precondition.
std::string asking(const std::string& checks) {
  return with(quick_plan(), "  uat: { ask: UAT passed }\n", checks);
}

} // namespace

TEST_CASE("a number that is handed over passes the check only within its limit") {
  const Workplace place;
  place.write("plan.yaml", asking("  coverage: { ask: \"How much?\", limit: \">= 80%\" }\n"));
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "check coverage --value NUMBER"));
  CHECK(place.relctl({"check", "coverage", "yes"}).code == 2);
  CHECK(place.relctl({"check", "coverage", "--value", "75%"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "75% is not >= 80%"));
  CHECK(place.relctl({"check", "coverage", "--value", "85%"}).code == 0);
  CHECK(place.try_start().code == 0);
}

TEST_CASE("a command passes by the number that it prints last") {
  const Workplace place;
  place.write("plan.yaml",
              asking("  coverage: { run: [./coverage], limit: \">= 90%\", unit: \"%\" }\n"));
  place.script("coverage", "echo 1200 lines\ncat percent");
  place.write("percent", "89.5\n");
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "89.5% is not >= 90%"));
  place.write("percent", "90.5\n");
  CHECK(place.try_start().code == 0); // Asked again at once: `start` decides anew.
}

TEST_CASE("a bare number has the unit of the check; what is no number is refused") {
  const Workplace place;
  place.write("plan.yaml", asking("  coverage: { ask: \"How much?\", limit: \">= 80%\", unit: "
                                  "\"%\" }\n"));
  CHECK(place.try_start().code == 3);
  for (const char* text : {"NaN", "inf", "lots", "300ms"}) {
    const Ran ran = place.relctl({"check", "coverage", "--value", text});
    CAPTURE(text, ran.err);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "write a decimal number, which without a unit is in %"));
  }
  CHECK(place.relctl({"check", "coverage", "--value", "0.85"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "0.85% is not >= 80%"));
  CHECK(place.relctl({"check", "coverage", "--value", "85"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "go: nothing is exposed yet"));
}

TEST_CASE(
    "what passed for an earlier decision is asked again by a start, and what failed tells its "
    "age") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "  uat: { ask: UAT passed }\n",
                                "  uat: { ask: UAT passed }\n  image: { run: [./image] }\n"));
  place.script("image", "cat image.ok");
  place.write("image.ok", "");
  CHECK(place.try_start().code == 3);
  CHECK(place.relctl({"check", "uat", "yes"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "go: nothing is exposed yet"));
  place.script("image", "echo the image was replaced; exit 1");
  const Ran again = place.try_start();
  CAPTURE(again.out, again.err);
  CHECK(again.code == 3);
  CHECK(contains(again.out, "the image was replaced; asked again at once by `relctl start`"));
  CHECK(contains(again.out, "settle it with `relctl"));
  CHECK(contains(again.out, "start plan.yaml --version v1.4.0"));
  place.script("image", "true");
  CHECK(contains(place.relctl({"check", "uat", "yes", "--note", "again"}).out, "failed at "));
  CHECK(place.try_start().code == 0);
}

TEST_CASE("a yes must come with the values that the check names, and they are on record") {
  const Workplace place;
  place.write("plan.yaml",
              asking("  feedback: { ask: \"Recorded?\", values: [dataset, strategy] }\n"));
  CHECK(place.try_start().code == 3);
  const Ran bare = place.relctl({"check", "feedback", "yes", "--value", "dataset=v3"});
  CHECK(bare.code == 2);
  CHECK(contains(bare.err, "strategy"));
  CHECK(place.relctl({"check", "feedback", "yes", "--value", "data=v3"}).code == 2);
  CHECK(
      place.relctl({"check", "feedback", "yes", "--value", "dataset=v3", "--value", "strategy=v7"})
          .code == 0);
  const Ran log = place.relctl({"log", "-o", "jsonl"});
  CHECK(contains(log.out, R"("values":{"dataset":"v3","strategy":"v7"})"));
}

TEST_CASE("the differences of a comparison are listed, and block until a member closes them") {
  const Workplace place;
  place.write("plan.yaml", asking("  shadow: { run: [./compare], items: true, role: owner }\n"));
  place.script("compare", "echo 2 of 900 orders differ\n"
                          "echo '{\"id\":\"o-17\",\"what\":\"amount 10 and 12\"}'\n"
                          "echo '{\"id\":\"o-18\",\"what\":\"is missing\"}'");
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "item close o-17"));
  const Ran listed = place.relctl({"item", "list"});
  CHECK(listed.code == 0);
  CHECK(lines_in(listed.out) == 2);
  const Ran report = place.relctl({"report"});
  CHECK(contains(report.out, "| 2 open items |"));
  CHECK(contains(report.out, "0 of 1 passed"));
  CHECK(contains(place.relctl({"status"}).out, "2 open items"));
  CHECK(contains(listed.out, "amount 10 and 12"));
  const Ran refused =
      place.relctl({"item", "close", "o-17", "--reason", "a test order", "--as", "bob"});
  CHECK(refused.code != 0);
  CHECK(contains(refused.err, "alice"));
  CHECK(place.relctl({"item", "close", "o-17", "--reason", "a test order", "--as", "alice"}).code ==
        0);
  CHECK(place.relctl({"item", "close", "o-99", "--reason", "?", "--as", "alice"}).code != 0);
  CHECK(place.relctl({"item", "close", "shadow/o-18", "--reason", "written again", "--as", "alice"})
            .code == 0);
  CHECK(contains(place.relctl({"status"}).out, "go: nothing is exposed yet"));
  CHECK(contains(place.relctl({"item", "list", "--all", "-o", "json"}).out,
                 R"("closed_by":"alice","reason":"written again")"));
}
