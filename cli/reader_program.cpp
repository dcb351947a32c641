// SPDX-License-Identifier: Apache-2.0
#include "cli/reader_program.hpp"

#include <filesystem>

namespace relctl::cli {

std::string reader_program(const plan::Environment& environment) {
  if (const auto named = environment("RELCTL_READER"); named && !named->empty())
    return *named;
  std::error_code ignored;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const auto beside = folder / "relctl-reader";
  if (std::filesystem::exists(beside, ignored))
    return beside.string();
  return (folder / RELCTL_LIBEXEC_FROM_BIN / "relctl-reader").lexically_normal().string();
}

} // namespace relctl::cli
