// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "audit/verify.hpp"
#include "core/standing.hpp"
#include "core/summary.hpp"
#include "engine/rehearsed.hpp"
#include "golden/golden_file.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace relctl;
using namespace relctl::test;
namespace fs = std::filesystem;

namespace {

const fs::path k_release_database = test::golden_file("relctl-release-1.db");
const fs::path k_story = test::golden_file("relctl-release-1.txt");

/// A private folder, since opening a log puts files beside it.
struct Folder {
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "relctl-golden-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path;
};

/// What a person can learn of the release: its summary, each event in words, the readings that are
/// judged, the head.
std::string story(ports::AuditLog& log) {
  const auto view = engine::load(log, Rehearsed::k_release);
  REQUIRE(view);
  std::string text = core::encode_summary(core::summarise(view->state)) + "\n";
  const auto records = log.read({Rehearsed::k_release, 0, ports::Slice::all, 0});
  REQUIRE(records);
  for (const ports::Record& record : *records) {
    const auto recorded = engine::decode(record);
    REQUIRE(recorded);
    text += fmt::format("{} {} {}\n", record.position, format_instant(record.at),
                        core::describe(recorded->event));
  }
  const auto& versions = core::versions_of(view->ledger, view->state.opened.plan);
  text += fmt::format("stable {}, {} refused, {} readings of error_rate in the window\n",
                      versions.stable, versions.refused.size(),
                      core::window_of(view->windows, "main").series("error_rate", "").size());
  return text + fmt::format("head {}:{}\n", view->anchor.position, view->anchor.hash);
}

/// A release that meets nearly everything: a question, a person, a retry, an incident, a hold, a
/// breach, the way back.
void release_into(const std::string& path) {
  plan::Plan plan = a_short_plan();
  plan.rollback.observe = minutes(3);
  plan.steps.push_back(a_step("deploy", {"./deploy", "{{version}}"}));
  plan.steps.back().retries = 1;
  plan.phases[0].enter = {"deploy", "shift"};
  plan.phases[0].approve = {{"owner", {}}};
  plan::Check uat;
  uat.id = "uat";
  uat.ask = "passed?";
  plan.before = {uat};
  auto log = audit::open_log(path, audit::OpenMode::read_write);
  REQUIRE(log);
  Rehearsed release(plan, std::move(*log));
  bool first = true;
  release.outcome = [&first](const core::EffectRequest& effect) {
    const bool fails = first && std::holds_alternative<core::CommandCall>(effect.call);
    first = first && !fails;
    return sim::EffectScript{seconds(2), fails ? core::Outcome::failed : core::Outcome::succeeded,
                             "as scripted"};
  };
  const Instant bad_from = release.world->now() + minutes(12);
  const auto good = release.value;
  release.value = [&release, good, bad_from](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading = good(request, at);
    if (at >= bad_from && !release.state().rollback)
      reading.value = 0.5;
    return reading;
  };
  const engine::Goal all{engine::Until::complete, 100, {}, true, true};
  release.run(all);
  release.fact(core::CheckAnswered{"before", "uat", true, "qa", ""});
  release.run(all);
  release.fact(core::IncidentOpened{"i1", "P1", "", "slow login", "qa"});
  release.fact(core::ApprovalGiven{"p5", "owner", "release-owner", "looks good"});
  release.run(all);
  release.fact(core::IncidentClosed{"i1", "qa", "fixed"});
  release.run(all);
  release.run({engine::Until::decided, 0, {}, true, true});
}

} // namespace

TEST_CASE("a release recorded by the first format still reads, folds and is told as it was") {
  const Folder folder;
  const fs::path copy = folder.path / "relctl.db";
  fs::copy_file(k_release_database, copy);
  fs::permissions(copy, fs::perms(0600));
  const auto log = audit::open_log(copy.string(), audit::OpenMode::read_only);
  REQUIRE(log);
  std::ifstream file(k_story, std::ios::binary);
  REQUIRE(file);
  CHECK(story(**log) == std::string(std::istreambuf_iterator<char>(file), {}));
  const auto report = audit::verify(copy.string(), {});
  REQUIRE(report);
  CHECK(report->intact);
}

TEST_CASE("writes the golden release of this format", "[.generate]") {
  const Folder folder;
  const fs::path path = folder.path / "relctl.db";
  release_into(path.string());
  const auto log = audit::open_log(path.string(), audit::OpenMode::read_write);
  REQUIRE(log);
  std::ofstream(k_story, std::ios::binary) << story(**log);
  const fs::path wal = path.string() + "-wal";
  REQUIRE((!fs::exists(wal) || fs::file_size(wal) == 0));
  fs::copy_file(path, k_release_database, fs::copy_options::overwrite_existing);
}
