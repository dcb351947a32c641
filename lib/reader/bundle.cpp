// SPDX-License-Identifier: Apache-2.0
#include "reader/bundle.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "reader/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zip.h>

#include <array>
#include <memory>

namespace relctl::reader {
namespace {

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

bool is_package(std::string_view name) {
  return name.ends_with(".whl") || name.ends_with(".tar.gz") || name.ends_with(".zip");
}

Result<Archive> open_archive(const std::string& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive)
    return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string why = zip_error_strerror(&error);
  zip_error_fini(&error);
  return fail(ErrorKind::refused, fmt::format("cannot be read as a ZIP file: {}", one_line(why)));
}

Result<std::string> sha256_of_entry(zip_t* archive, zip_uint64_t index, const std::string& name) {
  const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(archive, index, 0));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  if (!file || !digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1)
    return fail(ErrorKind::refused, fmt::format("{} in it cannot be unpacked", one_line(name)));
  std::array<char, 64 * 1024> block{};
  zip_int64_t count = 0;
  while ((count = zip_fread(file.get(), block.data(), block.size())) > 0)
    EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(count));
  if (count < 0)
    return fail(ErrorKind::refused, fmt::format("{} in it cannot be unpacked", one_line(name)));
  std::array<unsigned char, 32> bytes{};
  EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
  return to_hex(bytes.data(), bytes.size());
}

} // namespace

Result<std::vector<BundledFile>> read_bundle(const std::string& path) {
  RELCTL_TRY_ASSIGN(const Archive archive, open_archive(path));
  std::vector<BundledFile> files;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    const char* raw = zip_get_name(archive.get(), index, 0);
    const std::string name = raw == nullptr ? "" : raw;
    if (!is_package(name))
      continue;
    RELCTL_TRY_ASSIGN(auto digest, sha256_of_entry(archive.get(), index, name));
    files.push_back({one_line(name, 120), std::move(digest)});
  }
  if (files.empty())
    return fail(ErrorKind::refused, "holds no package (.whl, .tar.gz, .zip)");
  return files;
}

} // namespace relctl::reader
