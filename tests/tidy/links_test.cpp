// SPDX-License-Identifier: Apache-2.0
#include "tidy/links.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

/// Findings for one line of `lib/README.md` in a small tree.
Findings objections(const std::string& line) {
  return broken_links({{"lib/README.md", "# The Map: a *walk*\n\n" + line + "\n"},
                       {"lib/core/judge.cpp", ""},
                       {"README.md", "# relctl\n\n## Exit codes\n\n## Exit codes\n"}});
}

} // namespace

TEST_CASE("a link to a file or folder of the tree is sound") {
  CHECK(objections("[judge](core/judge.cpp) and [core](core/) and [top](../README.md)").empty());
  CHECK(objections("[line](core/judge.cpp#L3)").empty());
}

TEST_CASE("a link to nothing is found, with its line") {
  CHECK(objections("[gone](core/gone.cpp)") ==
        Findings{"lib/README.md:3: no file lib/core/gone.cpp (link to core/gone.cpp)"});
  CHECK(objections("[out](../../elsewhere)").size() == 1);
  CHECK(objections("[out]: core/gone.cpp").size() == 1);
}

TEST_CASE("an anchor must be a heading, spelled as GitHub spells it") {
  CHECK(objections("[here](#the-map-a-walk)").empty());
  CHECK(objections("[codes](../README.md#exit-codes), [again](../README.md#exit-codes-1)").empty());
  CHECK(objections("[codes](../README.md#exit-code)") ==
        Findings{"lib/README.md:3: no heading for #exit-code in README.md"});
}

TEST_CASE("addresses, code and fences are not followed") {
  CHECK(objections("[web](https://example.com/a) `[code](gone)`").empty());
  CHECK(objections("```\n[in a fence](gone)\n```").empty());
  CHECK(objections("```\n```\n[after a fence](gone)").size() == 1);
}

TEST_CASE("headings keep letters of every script") {
  CHECK(anchors_of("## 退出码 (exit)\n") == std::set<std::string>{"退出码-exit"});
  CHECK(anchors_of("<a id=\"decisions\"></a>\n") == std::set<std::string>{"decisions"});
  CHECK(anchors_of("```\n# a comment\n```\n").empty());
}

TEST_CASE("every relative link of the tree leads somewhere") {
  CHECK(report(broken_links(project_tree())) == "");
}
