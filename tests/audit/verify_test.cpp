// SPDX-License-Identifier: Apache-2.0
#include "audit/fixture.hpp"
#include "audit/verify.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> hashes(ports::AuditLog& log, const std::string& stream,
                                ports::Slice slice) {
  const auto records = log.read({stream, 0, slice});
  REQUIRE(records);
  std::vector<std::string> found;
  for (const auto& record : *records)
    found.push_back(record.hash);
  return found;
}

struct StoredLog {
  TempFolder folder;
  std::string path = folder / "relctl.db";
  std::vector<ports::Anchor> anchors = stored_log(path, 12);
};

} // namespace

TEST_CASE_METHOD(StoredLog, "a log is intact, and anchored when an anchor of it is given") {
  const auto alone = verify(path, std::nullopt);
  REQUIRE(alone);
  CHECK(alone->intact);
  CHECK_FALSE(alone->anchored);
  CHECK(alone->events == 12);
  CHECK(alone->head == anchors[12]);
  CHECK(alone->first_bad_position == 0);
  CHECK(alone->finding.empty());
  for (const auto& anchor : anchors) {
    INFO("anchor " << anchor.position);
    CHECK(verify(path, anchor)->anchored);
  }
}

TEST_CASE_METHOD(StoredLog, "an anchor of another history is named with both hashes") {
  const ports::Anchor other{7, std::string(64, 'b')};
  const auto report = verify(path, other);
  REQUIRE(report);
  CHECK_FALSE(report->intact);
  CHECK_FALSE(report->anchored);
  CHECK(report->first_bad_position == 7);
  CHECK_THAT(report->finding,
             Catch::Contains("7:" + other.hash) && Catch::Contains("7:" + anchors[7].hash));
  CHECK(verify(path, ports::Anchor{0, std::string(64, 'b')})->first_bad_position == 1);
}

TEST_CASE_METHOD(StoredLog, "an anchor beyond the head shows that the tail was cut") {
  const auto report = verify(path, ports::Anchor{13, std::string(64, 'b')});
  REQUIRE(report);
  CHECK_FALSE(report->intact);
  CHECK(report->finding == "the log ends at 12, the anchor names 13: the tail was cut");
  CHECK(report->first_bad_position == 13);
}

TEST_CASE("an empty log is intact") {
  TempFolder folder;
  writable(folder / "relctl.db");
  const auto report = verify(folder / "relctl.db", std::nullopt);
  REQUIRE(report);
  CHECK(report->intact);
  CHECK(report->events == 0);
  CHECK(report->head == ports::Anchor{0, std::string(64, '0')});
}

TEST_CASE("what cannot be opened is an error and no report") {
  TempFolder folder;
  CHECK(verify(folder / "relctl.db", std::nullopt).error().kind == ErrorKind::not_found);
  CHECK_FALSE(fs::exists(folder / "relctl.db"));
  std::ofstream(folder / "text.db") << std::string(5000, 'x');
  CHECK_THAT(verify(folder / "text.db", std::nullopt).error().message,
             Catch::Contains("not an SQLite database"));
}

TEST_CASE_METHOD(StoredLog, "verifying changes nothing and works beside a writer") {
  const auto log = writable(path);
  REQUIRE(log->append(request("gamma-1.0.0", {0, 1}, {"ReleaseStarted"})));
  const auto report = verify(path, std::nullopt);
  REQUIRE(report);
  CHECK(report->intact);
  CHECK(report->events == 13); // The last one is in the -wal.
  REQUIRE(log->append(request("gamma-1.0.0", {1, 1}, {"Noted"})));
  CHECK(verify(path, log->head().value())->anchored);
}

TEST_CASE_METHOD(StoredLog, "pages that make no sense are a finding, not an end of the log") {
  const auto size = static_cast<long>(fs::file_size(path));
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(4096);
    file << std::string(static_cast<std::size_t>(size - 4096), '\x5a');
  }
  const auto report = verify(path, anchors.back());
  REQUIRE(report);
  CHECK_FALSE(report->intact);
  CHECK_THAT(report->finding, Catch::Contains("damaged"));
}

TEST_CASE("a flipped byte anywhere in the file is found, or changes nothing that is read") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  const auto anchors = stored_log(path, 12);
  const auto size = static_cast<long>(fs::file_size(path));
  const auto healthy = open_log(path, OpenMode::read_only).value();
  int found = 0;
  for (long offset = 101; offset < size; offset += 37) {
    const std::string copy = folder / "copy.db";
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    {
      std::fstream file(copy, std::ios::binary | std::ios::in | std::ios::out);
      file.seekg(offset);
      const int byte = file.get();
      file.seekp(offset);
      file.put(static_cast<char>(byte ^ 0x01));
    }
    const auto report = verify(copy, anchors.back());
    if (!report || !report->intact) {
      ++found;
      continue;
    }
    const auto log = open_log(copy, OpenMode::read_only);
    REQUIRE(log);
    for (const char* stream : {"", "alpha-1.0.0", "beta-2.0.0", "ledger"}) {
      for (const auto slice : {ports::Slice::all, ports::Slice::control, ports::Slice::readings}) {
        INFO("byte " << offset << ", stream " << stream);
        CHECK(hashes(**log, stream, slice) == hashes(*healthy, stream, slice));
      }
    }
  }
  CHECK(found > 50);
}
