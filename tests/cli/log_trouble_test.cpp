// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <sys/mount.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace relctl::test;

namespace {

/// A small file system of its own for the log; needs root.
class SmallDisk {
public:
  explicit SmallDisk(Workplace& place) : m_path(place.file("disk")) {
    std::filesystem::create_directory(m_path);
    std::filesystem::permissions(m_path, std::filesystem::perms::owner_all);
    m_mounted = ::mount("relctl-test", m_path.c_str(), "tmpfs", 0, "size=1m,mode=700") == 0;
    place.environment["RELCTL_DB"] = m_path + "/log.db";
  }
  ~SmallDisk() {
    if (m_mounted)
      ::umount2(m_path.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool is_there() const { return m_mounted; }
  [[nodiscard]] bool read_only(bool on) const {
    const unsigned long flags = on ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
    return ::mount("relctl-test", m_path.c_str(), "tmpfs", flags, "size=1m,mode=700") == 0;
  }
  [[nodiscard]] std::string path() const { return m_path; }

private:
  std::string m_path;
  bool m_mounted = false;
};

std::string only_events(const std::string& out) {
  std::string events;
  for (std::size_t from = 0; from < out.size();) {
    const auto end = out.find('\n', from);
    const auto line = out.substr(from, end - from);
    if (contains(line, "relctl.event/1"))
      events += line + "\n";
    from = end + 1;
  }
  return events;
}

/// Starts a release of the quick plan, which exposes nothing yet. The note makes log.db-wal longer
/// than log.db-shm, which even who only reads may have to write.
void start_quick(const Workplace& place) {
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"note", std::string(60'000, 'x')}).code == 0);
}

/// A file that may not grow fails like a disk that takes nothing.
Ran back_with_a_full_log(const Workplace& place, const std::string& output_path = "") {
  place.script("limited",
               "trap '' XFSZ; ulimit -f $(($(stat -c %s log.db-wal) / 512)); exec \"$@\"");
  Launch limited = place.launch({"rollback", "--to", "v1.3.2"});
  limited.argv.insert(limited.argv.begin(), place.file("limited"));
  limited.output_path = output_path;
  return run_program(limited);
}

} // namespace

TEST_CASE("a database that is none, another program's, or a folder is named with what to do") {
  Workplace place;
  place.write("plan.yaml", quick_plan());
  place.write("text.db", "this is no database, but it is long enough to be looked at as one");
  for (const char* name : {"text.db", ".", "nowhere/log.db"}) {
    CAPTURE(name);
    const std::string path = place.file(name);
    for (const auto& words : {std::vector<std::string>{"status", "--db", path},
                              std::vector<std::string>{"start", "plan.yaml", "--version", "v1.0.0",
                                                       "--check", "uat", "--db", path}}) {
      const Ran ran = place.relctl(words);
      CAPTURE(words, ran.err);
      CHECK((ran.code == 1 || ran.code == 2));
      CHECK(contains(ran.err, std::filesystem::path(path).parent_path().string()));
      CHECK(ran.out.empty());
    }
  }
  CHECK(contains(place.read("text.db"), "this is no database"));
}

TEST_CASE("a rollback goes on when the log is read-only, and adopt takes its events in later") {
  Workplace place;
  const SmallDisk disk(place);
  if (!disk.is_there())
    return; // Only root may mount.
  expose_quick(place);
  REQUIRE(disk.read_only(true));
  const Ran refused = place.relctl({"advance"});
  CHECK(refused.code == 1);
  CHECK(lines_in(refused.err) == 1);
  CHECK(contains(refused.err,
                 "v1.4.0 stays exposed (p5 5%) and nobody watches it: `relctl rollback "
                 "-y` goes back, without the log"));
  CHECK(place.relctl({"status"}).code == 0);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.err, "relctl audit adopt FILE"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
  CHECK(contains(only_events(back.out), "\"kind\":\"RollbackSettled\""));
  CHECK(contains(back.out, R"("anchor":null})"));

  REQUIRE(disk.read_only(false));
  place.write("kept.jsonl", back.out);
  CHECK(place.relctl({"audit", "adopt", "kept.jsonl"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 20);
  const auto head = place.relctl({"audit", "head"}).out;
  CHECK(place.relctl({"audit", "adopt", "kept.jsonl"}).code == 0);
  CHECK(place.relctl({"audit", "head"}).out == head);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE("a rollback goes on when the disk is full; advance refuses") {
  Workplace place;
  const SmallDisk disk(place);
  if (!disk.is_there())
    return;
  expose_quick(place);
  place.script("fill", "cat /dev/zero > '" + disk.path() + "/filler' 2>/dev/null; true");
  (void)run_program({{place.file("fill")}, {}, "", ""});
  const Ran refused = place.relctl({"advance"});
  CAPTURE(refused.out, refused.err);
  CHECK(refused.code == 1);
  CHECK(contains(refused.err, "v1.4.0 stays exposed (p5 5%) and nobody watches it"));
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("a disk that fills while a phase is watched: what stays exposed, and how to go back") {
  Workplace place;
  const SmallDisk disk(place);
  if (!disk.is_there())
    return;
  place.script("fill", "cat /dev/zero > '" + disk.path() + "/filler' 2>/dev/null; true");
  place.script("shift",
               "echo shift \"$1\" >> \"$TRACE\"; (sleep 1; exec ./fill) >/dev/null 2>&1 &");
  place.write("plan.yaml", with(demo_plan(), "observe: 2s", "observe: 30s"));
  place.start();
  const Ran full = place.relctl({"advance", "--wait", "--timeout", "20s"});
  CAPTURE(full.out, full.err);
  CHECK(full.code == 1);
  CHECK(contains(full.err,
                 "v1.4.0 stays exposed (p5 5%) and nobody watches it: `relctl rollback -y` "
                 "goes back, without the log"));
  const Ran back = place.relctl({"rollback", "-y"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("a rollback goes on when what it records fails with an I/O error, and is taken in once") {
  Workplace place;
  expose_quick(place);
  const Ran back = back_with_a_full_log(place);
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.err, "unknown whether the decision is recorded"));
  CHECK(contains(back.err, "relctl audit adopt FILE"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});

  place.write("kept.jsonl", back.out);
  CHECK(place.relctl({"audit", "adopt", "kept.jsonl"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 20);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE(
    "a release is given up without its log, too: what says so is told, and is taken in once") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  const auto before = place.relctl({"audit", "head"}).out;
  const Ran back = back_with_a_full_log(place);
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.err, "relctl audit adopt FILE"));
  CHECK(contains(only_events(back.out), R"("kind":"ReleaseAborted")"));
  CHECK(contains(only_events(back.out), R"("kind":"ReleaseClosed")"));
  CHECK(contains(back.out, "demo-1.4.0 is aborted; nothing was exposed"));
  CHECK(place.relctl({"audit", "head"}).out == before);
  place.write("kept.jsonl", back.out);
  SECTION("taken in") {
    CHECK(place.relctl({"audit", "adopt", "kept.jsonl"}).code == 0);
    CHECK(contains(place.relctl({"status"}).out, "closed"));
    const auto head = place.relctl({"audit", "head"}).out;
    CHECK(place.relctl({"audit", "adopt", "kept.jsonl"}).code == 0);
    CHECK(place.relctl({"audit", "head"}).out == head);
  }
  SECTION("not, once a phase was entered") {
    REQUIRE(place.relctl({"advance"}).code == 0);
    const Ran late = place.relctl({"audit", "adopt", "kept.jsonl"});
    CAPTURE(late.err);
    CHECK(late.code == 3);
    CHECK(contains(late.err, "(PhaseEntered)"));
    CHECK(contains(late.err, "relctl rollback -y"));
  }
}

TEST_CASE("what a rollback without its log freezes, and finds overdue, is taken in, too") {
  const Workplace place;
  place.write(
      "plan.yaml",
      with(with(quick_plan(), "rollback:\n", "rollback:\n  freeze: until the replay is reviewed\n"),
           "phases:\n", "incidents: { levels: { P2: { respond: 1s } } }\nphases:\n"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"incident", "open", "--severity", "P2", "--summary", "slow"}).code == 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  const Ran back = back_with_a_full_log(place);
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(only_events(back.out), R"("kind":"PlanFrozen")"));
  CHECK(contains(only_events(back.out), R"("kind":"IncidentOverdue")"));
  place.write("kept.jsonl", back.out);
  const Ran adopted = place.relctl({"audit", "adopt", "kept.jsonl"});
  CAPTURE(adopted.err);
  CHECK(adopted.code == 0);
  const Ran next = place.relctl({"start", "plan.yaml", "--version", "v1.4.1", "--check", "uat"});
  CHECK(contains(next.err, "are frozen since the rollback of demo-1.4.0"));
}

TEST_CASE("a release that is given up neither on record nor on standard output is not given up") {
  const Workplace place;
  start_quick(place);
  const Ran lost = back_with_a_full_log(place, "/dev/full");
  CAPTURE(lost.err);
  CHECK(lost.code == 21);
  CHECK(contains(lost.err, "NOT on record"));
  CHECK(contains(only_events(lost.err), R"("kind":"ReleaseAborted")"));
}

TEST_CASE("lines of a rollback are refused once the log has gone on without them") {
  const Workplace place;
  expose_quick(place);
  const bool has_log = GENERATE(true, false);
  const Ran back = has_log ? back_with_a_full_log(place)
                           : place.relctl({"rollback", "--to", "v1.3.2", "--plan", "plan.yaml",
                                           "--db", place.file("nowhere/log.db")});
  CAPTURE(has_log, back.err);
  REQUIRE(back.code == 0);
  CHECK(contains(back.err, "let no other relctl act on the release"));
  place.write("kept.jsonl", back.out);
  REQUIRE(place.relctl({"note", "nothing moves by this"}).code == 0);
  const std::vector<std::string> adopt = {"audit", "adopt", "kept.jsonl", "--release",
                                          "demo-1.4.0"};
  const std::string before = place.file("before.db");
  std::filesystem::copy_file(place.file("log.db"), before);
  if (std::filesystem::exists(place.file("log.db-wal")))
    std::filesystem::copy_file(place.file("log.db-wal"), before + "-wal");
  auto adopt_before = adopt;
  adopt_before.insert(adopt_before.end(), {"--db", before});
  CHECK(place.relctl(adopt_before).code == 0);

  REQUIRE(place.relctl({"advance"}).code == 0);
  const auto head = place.relctl({"audit", "head"}).out;
  const Ran late = place.relctl(adopt);
  CAPTURE(late.err);
  CHECK(late.code == 3);
  CHECK(lines_in(late.err) == 1);
  CHECK(contains(late.err, "the log has gone on since"));
  CHECK(contains(late.err, "(PhaseEntered)"));
  CHECK(contains(late.err, "relctl --release demo-1.4.0 rollback --to v1.3.2 -y"));
  CHECK(place.relctl({"audit", "head"}).out == head);
  CHECK(place.relctl({"rollback", "--to", "v1.3.2", "-y"}).code == 0);
  CHECK(place.trace().back() == "back 1.3.2");
}

TEST_CASE("lines of a rollback are refused by another log with a release of the same name") {
  const Workplace place;
  expose_quick(place);
  const Ran back = back_with_a_full_log(place);
  REQUIRE(back.code == 0);
  CHECK(contains(only_events(back.out), R"(,"after":")"));
  const Workplace other;
  expose_quick(other);
  const auto short_log = GENERATE(false, true);
  if (short_log) {
    std::filesystem::remove(other.file("log.db"));
    std::filesystem::remove(other.file("log.db-wal"));
    std::filesystem::remove(other.file("log.db-shm"));
    other.start();
  }
  other.write("kept.jsonl", back.out);
  const auto head = other.relctl({"audit", "head"}).out;
  const Ran adopted = other.relctl({"audit", "adopt", "kept.jsonl"});
  CAPTURE(short_log, adopted.err);
  CHECK(adopted.code == 3);
  CHECK(lines_in(adopted.err) == 1);
  CHECK(contains(adopted.err, "it continues a log with another event"));
  CHECK(contains(adopted.err, short_log ? "ends before that" : "has the hash"));
  CHECK(contains(adopted.err, "relctl rollback --to v1.3.2 -y"));
  CHECK(other.relctl({"audit", "head"}).out == head);
}

TEST_CASE("a rollback without any log needs the plan and the version, and then goes") {
  const Workplace place;
  expose_quick(place);
  place.write("log.db", std::string(8192, 'x'));
  std::filesystem::remove(place.file("log.db-wal"));
  const Ran lost = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(lost.code == 1);
  CHECK(contains(lost.err, "--plan FILE and --to VERSION"));
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2", "--plan", "plan.yaml"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
  CHECK(place.read("log.db") == std::string(8192, 'x'));
}

TEST_CASE("what went back without a log is taken in, and the version that it left is refused") {
  const Workplace place;
  expose_quick(place);
  REQUIRE(place.relctl({"audit", "head"}).code == 0);
  const std::string whole = place.file("whole.db");
  REQUIRE(std::filesystem::copy_file(place.file("log.db"), whole));
  if (std::filesystem::exists(place.file("log.db-wal")))
    std::filesystem::copy_file(place.file("log.db-wal"), whole + "-wal");
  place.write("log.db", std::string(8192, 'x'));
  std::filesystem::remove(place.file("log.db-wal"));
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2", "--plan", "plan.yaml"});
  REQUIRE(back.code == 0);
  CHECK_FALSE(contains(back.out, "VersionRefused"));

  place.write("kept.jsonl", back.out);
  const Ran unnamed = place.relctl({"audit", "adopt", "kept.jsonl", "--db", whole});
  CHECK(unnamed.code == 2);
  CHECK(contains(unnamed.err, "name the one that went back with --release"));
  const std::vector<std::string> adopt = {"audit", "adopt",     "kept.jsonl", "--db",
                                          whole,   "--release", "demo-1.4.0"};
  REQUIRE(place.relctl(adopt).code == 0);
  const Ran again = place.relctl({"start", "plan.yaml", "--version", "v1.4.0", "--db", whole});
  CHECK(again.code == 3);
  CHECK(contains(again.err, "v1.4.0 was rolled back"));
  CHECK(contains(again.err, "--readmit --reason WHY"));
  const auto head = place.relctl({"audit", "head", "--db", whole}).out;
  CHECK(place.relctl(adopt).code == 0);
  CHECK(place.relctl({"audit", "head", "--db", whole}).out == head);
}

TEST_CASE("a rollback that is neither on record nor on standard output is not done: 21, and its "
          "events are on standard error") {
  const Workplace place;
  expose_quick(place);
  place.write("log.db", std::string(8192, 'x'));
  std::filesystem::remove(place.file("log.db-wal"));
  const Ran lost =
      place.relctl_into("/dev/full", {"rollback", "--to", "v1.3.2", "--plan", "plan.yaml"});
  CAPTURE(lost.err);
  CHECK(lost.code == 21);
  CHECK(contains(lost.err, "NOT on record"));
  CHECK_FALSE(contains(lost.err, "what was done is on record"));
  CHECK(contains(lost.err, "standard output cannot be written (no space left); "));
  CHECK_FALSE(contains(lost.err, "status`"));
  CHECK(contains(only_events(lost.err), "\"kind\":\"RollbackSettled\""));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("adopt refuses what is no rollback's event, and then takes in nothing") {
  const Workplace place;
  expose_quick(place);
  const auto head = place.relctl({"audit", "head"}).out;
  const std::string start = R"({"schema":"relctl.event/1","release":"demo-1.4.0","track":"",)"
                            R"("at":"2026-11-22T01:51:28Z","actor":"x",)";
  const std::string bad[] = {
      start + R"("kind":"PhasePassed","body":{"track":"main","phase":"full"}})",
      start + R"("kind":"NoSuchThing","body":{}})",
      start + R"("kind":"RollbackRequested","body":{"to":7}})",
      start + R"("kind":"RollbackSettled","body":{"complete":true,"to":"1.3.2"}})",
      start + R"("kind":"StepEnded","body":{"step":"never","outcome":"succeeded"}})",
      start + R"("kind":"RollbackRequested")",
      "",
      "hello",
  };
  for (const auto& line : bad) {
    CAPTURE(line);
    place.write("bad.jsonl", line + "\n");
    CHECK(place.relctl({"audit", "adopt", "bad.jsonl"}).code == 3);
  }
  CHECK(place.relctl({"audit", "adopt", "nowhere.jsonl"}).code == 2);
  CHECK(place.relctl({"audit", "head"}).out == head);
}
