// SPDX-License-Identifier: Apache-2.0
#include "host/secret_file.hpp"
#include "host/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace relctl;
using host::read_secret_file;

TEST_CASE("a secret is the file's text without the line break at its end") {
  const testing::TempFolder folder;
  CHECK(read_secret_file(folder.write("a", "hunter2-hunter2\n")).value() == "hunter2-hunter2");
  CHECK(read_secret_file(folder.write("b", "hunter2")).value() == "hunter2");
}

TEST_CASE("what is no secret file is refused with its path") {
  const testing::TempFolder folder;
  const std::string pipe = folder.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string& path :
       {folder.file("missing"), pipe, folder.path(), std::string("/dev/zero"),
        folder.write("empty", "\n"), folder.write("two", "one\ntwo\n"),
        folder.write("long", std::string(70000, 'x'))}) {
    const auto secret = read_secret_file(path);
    REQUIRE_FALSE(secret);
    CHECK(secret.error().message.find(path) != std::string::npos);
  }
}
