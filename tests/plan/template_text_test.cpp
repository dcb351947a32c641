// SPDX-License-Identifier: Apache-2.0
#include "plan/template_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>

using namespace relctl::plan;
using Names = std::vector<std::string>;

TEST_CASE("the variables of a template are named once each, in order") {
  CHECK(template_variables("no tags, {one} }}").value().empty());
  CHECK(template_variables("{{b}} {{ a }} {{b}}").value() == Names{"b", "a"});
  CHECK(template_variables("{{{raw}}} {{&also}} {{! a remark }}").value() == Names{"raw", "also"});
  CHECK(template_variables("{{#next}}on to {{next}}{{/next}}{{^eta}}?{{/eta}}").value() ==
        Names{"next", "eta"});
  CHECK(template_variables(R"(sum(a{version="{{version}}",code=~"5.{2}"}[5m]))").value() ==
        Names{"version"});
}

TEST_CASE("a template that cannot be read is an error that says why") {
  const auto [text, message] =
      GENERATE(table<const char*, const char*>({{"{{name", "without '}}'"},
                                                {"{{{name}}", "without '}}}'"},
                                                {"a {{}} b", "empty tag"},
                                                {"a {{  }} b", "empty tag"},
                                                {"{{#}}", "empty tag"},
                                                {"{{#next}} a", "'{{#next}}' is not closed"},
                                                {"a {{/next}}", "closes nothing"},
                                                {"{{#a}}{{#b}}{{/a}}{{/b}}", "closes nothing"},
                                                {"{{>other}}", "not supported"},
                                                {"{{=<% %>=}}", "not supported"}}));
  const auto names = template_variables(text);
  INFO(text);
  REQUIRE_FALSE(names);
  CHECK_THAT(names.error().message, Catch::Contains(message));
}

TEST_CASE("values are put in as they are") {
  CHECK(render("{{title}} {{version}}", {{"title", "Shop"}, {"version", "1.4.0"}}) == "Shop 1.4.0");
  CHECK(render("{{a}}|{{{a}}}|{{&a}}", {{"a", "<b> & \"c\" > 1%"}}) ==
        "<b> & \"c\" > 1%|<b> & \"c\" > 1%|<b> & \"c\" > 1%");
  CHECK(render("{{a}}", {{"a", "灰度\n二行"}}) == "灰度\n二行");
  CHECK(render("no tags & {x}", {}) == "no tags & {x}");
  CHECK(render("[{{empty}}]", {{"empty", ""}}) == "[]");
}

TEST_CASE("a value is never read as a template") {
  CHECK(render("{{a}}", {{"a", "{{secret}}"}, {"secret", "s"}}) == "{{secret}}");
  CHECK(render("{{a}}{{b}}", {{"a", "{{"}, {"b", "b}}"}}) == "{{b}}");
}

TEST_CASE("a name without value stays visible") {
  CHECK(render("to {{to}} by {{ eta }}", {{"to", "1.3.0"}}) == "to 1.3.0 by {{eta}}");
  CHECK(render("{{a.b}}", {{"a", "x"}}) == "{{a.b}}");
}

TEST_CASE("a section stands where its value is not empty") {
  const std::string text = "{{#eta}}by {{eta}}{{/eta}}{{^eta}}unknown{{/eta}}";
  CHECK(render(text, {{"eta", "18:00"}}) == "by 18:00");
  CHECK(render(text, {{"eta", ""}}) == "unknown");
}

TEST_CASE("a template that cannot be read renders as it stands") {
  CHECK(render("a {{b", {{"b", "x"}}) == "a {{b");
  CHECK(render("{{>b}}", {{"b", "x"}}) == "{{>b}}");
}

TEST_CASE("the catalogue is sorted, explained and holds what messages need") {
  const auto& catalogue = template_catalogue();
  CHECK(std::is_sorted(catalogue.begin(), catalogue.end(), [](const auto& a, const auto& b) {
    return std::strcmp(a.name, b.name) < 0;
  }));
  for (const char* name :
       {"anchor",  "attempt",   "cohort", "deadline", "elapsed",    "eta",       "exposure",
        "from",    "impact",    "metric", "next",     "next_check", "next_step", "now",
        "observe", "phase",     "plan",   "reasons",  "release",    "stable",    "started_at",
        "step",    "threshold", "title",  "to",       "track",      "traffic",   "version"}) {
    INFO(name);
    CHECK(std::count_if(catalogue.begin(), catalogue.end(), [&](const CatalogueEntry& entry) {
            return std::strcmp(entry.name, name) == 0 && std::strlen(entry.meaning) > 0;
          }) == 1);
  }
}
