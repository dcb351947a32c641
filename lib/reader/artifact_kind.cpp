// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "reader/bundle.hpp"
#include "reader/digest.hpp"
#include "reader/kinds.hpp"
#include "reader/lock_file.hpp"
#include "reader/report.hpp"
#include "reader/sbom.hpp"
#include "reader/signature.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

constexpr std::size_t k_text_bytes = std::size_t{16} << 20U;    ///< Lists, keys, lock files.
constexpr std::size_t k_signed_bytes = std::size_t{256} << 20U; ///< A signed file is read whole.

/// What is looked at, as relctl wrote it; an absent part is not asked for.
struct Artifact {
  std::string file;
  std::string sha256;
  std::string sha256_file;
  std::string signature;
  std::string public_key;
  std::string sbom;
  std::string lock;
};

Artifact parse_artifact(const std::string& text) {
  const Json json = Json::parse(text);
  return {json.at("file").get<std::string>(),        json.at("sha256").get<std::string>(),
          json.at("sha256_file").get<std::string>(), json.at("signature").get<std::string>(),
          json.at("public_key").get<std::string>(),  json.at("sbom").get<std::string>(),
          json.at("lock").get<std::string>()};
}

std::string name_of(const std::string& path) {
  return one_line(std::filesystem::path(path).filename().string(), 120);
}

void pass(Report& report, const std::string& line) {
  report.lines.push_back("✔ " + line);
}

Result<std::string> wanted_digest(const Artifact& artifact) {
  if (!artifact.sha256.empty())
    return lower_case(artifact.sha256);
  RELCTL_TRY_ASSIGN(const auto list, file_bytes(artifact.sha256_file, k_text_bytes));
  auto digest = listed_sha256(list, artifact.file);
  if (!digest)
    return fail(digest.error().under(
        fmt::format("{} in {}", name_of(artifact.file), name_of(artifact.sha256_file))));
  return digest;
}

void check_digest(const Artifact& artifact, Report& report) {
  const auto own = file_sha256(artifact.file);
  if (!own)
    return object(report, own.error().message);
  if (artifact.sha256.empty() && artifact.sha256_file.empty())
    return pass(report, fmt::format("{} is there, sha256 {}", name_of(artifact.file), *own));
  const auto wanted = wanted_digest(artifact);
  if (!wanted)
    return object(report, wanted.error().message);
  if (*own != *wanted)
    return object(
        report, fmt::format("{}: wanted sha256 {}, is {}", name_of(artifact.file), *wanted, *own));
  pass(report, fmt::format("{}: sha256 {}", name_of(artifact.file), *own));
}

Result<SignatureFacts> signature_facts(const Artifact& artifact) {
  RELCTL_TRY_ASSIGN(const auto content, file_bytes(artifact.file, k_signed_bytes));
  RELCTL_TRY_ASSIGN(const auto signature, file_bytes(artifact.signature, k_text_bytes));
  RELCTL_TRY_ASSIGN(const auto key, file_bytes(artifact.public_key, k_text_bytes));
  return verify_signature(content, signature, key);
}

void check_signature(const Artifact& artifact, Report& report) {
  if (artifact.signature.empty())
    return;
  const auto facts = signature_facts(artifact);
  if (!facts)
    return object(report, fmt::format("{}: {}", name_of(artifact.file), facts.error().message));
  pass(report, fmt::format("{}: signed ({})", name_of(artifact.file), facts->algorithm));
}

void check_sbom(const Artifact& artifact, Report& report) {
  if (artifact.sbom.empty())
    return;
  const auto text = file_bytes(artifact.sbom, k_text_bytes);
  const auto facts = text ? read_sbom(*text) : Result<SbomFacts>(fail(text.error()));
  if (!facts)
    return object(report,
                  fmt::format("SBOM {}: {}", name_of(artifact.sbom), facts.error().message));
  pass(report, fmt::format("SBOM {}: {}, {} components", name_of(artifact.sbom), facts->format,
                           facts->components));
}

void check_lock(const Artifact& artifact, Report& report) {
  if (artifact.lock.empty())
    return;
  const auto text = file_bytes(artifact.lock, k_text_bytes);
  if (!text)
    return object(report, text.error().message);
  const auto files = read_bundle(artifact.file);
  if (!files)
    return object(report, name_of(artifact.file) + " " + files.error().message);
  const auto lock = read_lock(*text);
  const auto objections = lock_objections(*files, lock);
  for (const std::string& objection : objections)
    object(report, one_line(objection));
  if (objections.empty())
    pass(report, fmt::format("{}: {} packages as {} locks them", name_of(artifact.file),
                             files->size(), name_of(artifact.lock)));
}

} // namespace

std::string check_artifact(const std::string& request) {
  const Artifact artifact = parse_artifact(request);
  Report report;
  check_digest(artifact, report);
  if (report.done) {
    check_signature(artifact, report);
    check_lock(artifact, report);
  }
  check_sbom(artifact, report);
  if (report.done)
    report.detail = fmt::format("{}: {} check{} passed", name_of(artifact.file),
                                report.lines.size(), report.lines.size() == 1 ? "" : "s");
  return report_json(report);
}

} // namespace relctl::reader
