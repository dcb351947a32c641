// SPDX-License-Identifier: Apache-2.0
#include "reader/digest.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

namespace relctl::reader {
namespace {

Result<std::ifstream> open_file(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    return fail(ErrorKind::not_found, failure || !std::filesystem::exists(path, failure)
                                          ? fmt::format("{} is not there", path)
                                          : fmt::format("{} is not a regular file", path));
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(ErrorKind::failed, fmt::format("{} cannot be read", path));
  return file;
}

struct Listed {
  std::string name;
  std::string digest;
};

/// `SHA256 (name) = HEX`
std::optional<Listed> bsd_line(std::string_view line) {
  constexpr std::string_view k_head = "SHA256 (";
  const std::size_t close = line.rfind(") = ");
  if (!line.starts_with(k_head) || close == std::string_view::npos)
    return std::nullopt;
  return Listed{std::string(line.substr(k_head.size(), close - k_head.size())),
                std::string(line.substr(close + 4))};
}

std::optional<Listed> parse_line(std::string_view line) {
  if (auto listed = bsd_line(line))
    return listed;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos)
    return Listed{"", std::string(line)};
  std::string_view name = trim(line.substr(space));
  if (name.starts_with('*'))
    name.remove_prefix(1);
  return Listed{std::string(name), std::string(line.substr(0, space))};
}

bool names(const Listed& listed, const std::string& path, bool is_alone) {
  const auto file = std::filesystem::path(path).filename();
  return listed.name.empty() ? is_alone : std::filesystem::path(listed.name).filename() == file;
}

} // namespace

void FreeDigest::operator()(EVP_MD_CTX* digest) const {
  EVP_MD_CTX_free(digest);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return lower;
}

Result<std::string> file_sha256(const std::string& path) {
  RELCTL_TRY_ASSIGN(auto file, open_file(path));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1)
    return fail(ErrorKind::failed, "libcrypto cannot compute SHA-256");
  std::array<char, 64 * 1024> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0)
    EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  if (file.bad())
    return fail(ErrorKind::failed, fmt::format("{} cannot be read to its end", path));
  std::array<unsigned char, 32> bytes{};
  EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
  return to_hex(bytes.data(), bytes.size());
}

Result<std::string> file_bytes(const std::string& path, std::size_t most) {
  RELCTL_TRY_ASSIGN(auto file, open_file(path));
  std::error_code failure;
  if (const auto size = std::filesystem::file_size(path, failure); failure || size > most)
    return fail(ErrorKind::refused, fmt::format("{} is larger than {} MiB", path, most >> 20U));
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad())
    return fail(ErrorKind::failed, fmt::format("{} cannot be read to its end", path));
  return bytes;
}

Result<std::string> listed_sha256(std::string_view list, const std::string& path) {
  const bool is_alone = trim(list).find('\n') == std::string_view::npos;
  std::optional<std::string> found;
  while (!list.empty()) {
    const std::size_t end = list.find('\n');
    const std::string_view line = trim(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
    const auto listed = line.empty() || line.starts_with('#') ? std::nullopt : parse_line(line);
    if (!listed || !is_sha256_hex(listed->digest) || !names(*listed, path, is_alone))
      continue;
    const std::string digest = lower_case(listed->digest);
    if (found && *found != digest)
      return fail(ErrorKind::refused, "it is listed with two digests");
    found = digest;
  }
  if (!found)
    return fail(ErrorKind::not_found, "it is not listed");
  return *found;
}

} // namespace relctl::reader
