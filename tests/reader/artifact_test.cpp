// SPDX-License-Identifier: Apache-2.0
#include "reader/bundle.hpp"
#include "reader/digest.hpp"
#include "reader/kinds.hpp"
#include "reader/lock_file.hpp"
#include "reader/report.hpp"
#include "reader/sbom.hpp"
#include "reader/signature.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::reader;

namespace {

/// A folder for files that openssl and zip make.
class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "relctl-artifact-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    m_path = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return m_path + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }
  void shell(const std::string& commands) const {
    const std::string line = "cd " + m_path + " && { " + commands + "; } >/dev/null 2>&1";
    REQUIRE(std::system(line.c_str()) == 0);
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    return file_bytes(file(name), 1 << 20).value();
  }

private:
  std::string m_path;
};

nlohmann::json artifact(nlohmann::json parts) {
  nlohmann::json json{{"file", ""},       {"sha256", ""}, {"sha256_file", ""}, {"signature", ""},
                      {"public_key", ""}, {"sbom", ""},   {"lock", ""}};
  json.update(parts);
  return nlohmann::json::parse(check_artifact(json.dump()));
}

} // namespace

TEST_CASE("the digest of a file is the one of sha256sum, whose list is read") {
  const Folder folder;
  folder.write("core.tar.gz", std::string(200'000, 'x'));
  folder.shell("sha256sum core.tar.gz > SUMS && sha256sum --tag core.tar.gz > TAGGED && "
               "sha256sum < core.tar.gz | cut -d' ' -f1 > ALONE");
  const std::string digest = file_sha256(folder.file("core.tar.gz")).value();
  for (const char* list : {"SUMS", "TAGGED", "ALONE"})
    CHECK(listed_sha256(folder.text(list), "dist/core.tar.gz") == digest);
  CHECK_FALSE(listed_sha256(folder.text("SUMS"), "other.tar.gz"));
  CHECK_FALSE(listed_sha256("", "core.tar.gz"));
  CHECK_FALSE(
      listed_sha256(folder.text("SUMS") + std::string(64, '0') + "  core.tar.gz\n", "core.tar.gz"));
  CHECK_FALSE(file_sha256(folder.file("nowhere")));
}

TEST_CASE("signatures that openssl makes are verified by the public key, and no others") {
  const Folder folder;
  folder.write("core", "the release");
  folder.write("other", "not the release");
  folder.shell("openssl genpkey -algorithm ed25519 -out ed.key && "
               "openssl pkey -in ed.key -pubout -out ed.pem && "
               "openssl pkeyutl -sign -rawin -inkey ed.key -in core -out ed.sig && "
               "openssl base64 -in ed.sig -out ed.b64");
  folder.shell("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key && "
               "openssl pkey -in rsa.key -pubout -out rsa.pem && "
               "openssl dgst -sha256 -sign rsa.key -out rsa.sig core");
  folder.shell("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key && "
               "openssl pkey -in ec.key -pubout -out ec.pem && "
               "openssl dgst -sha256 -sign ec.key -out ec.sig core");
  for (const char* kind : {"ed", "rsa", "ec"}) {
    CAPTURE(kind);
    const std::string name = kind;
    CHECK(verify_signature(folder.text("core"), folder.text(name + ".sig"),
                           folder.text(name + ".pem")));
    CHECK_FALSE(verify_signature(folder.text("other"), folder.text(name + ".sig"),
                                 folder.text(name + ".pem")));
  }
  CHECK(verify_signature(folder.text("core"), folder.text("ed.b64"), folder.text("ed.pem"))
            ->algorithm == "Ed25519");
  CHECK_FALSE(verify_signature(folder.text("core"), folder.text("rsa.sig"), folder.text("ec.pem")));
  CHECK_FALSE(verify_signature(folder.text("core"), "", folder.text("ec.pem")));
  CHECK_FALSE(verify_signature(folder.text("core"), folder.text("ed.sig"), "no key"));
}

TEST_CASE("a bill of materials is CycloneDX or SPDX and names its components") {
  CHECK(read_sbom(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]})")
            ->components == 1);
  CHECK(read_sbom(R"({"spdxVersion":"SPDX-2.3","packages":[{"name":"a"},{"name":"b"}]})")->format ==
        "SPDX-2.3");
  for (const char* wrong : {"", "[]", "{}", R"({"bomFormat":"CycloneDX","components":[]})",
                            R"({"bomFormat":"CycloneDX","components":[{"version":"1"}]})",
                            R"({"spdxVersion":"SPDX-2.3","packages":[{"name":" "}]})"}) {
    CAPTURE(wrong);
    CHECK_FALSE(read_sbom(wrong));
    const auto deep =
        read_sbom("{\"x\":" + std::string(300'000, '[') + std::string(300'000, ']') + "}");
    REQUIRE_FALSE(deep);
    CHECK(deep.error().message == "it is nested 300001 levels deep, more than 100");
  }
}

TEST_CASE("a lock file is read over continued lines, comments and options") {
  const auto lock = read_lock("# made by a tool\n--index-url https://example.com/simple\n"
                              "a==1.0 \\\n    --hash=sha256:AA \\\n    --hash=sha256:bb # why\n\n"
                              "b==2.0 ; python_version > '3' --hash=sha256:cc\n");
  REQUIRE(lock.size() == 2);
  CHECK(lock[0].name == "a==1.0");
  CHECK(lock[0].sha256 == std::set<std::string>{"aa", "bb"});
  CHECK(lock[1].sha256 == std::set<std::string>{"cc"});
}

TEST_CASE("a bundle and its lock file hold the same, file by file") {
  const std::vector<LockedRequirement> lock = {{"a==1.0", {"aa", "a2"}}, {"b==2.0", {"bb"}}};
  CHECK(lock_objections({{"a.whl", "a2"}, {"b.whl", "bb"}}, lock).empty());
  CHECK(lock_objections({{"a.whl", "aa"}}, lock) ==
        std::vector<std::string>{"b==2.0 is locked, but no file of the bundle is it"});
  CHECK(lock_objections({{"a.whl", "aa"}, {"b.whl", "bb"}, {"c.whl", "cc"}}, lock) ==
        std::vector<std::string>{"c.whl has a digest that the lock file does not list"});
  CHECK(lock_objections({}, {{"a==1.0", {}}}).front() == "a==1.0 is locked without a sha256");
}

TEST_CASE("an artifact is looked at in all its parts, and every mistake is told") {
  const Folder folder;
  folder.write("a-1.0-py3-none-any.whl", "wheel a");
  folder.write("README", "not a package");
  folder.shell("zip wheelhouse.zip a-1.0-py3-none-any.whl README && "
               "sha256sum wheelhouse.zip > SUMS && "
               "echo \"a==1.0 --hash=sha256:$(sha256sum < a-1.0-py3-none-any.whl | cut -d' ' -f1)\""
               " > lock");
  folder.write("sbom.json", R"({"bomFormat":"CycloneDX","components":[{"name":"a"}]})");
  CHECK(read_bundle(folder.file("wheelhouse.zip"))->size() == 1);
  CHECK_FALSE(read_bundle(folder.file("lock")));
  nlohmann::json parts{{"file", folder.file("wheelhouse.zip")},
                       {"sha256_file", folder.file("SUMS")},
                       {"sbom", folder.file("sbom.json")},
                       {"lock", folder.file("lock")}};
  const auto good = artifact(parts);
  CHECK(good["done"] == true);
  CHECK(good["detail"] == "wheelhouse.zip: 3 checks passed");
  folder.write("lock", "a==1.0 --hash=sha256:" + std::string(64, '0') + "\nb==2.0\n");
  folder.write("sbom.json", "{}");
  const auto bad = artifact(parts);
  CHECK(bad["done"] == false);
  const auto output = bad["output"].get<std::string>();
  CHECK(output.find("a-1.0-py3-none-any.whl has a digest") != std::string::npos);
  CHECK(output.find("b==2.0 is locked without") != std::string::npos);
  CHECK(output.find("it is neither CycloneDX nor SPDX") != std::string::npos);
  parts["sha256_file"] = "";
  parts["sha256"] = std::string(64, '0');
  CHECK(artifact(parts)["detail"].get<std::string>().find("wanted sha256 0000") !=
        std::string::npos);
}

TEST_CASE("a report tells its first mistake, and keeps all") {
  Report report;
  object(report, "one");
  object(report, "two");
  CHECK(report_json(report) ==
        R"({"detail":"one","done":false,"lost":false,"output":"✘ one\n✘ two"})");
}
