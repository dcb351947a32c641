// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

struct evp_md_ctx_st; // EVP_MD_CTX of libcrypto, whose headers stay in .cpp files.

namespace relctl::reader {

/// Deletes a digest under way, for std::unique_ptr.
struct FreeDigest {
  void operator()(evp_md_ctx_st* digest) const;
};

/// The SHA-256 of a regular file of any size, 64 lower-case hexadecimal digits.
[[nodiscard]] Result<std::string> file_sha256(const std::string& path);

/// The bytes of a regular file of at most `most` bytes.
[[nodiscard]] Result<std::string> file_bytes(const std::string& path, std::size_t most);

/// What a list of checksums says of a file, named with its folder or without: lines of sha256sum
/// (`HEX  name`, `HEX *name`), those of BSD (`SHA256 (name) = HEX`), or one line with nothing but
/// the digest. The error says that the file is not listed, or listed with two digests.
[[nodiscard]] Result<std::string> listed_sha256(std::string_view list, const std::string& path);

[[nodiscard]] std::string lower_case(std::string_view text);

} // namespace relctl::reader
