// SPDX-License-Identifier: Apache-2.0
#include "tidy/functions.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

std::vector<std::string> names(std::string_view source) {
  std::vector<std::string> found;
  for (const FunctionBody& body : function_bodies(source)) {
    found.push_back(body.name);
  }
  return found;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a function is measured from its brace to its brace") {
  const auto bodies = function_bodies("namespace a {\n\nint f(int x) {\n  if (x) {\n  }\n}\n}\n");
  REQUIRE(bodies.size() == 1);
  CHECK(bodies[0].name == "f");
  CHECK(bodies[0].line == 3);
  CHECK(bodies[0].lines == 4);
}

TEST_CASE("functions are found in namespaces and classes under their own names") {
  CHECK(names("namespace { void a() {} }") == Names{"a"});
  CHECK(names("struct S final : T<int(int)> { int m() const { return 1; } };") == Names{"m"});
  CHECK(names("class C {\npublic:\n  C() {}\n  ~C() {}\n};") == Names{"C", "~C"});
  CHECK(names("template <class T, class U = int>\nstruct S { void f() {} };") == Names{"f"});
  CHECK(names("int C::f(std::vector<int> v) noexcept {}") == Names{"C::f"});
  CHECK(names("auto f() -> std::optional<int> {}") == Names{"f"});
}

TEST_CASE("operators are functions") {
  CHECK(names("bool operator==(A a, A b) { return true; }") == Names{"operator=="});
  CHECK(names("struct F { int operator()(int x) const { return x; } };") == Names{"operator()"});
}

TEST_CASE("braces of member initializers do not end the search for the body") {
  const auto bodies = function_bodies("C::C(int a) : m_a{a}, m_b(2) {\n\n}\nvoid g() {}");
  REQUIRE(bodies.size() == 2);
  CHECK(bodies[0].name == "C::C");
  CHECK(bodies[0].lines == 3);
  CHECK(bodies[1].name == "g");
}

TEST_CASE("what is no function is stepped over") {
  CHECK(names("enum class E { a, b };").empty());
  CHECK(names("const int table[] = {1, 2};").empty());
  CHECK(names("const std::vector<A> rows = {{f(1)}, {f(2)}};").empty());
  CHECK(names("struct S { int a = 1; std::vector<int> b{1, 2}; };").empty());
  CHECK(names("void declared(int a = 1);").empty());
}

TEST_CASE("a lambda at namespace level is a function of that name") {
  CHECK(names("const auto twice = [](int x) { return 2 * x; };") == Names{"twice"});
}

TEST_CASE("a test case is a function") {
  CHECK(names("TEST_CASE(\"a { b\") {\n}") == Names{"TEST_CASE"});
}

TEST_CASE("braces in literals, comments and macros are no braces") {
  const auto bodies =
      function_bodies("#define OPEN {\nvoid f() {\n  g(\"}\"); // }\n}\nvoid h() {}");
  REQUIRE(bodies.size() == 2);
  CHECK(bodies[0].lines == 3);
}
