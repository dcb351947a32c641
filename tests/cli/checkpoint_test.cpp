// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <filesystem>

using namespace relctl::test;

namespace {

/// A log with a release in it, a key, and a checkpoint of how the log stood then.
struct Signed : Workplace {
  Signed() {
    write("plan.yaml", quick_plan());
    start();
    const Ran made = relctl({"audit", "checkpoint", "--new-key", "key", "--name", "example.com"});
    REQUIRE(made.code == 0);
    write("public", made.out);
    REQUIRE(relctl({"audit", "checkpoint", "--key", "key", "--out", "checkpoint"}).code == 0);
  }
  [[nodiscard]] Ran verify(const std::string& checkpoint = "checkpoint",
                           const std::string& key = "public") const {
    return relctl({"audit", "verify", "--checkpoint", checkpoint, "--public-key", key});
  }
};

} // namespace

TEST_CASE("a signed checkpoint anchors a log that has grown since") {
  const Signed place;
  CHECK(contains(place.read("checkpoint"), "example.com\n"));
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran ran = place.verify();
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "ANCHORED: the checkpoint"));
  CHECK(contains(ran.out, "that example.com signed"));
}

TEST_CASE("a log that was cut behind its checkpoint, or replaced, is broken") {
  const Signed place;
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"audit", "checkpoint", "--key", "key", "--out", "later"}).code == 0);
  for (const char* name : {"log.db", "log.db-wal", "log.db-shm"})
    std::filesystem::remove(place.file(name));
  place.start();
  CHECK(place.relctl({"audit", "verify"}).code == 0);
  const Ran ran = place.verify("later");
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "broken"));
}

TEST_CASE("a checkpoint that was changed, or is by another key, anchors nothing") {
  const Signed place;
  place.write("changed", with(place.read("checkpoint"), "\n", "\n1"));
  CHECK(place.verify("changed").code == 3);
  place.write(
      "other.pub",
      place.relctl({"audit", "checkpoint", "--new-key", "other", "--name", "example.com"}).out);
  const Ran ran = place.verify("checkpoint", "other.pub");
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "not signed with the key of example.com"));
  const std::string anchor = "1:" + std::string(64, 'a');
  CHECK(place.relctl({"audit", "verify", "--expect", anchor}).code == 3);
  CHECK(place.verify("nowhere").code == 2);
  CHECK(place.verify("checkpoint", "plan.yaml").code == 2);
  CHECK(place.relctl({"audit", "verify", "--checkpoint", "checkpoint"}).code == 2);
}

TEST_CASE("a private key is its owner's, is never replaced, and signs no broken log") {
  const Signed place;
  struct stat file {};
  REQUIRE(::stat(place.file("key").c_str(), &file) == 0);
  CHECK((file.st_mode & 0777U) == 0600U);
  const std::string key = place.read("key");
  CHECK(place.relctl({"audit", "checkpoint", "--new-key", "key"}).code == 1);
  CHECK(place.read("key") == key);

  std::filesystem::permissions(place.file("key"), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const Ran open_to_others = place.relctl({"audit", "checkpoint", "--key", "key"});
  CHECK(open_to_others.code == 3);
  CHECK(contains(open_to_others.err, "chmod 600"));
  CHECK(place.relctl({"audit", "checkpoint"}).code == 2);
  const Ran by_public = place.relctl({"audit", "checkpoint", "--key", "public"});
  CHECK(by_public.code == 2);
  CHECK(contains(by_public.err, "public holds a public key, not a private one"));
}
