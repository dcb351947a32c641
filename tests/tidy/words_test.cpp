// SPDX-License-Identifier: Apache-2.0
#include "tidy/words.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

std::size_t count(const std::string& module, const std::string& code) {
  const std::string folder = module == "cli" ? "cli" : "lib/" + module;
  return forbidden_words({folder + "/a.cpp", code + "\n"}).size();
}

} // namespace

TEST_CASE("the deciding modules have no clock, no streams, no chance and no threads") {
  for (const std::string module : {"core", "plan"}) {
    CAPTURE(module);
    CHECK(count(module, "std::chrono::system_clock::now();") == 1);
    CHECK(count(module, "auto t = time(nullptr);") == 1);
    CHECK(count(module, "sleep(1);") == 1);
    CHECK(count(module, "std::this_thread::sleep_for(d);") == 1);
    CHECK(count(module, "std::ifstream in(path);") == 1);
    CHECK(count(module, "std::fopen(path, mode);") == 1);
    CHECK(count(module, "int r = rand();") == 1);
    CHECK(count(module, "std::random_device seed;") == 1);
    CHECK(count(module, "std::getenv(name);") == 1);
  }
}

TEST_CASE("only cli and host know the clock and the environment, only cli the streams") {
  CHECK(count("audit", "std::chrono::system_clock::now();") == 1);
  CHECK(count("engine", "std::chrono::steady_clock::now();") == 1);
  CHECK(count("host", "std::chrono::steady_clock::now();") == 0);
  CHECK(count("planfile", "getenv(name);") == 1);
  CHECK(count("cli", "getenv(name);") == 0);
  CHECK(count("host", "std::cerr << 1;") == 1);
  CHECK(count("cli", "std::cout << 1;") == 0);
}

TEST_CASE("words in comments, literals and longer names do not count") {
  CHECK(count("core", "// reads no system_clock") == 0);
  CHECK(count("core", "auto text = \"getenv\";") == 0);
  CHECK(count("core", "int grid_time(int k); f(operand(x));") == 0);
}

TEST_CASE("a forbidden word is reported with its place and the remedy") {
  CHECK(forbidden_words({"lib/core/a.cpp", "\nstd::cout << 1;\n"}) ==
        Findings{"lib/core/a.cpp:2: 'cout' is not for core; give the text back to the caller"});
}

TEST_CASE("marks of unfinished work are found in any file") {
  CHECK(unfinished_work({"lib/a/README.md", "\nTO"
                                            "DO: write\n"}) ==
        Findings{"lib/a/README.md:2: TO"
                 "DO: finish it or file an issue"});
  CHECK(unfinished_work({"a.sh", "# FIX"
                                 "ME\n"})
            .size() == 1);
  CHECK(unfinished_work({"a.sh", "mktemp -d /tmp/a.XX"
                                 "XXXX\n"})
            .empty());
}

TEST_CASE("no module of the tree uses a word that is not for it") {
  CHECK(report(over_tree(forbidden_words)) == "");
}

TEST_CASE("no file of the tree is marked unfinished") {
  CHECK(report(over_tree(unfinished_work)) == "");
}
