// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.hpp"
#include "host/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::host;

namespace {

// SHA-256 of "abc", FIPS 180-2, appendix B.1.
constexpr const char* k_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string put(const testing::TempFolder& folder, const std::string& name,
                const std::string& text) {
  const std::string path = folder.path() + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

} // namespace

TEST_CASE("evidence is copied under its digest, for its owner only") {
  const testing::TempFolder folder;
  const auto kept = keep_evidence(put(folder, "graph.png", "abc"), folder.path() + "/kept");
  REQUIRE(kept);
  CHECK(kept->sha256 == k_abc);
  CHECK(kept->size == 3);
  CHECK(kept->path == folder.path() + "/kept/" + k_abc);
  CHECK(read_file(kept->path) == "abc");
  CHECK(mode_of(kept->path) == 0600);
  CHECK(mode_of(folder.path() + "/kept") == 0700);
}

TEST_CASE("a copy stays when the file changes, and the same bytes are kept once") {
  const testing::TempFolder folder;
  const std::string path = put(folder, "a", "abc");
  const auto first = keep_evidence(path, folder.path() + "/kept");
  const auto again = keep_evidence(put(folder, "b", "abc"), folder.path() + "/kept");
  put(folder, "a", "other");
  CHECK(first->path == again->path);
  CHECK(read_file(first->path) == "abc");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path() + "/kept"), {}) == 1);
}

TEST_CASE("a copy that is no more what its name says is written anew, and told of") {
  const testing::TempFolder folder;
  const std::string path = put(folder, "a", "abc");
  const auto first = keep_evidence(path, folder.path() + "/kept");
  REQUIRE(first);
  CHECK_FALSE(first->was_changed);
  SECTION("its bytes were changed") {
    std::ofstream(first->path, std::ios::binary) << "tampered";
  }
  SECTION("it leads elsewhere, where it may change any time") {
    std::filesystem::remove(first->path);
    std::filesystem::create_symlink(path, first->path);
  }
  const auto again = keep_evidence(path, folder.path() + "/kept");
  REQUIRE(again);
  CHECK(again->was_changed);
  CHECK(again->path == first->path);
  CHECK(read_file(first->path) == "abc");
  CHECK_FALSE(std::filesystem::is_symlink(first->path));
  CHECK(mode_of(first->path) == 0600);
  CHECK_FALSE(keep_evidence(path, folder.path() + "/kept")->was_changed);
}

TEST_CASE("looking at a file leaves no copy") {
  const testing::TempFolder folder;
  const std::string path = put(folder, "a", "abc");
  const auto seen = look_at_evidence(path);
  REQUIRE(seen);
  CHECK(seen->sha256 == k_abc);
  CHECK(seen->path == path);
}

TEST_CASE("what is no file is refused") {
  const testing::TempFolder folder;
  CHECK_FALSE(keep_evidence(folder.path(), folder.path() + "/kept"));
  CHECK_FALSE(keep_evidence(folder.path() + "/none", folder.path() + "/kept"));
  REQUIRE(::mkfifo((folder.path() + "/fifo").c_str(), 0600) == 0);
  CHECK_FALSE(look_at_evidence(folder.path() + "/fifo"));
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/kept"));
}
