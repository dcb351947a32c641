// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_bytes.hpp"
#include "planfile/plan_yaml.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::planfile;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "relctl-plan-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }

  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
};

std::string refusal(const std::string& path) {
  const auto text = read_plan_text(path);
  REQUIRE_FALSE(text);
  CHECK(text.error().kind == ErrorKind::usage);
  CHECK(text.error().message.find(path) != std::string::npos);
  return text.error().message;
}

} // namespace

TEST_CASE("a plan's bytes are read as they are") {
  const Folder folder;
  const std::string bytes("relctl: 1\r\n\0\xFF", 13);
  const auto text = read_plan_text(folder.file("a.yaml", bytes));
  REQUIRE(text);
  CHECK(*text == bytes);
}

TEST_CASE("a plan of exactly the limit is read, one byte more is refused") {
  const Folder folder;
  CHECK(read_plan_text(folder.file("a", std::string(k_max_plan_bytes, 'x')))->size() ==
        k_max_plan_bytes);
  CHECK(refusal(folder.file("b", std::string(k_max_plan_bytes + 1, 'x')))
            .find("is larger than 65536 bytes") != std::string::npos);
}

TEST_CASE("what is no regular file is refused without waiting for it") {
  const Folder folder;
  CHECK(refusal(folder.path.string()).find("is not a regular file") != std::string::npos);
  CHECK(refusal("/dev/zero").find("is not a regular file") != std::string::npos);
  const auto fifo = (folder.path / "fifo").string();
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(refusal(fifo).find("is not a regular file") != std::string::npos);
}

TEST_CASE("a file that is not there is refused with the reason") {
  CHECK(refusal("/nonexistent/plan.yaml").find("No such file or directory") != std::string::npos);
}
