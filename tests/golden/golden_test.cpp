// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "audit/verify.hpp"
#include "golden/golden_file.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

const fs::path k_log_database = test::golden_file("relctl-log-1.db");
const fs::path k_listing = test::golden_file("relctl-log-1.txt");

/// A copy in a private folder, since opening puts files beside the database.
class Copy {
public:
  Copy() {
    std::string pattern = (fs::temp_directory_path() / "relctl-golden-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    m_folder = pattern;
    fs::copy_file(k_log_database, m_folder / "relctl.db");
    fs::permissions(m_folder / "relctl.db", fs::perms(0600));
  }
  ~Copy() {
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  [[nodiscard]] std::string path() const { return (m_folder / "relctl.db").string(); }

private:
  fs::path m_folder;
};

/// Everything a reader of the log can see, one line an event.
std::string listing(ports::AuditLog& log) {
  std::string text;
  const auto records = log.read({});
  REQUIRE(records);
  for (const auto& r : *records)
    text += std::to_string(r.position) + "\t" + r.stream + "\t" + std::to_string(r.version) + "\t" +
            r.track + "\t" + std::to_string(r.at.ms) + "\t" + r.actor + "\t" + r.kind + "\t" +
            r.body + "\t" + r.hash + "\n";
  const auto rows = log.summaries();
  REQUIRE(rows);
  for (const auto& row : *rows)
    text += "summary\t" + row.release + "\t" + std::to_string(row.last_position) + "\t" +
            row.summary + "\n";
  return text + "head\t" + std::to_string(log.head()->position) + ":" + log.head()->hash + "\n";
}

std::string recorded_listing() {
  std::ifstream file(k_listing, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The anchor in the last line of the listing.
ports::Anchor recorded_head() {
  const std::string text = recorded_listing();
  const std::size_t tab = text.rfind('\t');
  REQUIRE(tab != std::string::npos);
  const auto anchor = parse_anchor(text.substr(tab + 1, text.size() - tab - 2));
  REQUIRE(anchor);
  return *anchor;
}

/// Appends as the engine would, with the versions that the log has reached.
class Author {
public:
  explicit Author(ports::AuditLog& log) : m_log(log) {}

  void append(const std::string& release, std::vector<ports::NewRecord> records,
              const std::string& summary) {
    ports::AppendRequest request;
    request.release = release;
    request.expected = {version(release), version("ledger")};
    ++m_turn;
    for (auto& record : records) {
      record.at = Instant{1'763'776'288'000} + seconds(90 * m_turn);
      record.actor = m_turn % 2 == 0 ? "relctl" : "release-owner";
    }
    request.records = std::move(records);
    request.summary = summary;
    const auto appended = m_log.append(request);
    if (!appended)
      FAIL(appended.error().message);
  }

private:
  std::int64_t version(const std::string& stream) {
    const auto records = m_log.read({stream});
    REQUIRE(records);
    return stream.empty() || records->empty() ? 0 : records->back().version;
  }

  ports::AuditLog& m_log;
  std::int64_t m_turn = 0;
};

/// Two releases and the ledger; bodies are opaque to the log and stay so here.
void write_events(ports::AuditLog& log) {
  const std::string first = "onedish-1.4.0";
  const std::string second = "tandem-2.0.0-rc.1";
  Author author(log);
  author.append(first, {{first, "", "ReleaseStarted", R"({"plan":"onedish","version":"1.4.0"})"}},
                R"({"state":"preflight"})");
  author.append(first,
                {{first, "main", "PhaseEntered", R"({"phase":"internal","traffic":0.05})"},
                 {first, "main", "StepStarted", R"({"step":"shift","title":"放量 5%"})"}},
                R"({"state":"running"})");
  author.append(first, {{first, "main", "ReadingsTaken", R"({"error_rate":0.0042})"}}, "");
  author.append("", {{"ledger", "", "Frozen", R"({"reason":"holiday","until":1763800000000})"}},
                "");
  author.append(second, {{second, "", "ReleaseStarted", "{}"}}, R"({"state":"preflight"})");
  author.append(first, {{first, "main", "ReadingsTaken", R"({"error_rate":0.0513})"}}, "");
  author.append(first,
                {{first, "main", "VerdictReached", R"({"verdict":"rollback","cites":[7]})"},
                 {first, "", "RollbackRequested", R"({"to":"1.3.2"})"}},
                R"({"state":"rolling back"})");
  author.append(first,
                {{first, "", "ReleaseClosed", "{}"},
                 {"ledger", "", "VersionRefused", R"({"version":"1.4.0"})"}},
                R"({"state":"rolled back"})");
  author.append("", {{"ledger", "", "Unfrozen", ""}}, "");
  author.append(second, {{second, "read-apis", "PhaseEntered", R"({"phase":"p20"})"}}, "");
}

} // namespace

TEST_CASE("a log of format 1 still reads as it was recorded") {
  const Copy copy;
  const auto log = open_log(copy.path(), OpenMode::read_only);
  REQUIRE(log);
  CHECK(listing(**log) == recorded_listing());
}

TEST_CASE("a log of format 1 is intact up to the recorded head") {
  const Copy copy;
  const auto report = verify(copy.path(), recorded_head());
  REQUIRE(report);
  CHECK(report->finding.empty());
  CHECK(report->intact);
  CHECK(report->anchored);
  CHECK(report->head == recorded_head());
}

TEST_CASE("a log of format 1 can be continued") {
  const Copy copy;
  {
    const auto log = open_log(copy.path(), OpenMode::read_write);
    REQUIRE(log);
    Author(**log).append("tandem-2.0.0-rc.1",
                         {{"tandem-2.0.0-rc.1", "read-apis", "Noted", R"({"text":"go on"})"}}, "");
  }
  const auto report = verify(copy.path(), recorded_head());
  REQUIRE(report);
  CHECK(report->anchored);
  CHECK(report->head.position == recorded_head().position + 1);
}

TEST_CASE("the same events written today make the same chain") {
  const auto log = open_memory_log();
  write_events(*log);
  CHECK(listing(*log) == recorded_listing());
}

TEST_CASE("write the golden log anew", "[.generate]") {
  fs::remove(k_log_database);
  {
    const auto log = open_log(k_log_database.string(), OpenMode::read_write);
    REQUIRE(log);
    write_events(**log);
    std::ofstream(k_listing, std::ios::binary) << listing(**log);
  }
  // The last connection to close has moved everything into the database.
  CHECK_FALSE(fs::exists(k_log_database.string() + "-wal"));
}
